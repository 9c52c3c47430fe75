//! What the service refused of a script, and that it is not sent again before something changes, or a day is over.

use jiff::Timestamp;

use crate::api::{DISyncTask, Operation, OperationKind};
use crate::domain::failure::Consequence;
use crate::domain::look;
use crate::domain::plan::{Fact, Step};
use crate::domain::schedule::REFUSED_RESTS;

/// The last refusal of a script.
#[derive(Debug, Default)]
pub(super) struct Refused(Option<(Sent, Timestamp)>);

/// What has to change before it is sent again: the script, the generation of the spec, or the request of a person.
type Sent = (bool, String, Option<i64>, Option<String>);

/// What a call sends of a script, if it is such a call.
fn sent(operation: &Operation, task: &DISyncTask) -> Option<Sent> {
    use OperationKind::{Create, Generate, GenerateUpdate, Update};

    let script = matches!(operation.kind, Generate | Create | GenerateUpdate | Update);
    script.then(|| {
        (
            task.status
                .as_ref()
                .is_some_and(|status| status.file_id.is_some()),
            operation.payload_hash.clone(),
            task.metadata.generation,
            look::request(task),
        )
    })
}

impl Refused {
    pub(super) fn told(&mut self, fact: &Fact, task: &DISyncTask, now: Timestamp) {
        let operation = task.status.as_ref().and_then(|status| status.operation.as_ref());
        let refused = match fact {
            Fact::ProcessFailed(_) => true,
            Fact::CallFailed(Step::Change(_), failure) => failure.consequence == Consequence::Refused,
            Fact::Forgotten(_) => return *self = Self::default(),
            _ => false,
        };
        if let Some(sent) = operation
            .filter(|_| refused)
            .and_then(|operation| sent(operation, task))
        {
            self.0 = Some((sent, now));
        }
    }

    /// Whether this call sends again what was refused a short while ago.
    pub(super) fn is_repeated_by(&self, operation: &Operation, task: &DISyncTask, now: Timestamp) -> bool {
        let known = self.0.as_ref().filter(|(_, at)| now < *at + REFUSED_RESTS);
        known.is_some_and(|(refused, _)| Some(refused) == sent(operation, task).as_ref())
    }
}
