//! The changes that facts make to the resumable fields of a status.

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::{Next, shown};
use crate::api::{DISyncTaskStatus, Operation, OperationKind, OperationState};
use crate::domain::failure::Consequence;
use crate::domain::observed::Answer;
use crate::domain::schedule::{IN_FLIGHT, LIST_LAG, pause_after, pause_between_looks};
use crate::domain::workspace::WATCH_INTERVAL;

/// Look-ups in a row that find nothing before a creation is taken for not done.
const EMPTY_LOOK_UPS: u32 = 2;

/// Look-ups in a row, over about an hour, before what a token was used for is taken to have another name.
const LOOK_UPS_OF_A_TOKEN: u32 = 7;

/// The longest pause between two looks at a task that is on its way.
const LONGEST_PAUSE_BETWEEN_LOOKS: SignedDuration = WATCH_INTERVAL;

/// When it was announced, by the clock of DataWorks, or by the operator's while that is not known.
fn announced(operation: &Operation) -> Time {
    operation
        .started_at
        .clone()
        .unwrap_or_else(|| operation.announced_at.clone())
}

/// A status that a fact is being written into.
pub(super) struct Draft<'a> {
    pub(super) status: &'a mut DISyncTaskStatus,
    pub(super) now: Timestamp,
    pub(super) seed: u64,
}

impl Draft<'_> {
    pub(super) fn answered(&mut self, answer: &Answer) {
        self.status.status = answer
            .status
            .as_deref()
            .map(|text| text.chars().take(64).collect());
        self.status.message = answer.message.as_deref().map(shown);
        self.status.request_id = answer
            .request_id
            .as_deref()
            .map(|text| text.chars().take(128).collect());
    }

    pub(super) fn accepted(&mut self) {
        self.status.failures = None;
        self.state(OperationState::Accepted);
    }

    pub(super) fn state(&mut self, state: OperationState) {
        if let Some(operation) = &mut self.status.operation {
            operation.state = state;
        }
        if matches!(state, OperationState::Deferred | OperationState::Failed) {
            self.not_done();
        }
    }

    /// A call that certainly had no effect leaves nothing to look for, unless an earlier one did. Only a creation is in
    /// doubt by its own announcement: what is in doubt of any other change is of an earlier call, even where both were
    /// announced within the second that a status resolves.
    pub(super) fn not_done(&mut self) {
        if let Some(operation) = &mut self.status.operation
            && operation.kind == OperationKind::Create
            && operation.unresolved_since == Some(announced(operation))
        {
            operation.unresolved_since = None;
        }
    }

    pub(super) fn nothing_in_doubt(&mut self) {
        if let Some(operation) = &mut self.status.operation {
            operation.unresolved_since = None;
        }
    }

    pub(super) fn polled(&mut self) {
        if let Some(operation) = &mut self.status.operation {
            operation.polls = operation.polls.saturating_add(1);
        }
    }

    pub(super) fn silent_failures(&mut self, count: u32) {
        if let Some(operation) = &mut self.status.operation {
            operation.silent_failures = count;
        }
    }

    pub(super) fn elapsed(&self) -> SignedDuration {
        let announced = self
            .status
            .operation
            .as_ref()
            .map_or(self.now, |operation| operation.announced_at.0);
        self.now.duration_since(announced)
    }

    pub(super) fn finish(&mut self) {
        self.status.operation = None;
        self.status.failures = None;
        self.status.next_poll_time = None;
    }

    pub(super) fn after(&mut self, pause: SignedDuration) -> Next {
        let at = self.now + pause;
        self.status.next_poll_time = Some(Time(at));
        Next::At(at)
    }

    pub(super) fn failed(&mut self, state: OperationState, consequence: Consequence) -> Next {
        self.state(state);
        self.pause(consequence)
    }

    /// The process is of no use any more, not even to a creation that waits for its content.
    pub(super) fn generate_anew(&mut self, consequence: Consequence) -> Next {
        if let Some(operation) = &mut self.status.operation {
            operation.kind = match operation.kind {
                OperationKind::Update | OperationKind::GenerateUpdate => OperationKind::GenerateUpdate,
                _ => OperationKind::Generate,
            };
            operation.state = OperationState::Failed;
        }
        self.pause(consequence)
    }

    pub(super) fn pause(&mut self, consequence: Consequence) -> Next {
        let failures = self.status.failures.unwrap_or(0).saturating_add(1);
        self.status.failures = Some(failures);
        self.after(pause_after(consequence, failures, self.seed))
    }

    pub(super) fn looked_up(&mut self) -> u32 {
        let now = Time(self.now);
        self.status.operation.as_mut().map_or(0, |operation| {
            operation.empty_since.get_or_insert(now);
            operation.empty_look_ups += 1;
            operation.empty_look_ups
        })
    }

    pub(super) fn name_is_free(&mut self) -> Next {
        let contested = |operation: &Operation| operation.state == OperationState::Contested;
        let certain = match &self.status.operation {
            // It was answered.
            Some(operation) if contested(operation) => LIST_LAG,
            // What was sent before a kill may be worked on still.
            _ => IN_FLIGHT,
        };
        if self.looked_up() < EMPTY_LOOK_UPS {
            return self.after(LIST_LAG);
        }
        // From the first look on: nobody who could have made the call was there any more, however long it waited after its
        // announcement. An edit may have made the second look come early.
        let first = self
            .status
            .operation
            .as_ref()
            .and_then(|operation| operation.empty_since.as_ref());
        let left = certain - first.map_or(SignedDuration::ZERO, |first| self.now.duration_since(first.0));
        if left.is_positive() {
            return self.after(left.max(LIST_LAG));
        }
        match &mut self.status.operation {
            Some(operation) if operation.state == OperationState::Contested => {
                if operation.unresolved_since.is_none() {
                    return self.failed(OperationState::Failed, Consequence::Refused);
                }
                // The name or the token is said to be taken, and a creation of ours may have taken it: the list lags.
                if operation.empty_look_ups < LOOK_UPS_OF_A_TOKEN {
                    return self.pause(Consequence::RetrySlowly);
                }
                // No task of the name came of this token in an hour, so none is made twice with another.
                operation.state = OperationState::Failed;
                self.status.next_poll_time = None;
                Next::Now
            }
            // Lists may lag for longer than we wait: what was announced stays worth looking for.
            Some(operation) => {
                operation.state = OperationState::Deferred;
                self.status.next_poll_time = None;
                Next::Now
            }
            None => Next::Now,
        }
    }

    /// How long until the next look at something that is under way.
    pub(super) fn between_looks(&self) -> SignedDuration {
        let begun = [&self.status.last_start_time, &self.status.not_running_since]
            .into_iter()
            .flatten()
            .map(|time| time.0)
            .max();
        let elapsed = match (&self.status.operation, begun) {
            (None, Some(begun)) => self.now.duration_since(begun),
            _ => self.elapsed(),
        };
        pause_between_looks(elapsed, LONGEST_PAUSE_BETWEEN_LOOKS, self.seed)
    }
}
