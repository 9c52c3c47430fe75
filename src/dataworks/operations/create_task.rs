//! CreateDISyncTask: creates a task from a configuration.

use super::{Settings, TaskContent};
use crate::dataworks::envelope::{Envelope, Outcome};
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Creates one task.
#[derive(Clone, Debug)]
pub struct CreateTask {
    /// The workspace.
    pub project_id: i64,
    /// `DI_REALTIME`, `DI_SOLUTION` or `DI_OFFLINE`.
    pub task_type: &'static str,
    /// The name, unique in the workspace.
    pub task_name: String,
    /// The generated configuration; for `DI_OFFLINE` a script of the user's.
    pub task_content: TaskContent,
    /// Where it is stored and what it runs on.
    pub settings: Settings,
    /// A repeat with the same token and parameters gives the first answer again.
    pub client_token: String,
}

/// The task that was created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    /// The ID for everything that follows.
    pub file_id: i64,
    /// What the service said; filled on success too.
    pub message: Option<String>,
    /// The service's ID of the call.
    pub request_id: Option<String>,
}

impl Operation for CreateTask {
    type Answer = Created;
    const NAME: &'static str = "CreateDISyncTask";
    const EFFECT: Effect = Effect::Write;

    /// Pages up to 2024 require TaskParam and TaskName, later ones do not: both are always sent.
    fn parameters(&self) -> Parameters {
        Parameters::new()
            .query("ProjectId", self.project_id)
            .query("TaskType", self.task_type)
            .query("TaskName", &self.task_name)
            .query("TaskParam", self.settings.to_json())
            .query("ClientToken", &self.client_token)
            .body("TaskContent", self.task_content.as_str())
    }

    /// Only a FileId that comes with a success is believed. Anything else but a clear `fail` leaves it open
    /// whether the task exists, and the caller looks its name up.
    fn decode(&self, envelope: &Envelope) -> Result<Created, Failure> {
        match (envelope.outcome(), envelope.id("FileId")) {
            (Outcome::Failed, _) => Err(envelope.refused()),
            (Outcome::Done, Some(file_id)) => Ok(Created {
                file_id,
                message: envelope.message(),
                request_id: envelope.request_id(),
            }),
            (Outcome::Done, None) => Err(envelope.unclear("the answer has no FileId")),
            (Outcome::Missing, _) => Err(envelope.unclear("the answer has no status")),
            (Outcome::Other(word), _) => Err(envelope.unclear(&format!("unknown status `{word}`"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::dataworks::Reply;
    use crate::domain::failure::Consequence;

    fn operation(settings: Settings) -> CreateTask {
        CreateTask {
            project_id: 1,
            task_type: "DI_REALTIME",
            task_name: "orders_rt".into(),
            task_content: TaskContent::new("{}"),
            settings,
            client_token: "t".into(),
        }
    }

    fn read(data: Value) -> Result<Created, Failure> {
        operation(Settings::default()).read(&Reply::json(200, &json!({"Success": true, "Data": data})))
    }

    #[test]
    fn settings_are_sent_as_json_and_always() {
        let settings = Settings {
            folder_path: Some("业务流程/订单/数据集成".into()),
            resource_group: Some("S_res_group_1_2".into()),
            cu: Some(1.5),
        };
        let sent: Value =
            serde_json::from_str(operation(settings).parameters().get("TaskParam").unwrap()).unwrap();
        let path = "业务流程/订单/数据集成";
        let expected = json!({"FileFolderPath": path, "ResourceGroup": "S_res_group_1_2", "Cu": 1.5});
        assert_eq!(sent, expected);
        assert_eq!(
            operation(Settings::default()).parameters().get("TaskParam"),
            Some("{}")
        );
    }

    #[test]
    fn a_file_id_that_comes_with_a_success_is_believed() {
        for data in [
            json!({"Status": "success", "FileId": 509_317_642}),
            json!({"Status": true, "FileId": "509317642", "Message": "Invalid path: x"}),
        ] {
            assert_eq!(read(data).unwrap().file_id, 509_317_642);
        }
    }

    #[test]
    fn what_else_an_answer_may_mean() {
        for (data, expected) in [
            (
                json!({"Status": "fail", "Message": "Invalid path: Business Flow/x"}),
                Consequence::Refused,
            ),
            (
                json!({"Status": "fail", "Message": "the file name already exists"}),
                Consequence::NameTaken,
            ),
            (json!({"Status": "success"}), Consequence::Ambiguous),
            (json!({"Status": "queued", "FileId": 1}), Consequence::Ambiguous),
            (json!(null), Consequence::Ambiguous),
        ] {
            assert_eq!(read(data.clone()).unwrap_err().consequence, expected, "{data}");
        }
    }
}
