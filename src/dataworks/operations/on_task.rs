//! DeployDISyncTask, StopDISyncInstance, TerminateDISyncInstance and DeleteDISyncTask: they name a task, send
//! nothing else, and answer alike.

use super::accepted::{self, Accepted};
use crate::dataworks::envelope::Envelope;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Makes an operation that sends the name of a task and changes it. Each is a type of its own, because the
/// name of an operation belongs to its type.
macro_rules! on_task {
    ($($(#[doc = $doc:literal])+ $name:ident = $action:literal,)+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug)]
        pub struct $name {
            /// The workspace.
            pub project_id: i64,
            /// `DI_REALTIME`, or `DI_SOLUTION` where the operation takes one.
            pub task_type: &'static str,
            /// The task.
            pub file_id: i64,
        }

        impl Operation for $name {
            type Answer = Accepted;
            const NAME: &'static str = $action;
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
    )+};
}

on_task! {
    /// Submits and deploys a real-time task or a solution: brings the saved configuration into force. A task
    /// has to be deployed before it can be started. Batch tasks are files
    /// ([`SubmitFile`](super::SubmitFile), [`DeployFile`](super::DeployFile)).
    DeployTask = "DeployDISyncTask",

    /// Stops a real-time task, which stays deployed. What happens to one that does not run is not documented:
    /// look before and after. Solutions cannot be stopped over the API.
    StopInstance = "StopDISyncInstance",

    /// Takes a real-time task offline (newer pages say "undeploys"). What happens to one that runs, or is not
    /// deployed, is not documented: look before and after. Solutions cannot be taken offline over the API.
    TerminateInstance = "TerminateDISyncInstance",

    /// Deletes a real-time task. An unknown FileId gives `NotFound` as far as the message tells; no page
    /// describes that case, so absence is confirmed by a look, not by this answer. Solutions cannot be
    /// deleted over the API; batch tasks are files ([`DeleteFile`](super::DeleteFile)).
    DeleteTask = "DeleteDISyncTask",
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::dataworks::Reply;
    use crate::dataworks::tests::refusal;
    use crate::domain::failure::Consequence;

    fn names_its_task_and_is_taken_or_refused<O: Operation>(operation: &O, action: &str, refused: &str) {
        assert_eq!((O::NAME, O::EFFECT), (action, Effect::Write));
        let parameters = operation.parameters();
        assert!(parameters.in_body().is_empty(), "{action}");
        let sent: Vec<_> = parameters
            .in_query()
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        assert_eq!(
            sent,
            [("ProjectId", "1"), ("TaskType", "DI_REALTIME"), ("FileId", "100")],
            "{action}"
        );
        let document = json!({"Success": true, "Data": {"Status": "success", "Message": null}});
        assert!(operation.read(&Reply::json(200, &document)).is_ok(), "{action}");
        refusal::demands(operation, "fileId:[100] is invalid.", Consequence::NotFound);
        refusal::demands(operation, refused, Consequence::Refused);
    }

    /// A table whose first column is a type.
    macro_rules! each {
        ($($name:ident, $action:literal, $refused:literal;)+) => {$(
            let operation = $name { project_id: 1, task_type: "DI_REALTIME", file_id: 100 };
            names_its_task_and_is_taken_or_refused(&operation, $action, $refused);
        )+};
    }

    #[test]
    fn each_names_its_task_and_is_taken_or_refused() {
        each! {
            DeployTask, "DeployDISyncTask", "submit and deploy fail.";
            StopInstance, "StopDISyncInstance", "the task is not running";
            TerminateInstance, "TerminateDISyncInstance", "the task is running";
            DeleteTask, "DeleteDISyncTask", "the task is running";
        }
    }
}
