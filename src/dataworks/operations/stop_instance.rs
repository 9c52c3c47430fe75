//! StopDISyncInstance: stops a real-time task. Solutions cannot be stopped over the API.

use super::accepted::{self, Accepted};
use crate::dataworks::envelope::Envelope;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Stops one task, which stays deployed. What happens to one that does not run is not documented: look
/// before and after.
#[derive(Clone, Debug)]
pub struct StopInstance {
    /// The workspace.
    pub project_id: i64,
    /// `DI_REALTIME`.
    pub task_type: &'static str,
    /// The task.
    pub file_id: i64,
}

impl Operation for StopInstance {
    type Answer = Accepted;
    const NAME: &'static str = "StopDISyncInstance";
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
    fn a_stop_is_taken_or_refused() {
        let operation = StopInstance {
            project_id: 1,
            task_type: "DI_REALTIME",
            file_id: 100,
        };
        assert_eq!(operation.parameters().get("FileId"), Some("100"));
        let document = json!({"Success": true, "Data": {"Status": "success", "Message": null}});
        assert!(operation.read(&Reply::json(200, &document)).is_ok());
        refusal::demands(&operation, "fileId:[100] is invalid.", Consequence::NotFound);
        refusal::demands(&operation, "the task is not running", Consequence::RetrySlowly);
    }
}
