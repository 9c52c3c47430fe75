//! DeployDISyncTask: submits and deploys a real-time task or a solution. Batch tasks are files
//! ([`SubmitFile`](super::SubmitFile), [`DeployFile`](super::DeployFile)).

use super::accepted::{self, Accepted};
use crate::dataworks::envelope::Envelope;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Brings the saved configuration into force. A task has to be deployed before it can be started.
#[derive(Clone, Debug)]
pub struct DeployTask {
    /// The workspace.
    pub project_id: i64,
    /// `DI_REALTIME` or `DI_SOLUTION`.
    pub task_type: &'static str,
    /// The task.
    pub file_id: i64,
}

impl Operation for DeployTask {
    type Answer = Accepted;
    const NAME: &'static str = "DeployDISyncTask";
    const EFFECT: Effect = Effect::Write;

    fn parameters(&self) -> Parameters {
        Parameters::new()
            .query("ProjectId", self.project_id)
            .query("TaskType", self.task_type)
            .query("FileId", self.file_id)
    }

    fn decode(&self, envelope: &Envelope) -> Result<Accepted, Failure> {
        accepted::by_status(envelope)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::dataworks::Reply;
    use crate::dataworks::tests::refusal;
    use crate::domain::failure::Consequence;

    #[test]
    fn a_deployment_is_taken_or_refused() {
        let operation = DeployTask {
            project_id: 1,
            task_type: "DI_REALTIME",
            file_id: 100,
        };
        assert_eq!(operation.parameters().get("FileId"), Some("100"));
        let document = json!({"Success": true, "Data": {"Status": "success", "Message": null}});
        assert!(operation.read(&Reply::json(200, &document)).is_ok());
        refusal::demands(&operation, "fileId:[100] is invalid.", Consequence::NotFound);
        refusal::demands(&operation, "submit and deploy fail.", Consequence::RetrySlowly);
    }
}
