//! GenerateDISyncTaskConfigForUpdating: starts the thread that applies a partial script to the configuration
//! of a task.

use super::TaskParam;
use super::generated::{self, Generated};
use crate::dataworks::envelope::Envelope;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Asks for the configuration that a task would have with other tables. [`QueryConfig`](super::QueryConfig)
/// brings it, and [`UpdateTask`](super::UpdateTask) takes it.
#[derive(Clone, Debug)]
pub struct GenerateConfigForUpdating {
    /// The workspace.
    pub project_id: i64,
    /// `DI_REALTIME`; the pages disagree on `DI_SOLUTION`.
    pub task_type: &'static str,
    /// The task, which only this operation calls `TaskId`.
    pub file_id: i64,
    /// The partial script: a reader step with the whole new list of tables. Nothing but adding and removing
    /// tables is supported.
    pub task_param: TaskParam,
    /// A repeat with the same token and parameters gives the first answer again.
    pub client_token: String,
}

impl Operation for GenerateConfigForUpdating {
    type Answer = Generated;
    const NAME: &'static str = "GenerateDISyncTaskConfigForUpdating";
    const EFFECT: Effect = Effect::Write;

    fn parameters(&self) -> Parameters {
        Parameters::new()
            .query("ProjectId", self.project_id)
            .query("TaskType", self.task_type)
            .query("TaskId", self.file_id)
            .query("TaskParam", self.task_param.as_str())
            .query("ClientToken", &self.client_token)
    }

    fn decode(&self, envelope: &Envelope) -> Result<Generated, Failure> {
        generated::read(envelope)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::dataworks::Reply;
    use crate::dataworks::tests::refusal;
    use crate::domain::failure::Consequence;

    fn operation() -> GenerateConfigForUpdating {
        GenerateConfigForUpdating {
            project_id: 1,
            task_type: "DI_REALTIME",
            file_id: 100,
            task_param: TaskParam::new("{\"steps\":[]}"),
            client_token: "t".into(),
        }
    }

    #[test]
    fn the_file_is_called_a_task() {
        let parameters = operation().parameters();
        assert!(parameters.in_body().is_empty());
        assert_eq!(parameters.get("TaskId"), Some("100"));
        assert_eq!(parameters.get("FileId"), None);
        assert_eq!(parameters.get("TaskParam"), Some("{\"steps\":[]}"));
        assert_eq!(parameters.get("ClientToken"), Some("t"));
    }

    #[test]
    fn it_answers_as_the_other_generation_does() {
        let document = json!({"Success": true, "Data": {"Status": true, "ProcessId": "480216"}});
        let generated = operation().read(&Reply::json(200, &document)).unwrap();
        assert_eq!(
            (generated.process_id, generated.status.as_str()),
            (480_216, "success")
        );
        refusal::demands(&operation(), "fileId:[100] is invalid.", Consequence::NotFound);
        refusal::demands(&operation(), "XXX is invalid.", Consequence::Refused);
    }
}
