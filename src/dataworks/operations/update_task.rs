//! UpdateDISyncTask: gives a task another configuration, or other resources. A move to another folder is
//! UpdateFile's.

use serde::Serialize;

use super::accepted::{self, Accepted};
use super::{Settings, TaskContent};
use crate::dataworks::envelope::Envelope;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Changes one task. It has no token: after a lost answer, read the task before a repeat.
#[derive(Clone, Debug)]
pub struct UpdateTask {
    /// The workspace.
    pub project_id: i64,
    /// `DI_OFFLINE`, which is all that the page of this operation allows. Those of the generation pass
    /// `DI_REALTIME` and `DI_SOLUTION` too: be ready for a refusal.
    pub task_type: &'static str,
    /// The task.
    pub file_id: i64,
    /// The new configuration; `None` if only the resources change.
    pub task_content: Option<TaskContent>,
    /// What it runs on.
    pub resources: Resources,
}

/// What a task runs on: the settings of a task without its folder, which this operation does not take.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Resources {
    /// Identifier of the resource group for Data Integration (`S_res_group_…`).
    #[serde(rename = "ResourceGroup", skip_serializing_if = "Option::is_none")]
    pub resource_group: Option<String>,
    /// Compute units out of a serverless resource group, a multiple of 0.5.
    #[serde(rename = "Cu", skip_serializing_if = "Option::is_none")]
    pub cu: Option<f64>,
}

impl From<&Settings> for Resources {
    fn from(settings: &Settings) -> Self {
        Self {
            resource_group: settings.resource_group.clone(),
            cu: settings.cu,
        }
    }
}

impl Operation for UpdateTask {
    type Answer = Accepted;
    const NAME: &'static str = "UpdateDISyncTask";
    const EFFECT: Effect = Effect::Write;

    /// The SDKs put TaskContent into the query; the gateway takes it from the form body as well, which has no
    /// limit of length.
    fn parameters(&self) -> Parameters {
        let resources = (self.resources != Resources::default()).then(|| serde_json::json!(self.resources));
        Parameters::new()
            .query("ProjectId", self.project_id)
            .query("TaskType", self.task_type)
            .query("FileId", self.file_id)
            .query_some("TaskParam", resources)
            .body_some("TaskContent", self.task_content.as_ref().map(TaskContent::as_str))
    }

    fn decode(&self, envelope: &Envelope) -> Result<Accepted, Failure> {
        accepted::by_status(envelope)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::dataworks::Reply;
    use crate::dataworks::tests::refusal;
    use crate::domain::failure::Consequence;

    fn operation(task_content: Option<&str>, settings: &Settings) -> UpdateTask {
        UpdateTask {
            project_id: 1,
            task_type: "DI_OFFLINE",
            file_id: 100,
            task_content: task_content.map(TaskContent::new),
            resources: settings.into(),
        }
    }

    #[test]
    fn only_what_changes_is_sent_and_never_the_folder() {
        let settings = Settings {
            folder_path: Some("业务流程/订单/数据集成".into()),
            resource_group: Some("S_res_group_1_2".into()),
            cu: Some(0.5),
        };
        let parameters = operation(None, &settings).parameters();
        let sent: Value = serde_json::from_str(parameters.get("TaskParam").unwrap()).unwrap();
        assert_eq!(sent, json!({"ResourceGroup": "S_res_group_1_2", "Cu": 0.5}));
        assert_eq!(parameters.get("TaskContent"), None);

        let parameters = operation(Some("{ \"k\":1}"), &Settings::default()).parameters();
        assert_eq!(parameters.in_body(), [("TaskContent", "{ \"k\":1}".to_owned())]);
        assert_eq!(parameters.get("TaskParam"), None);
    }

    #[test]
    fn an_update_is_taken_or_refused() {
        let operation = operation(Some("{}"), &Settings::default());
        let document = json!({"Success": true, "Data": {"Status": "success", "Message": null}});
        assert!(operation.read(&Reply::json(200, &document)).is_ok());
        let message = "ResourceGroup:[S_res_group_9_9] is invalid.";
        refusal::demands(&operation, message, Consequence::Refused);
        refusal::demands(&operation, "fileId:[100] is invalid.", Consequence::NotFound);
    }
}
