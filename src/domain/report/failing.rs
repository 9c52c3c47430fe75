//! What a failed call says of the task.

use jiff::Timestamp;

use super::refusal::is_hopeless;
use super::verdict::{Verdict, under_way};
use crate::api::OperationKind::{Create, Generate, GenerateUpdate};
use crate::api::{DISyncTaskStatus, OperationKind, Reason};
use crate::domain::failure::{Consequence, Failure, SENT_AGAIN};
use crate::domain::plan::Step;

/// What is said of a key that DataWorks refused, to the task that tried it and to those that no longer do.
pub fn key_refused(failure: &Failure) -> String {
    key_refused_as(&failure.to_string())
}

/// The same of a refusal of which only the code is told.
pub fn key_refused_as(told: &str) -> String {
    format!(
        "DataWorks refused the AccessKey ({told}): mend what spec.credentials of the workspace names; it is tried again as soon as that changes"
    )
}

/// What a change that DataWorks refused failed at.
pub(super) fn refused(kind: OperationKind) -> Reason {
    match kind {
        OperationKind::Generate | OperationKind::GenerateUpdate => Reason::GenerationFailed,
        OperationKind::Create => Reason::CreationFailed,
        OperationKind::Update | OperationKind::Schedule => Reason::UpdateFailed,
        OperationKind::Submit | OperationKind::Deploy => Reason::DeploymentFailed,
        OperationKind::Start => Reason::StartFailed,
        OperationKind::Stop | OperationKind::Terminate => Reason::StopFailed,
        OperationKind::Delete => Reason::DeletionFailed,
    }
}

/// When that is, in whole seconds.
fn at_next_poll(status: &DISyncTaskStatus) -> String {
    let at = status.next_poll_time.as_ref().map(|at| at.0.as_second());
    at.and_then(|at| Timestamp::from_second(at).ok())
        .map_or_else(String::new, |at| format!(" at {at}"))
}

/// What a failed call says of the task.
pub(super) fn failed(status: &DISyncTaskStatus, step: Step, failure: &Failure, deleting: bool) -> Verdict {
    let consequence = step.consequence(failure);
    match consequence {
        Consequence::Credentials => Verdict::Stalled(Reason::CredentialsRefused, key_refused(failure)),
        Consequence::NotMade { reason, .. } => Verdict::Waiting(reason, failure.message.clone()),
        Consequence::Throttled { .. } => Verdict::Waiting(
            Reason::Throttled,
            format!(
                "DataWorks limits the rate of calls ({failure}): the call is repeated{}",
                at_next_poll(status)
            ),
        ),
        Consequence::Ambiguous if step == Step::Change(OperationKind::Create) => Verdict::Waiting(
            Reason::OutcomeUnknown,
            format!(
                "the outcome of the creation is unknown ({failure}): the task is looked up before anything is repeated"
            ),
        ),
        Consequence::Retry | Consequence::Ambiguous => {
            let reason = if failure.is_unanswered() {
                Reason::Unreachable
            } else {
                Reason::ServiceError
            };
            Verdict::Waiting(
                reason,
                format!("DataWorks did not answer as it should ({failure}): the call is repeated"),
            )
        }
        Consequence::NameTaken | Consequence::TokenMismatch => Verdict::Waiting(
            Reason::OutcomeUnknown,
            format!("DataWorks answered {failure}: whose the task is gets looked up"),
        ),
        Consequence::NotFound if deleting => under_way(OperationKind::Delete),
        Consequence::RetrySlowly | Consequence::Refused | Consequence::Terminal | Consequence::NotFound => {
            let reason = match step {
                Step::Look => Reason::ServiceError,
                Step::Poll => Reason::GenerationFailed,
                Step::Change(kind) => refused(kind),
            };
            let is_step = matches!(
                reason,
                Reason::DeploymentFailed | Reason::StartFailed | Reason::StopFailed
            );
            if is_step && !is_hopeless(status.failures) {
                return Verdict::Waiting(
                    reason,
                    format!("DataWorks refused ({failure}): the task is looked at, and the call is repeated"),
                );
            }
            let repeated = match (step, consequence) {
                (Step::Change(Generate | GenerateUpdate | Create), Consequence::Refused) => SENT_AGAIN,
                (Step::Change(OperationKind::Delete), _) if status.missing_since.is_some() => {
                    "the call is repeated now and then. No list shows the task: if it is gone, set spec.deletionPolicy to Retain and delete this resource, which lets it go"
                }
                _ => "the call is repeated now and then",
            };
            Verdict::Stalled(
                reason,
                format!("DataWorks refused ({failure}): mend what it names; {repeated}"),
            )
        }
    }
}
