//! DeleteDISyncTask: deletes a real-time task. Solutions cannot be deleted over the API; batch tasks are
//! files ([`DeleteFile`](super::DeleteFile)).

use crate::dataworks::envelope::{Envelope, Outcome};
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

/// The service took the deletion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deleted {
    /// What the service said; filled on success too.
    pub message: Option<String>,
    /// The service's ID of the call.
    pub request_id: Option<String>,
}

impl Operation for DeleteTask {
    type Answer = Deleted;
    const NAME: &'static str = "DeleteDISyncTask";
    const EFFECT: Effect = Effect::Write;

    fn parameters(&self) -> Parameters {
        Parameters::new()
            .query("ProjectId", self.project_id)
            .query("TaskType", self.task_type)
            .query("FileId", self.file_id)
    }

    fn decode(&self, envelope: &Envelope) -> Result<Deleted, Failure> {
        match envelope.outcome() {
            Outcome::Done => Ok(Deleted {
                message: envelope.message(),
                request_id: envelope.request_id(),
            }),
            Outcome::Failed => Err(envelope.refused()),
            Outcome::Missing => Err(envelope.unclear("the answer has no status")),
            Outcome::Other(word) => Err(envelope.unclear(&format!("unknown status `{word}`"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::dataworks::Reply;
    use crate::domain::failure::Consequence;

    #[test]
    fn only_a_success_is_one() {
        let operation = DeleteTask {
            project_id: 1,
            task_type: "DI_REALTIME",
            file_id: 100,
        };
        let read = |data| operation.read(&Reply::json(200, &json!({"Success": true, "Data": data})));
        assert!(read(json!({"Status": "success", "Message": null})).is_ok());
        for (data, expected) in [
            (
                json!({"Status": "fail", "Message": "fileId:[100] is invalid."}),
                Consequence::NotFound,
            ),
            (
                json!({"Status": "fail", "Message": "the task is running"}),
                Consequence::RetrySlowly,
            ),
            (json!({"Status": "KILLING"}), Consequence::Ambiguous),
            (json!(null), Consequence::Ambiguous),
        ] {
            assert_eq!(read(data.clone()).unwrap_err().consequence, expected, "{data}");
        }
    }
}
