//! DeleteDISyncTask: deletes a real-time task. Solutions cannot be deleted over the API; batch tasks are
//! files ([`DeleteFile`](super::DeleteFile)).

use super::accepted::{self, Accepted};
use crate::dataworks::envelope::Envelope;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Deletes one task. An unknown FileId gives `NotFound` as far as the message tells; no page describes that
/// case, so absence is confirmed by a look, not by this answer.
#[derive(Clone, Debug)]
pub struct DeleteTask {
    /// The workspace.
    pub project_id: i64,
    /// `DI_REALTIME`.
    pub task_type: &'static str,
    /// The task.
    pub file_id: i64,
}

impl Operation for DeleteTask {
    type Answer = Accepted;
    const NAME: &'static str = "DeleteDISyncTask";
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
    fn an_unknown_task_and_one_in_use_are_told_apart() {
        let operation = DeleteTask {
            project_id: 1,
            task_type: "DI_REALTIME",
            file_id: 100,
        };
        let document = json!({"Success": true, "Data": {"Status": "success", "Message": null}});
        assert!(operation.read(&Reply::json(200, &document)).is_ok());
        refusal::demands(&operation, "fileId:[100] is invalid.", Consequence::NotFound);
        refusal::demands(&operation, "the task is running", Consequence::RetrySlowly);
    }
}
