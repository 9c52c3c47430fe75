//! How far the task is: the fields of the status that a later pass resumes from.

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::{Next, resync};
use crate::api::{DISyncTaskStatus, OperationKind, OperationState, Reason};
use crate::domain::failure::{Consequence, Failure};
use crate::domain::observed::Answer;
use crate::domain::plan::{Fact, Step};
use crate::domain::report::shown;
use crate::domain::schedule::{
    LIST_LAG, SILENT_FAILURE_PAUSE, SILENT_FAILURES, pause_after, pause_between_polls, pause_for_cluster,
};

/// Look-ups in a row that find nothing before a creation is taken for not done.
const EMPTY_LOOK_UPS: u32 = 2;

/// Writes the fact into the resumable fields, and says when the next visit is due.
pub(super) fn apply(status: &mut DISyncTaskStatus, fact: &Fact, now: Timestamp, seed: u64) -> Next {
    let mut draft = Draft { status, now, seed };
    match fact {
        Fact::Idle | Fact::Suspended | Fact::Panicked(_) => resync(now),
        Fact::NotDue(at) => Next::At(*at),
        Fact::Blocked(blocker) if blocker.reason == Reason::InvalidSpec => {
            Next::At(now + pause_for_cluster(seed) * 6)
        }
        Fact::Blocked(_) | Fact::Rival(_) => Next::At(now + pause_for_cluster(seed)),
        Fact::Settled | Fact::UpdateUnsupported => {
            draft.finish();
            resync(now)
        }
        Fact::Announced(operation, task_name) => {
            if operation.kind == OperationKind::Generate {
                draft.status.process_id = None;
                draft.answered(&Answer::default());
            }
            draft.status.task_name.get_or_insert_with(|| task_name.clone());
            draft.status.operation = Some(operation.clone());
            // After a kill the outcome is looked for at once, whatever pause an earlier failure asked for.
            draft.status.next_poll_time = None;
            Next::Now
        }
        Fact::Generating(process_id, answer, first_poll) => {
            draft.status.process_id = Some(*process_id);
            draft.answered(answer);
            draft.accepted();
            draft.after(*first_poll)
        }
        Fact::ProcessRunning(answer) => {
            draft.answered(answer);
            draft.status.failures = None;
            draft.polled();
            draft.silent_failures(0);
            let pause = pause_between_polls(draft.elapsed(), seed);
            draft.after(pause)
        }
        Fact::ProcessFailedSilently(answer) => {
            draft.answered(answer);
            draft.polled();
            let count = draft
                .status
                .operation
                .as_ref()
                .map_or(0, |operation| operation.silent_failures)
                + 1;
            draft.silent_failures(count);
            if count < SILENT_FAILURES {
                draft.after(SILENT_FAILURE_PAUSE)
            } else {
                draft.failed(OperationState::Failed, Consequence::RetrySlowly)
            }
        }
        Fact::ProcessFailed(answer) => {
            draft.answered(answer);
            draft.failed(OperationState::Failed, Consequence::RetrySlowly)
        }
        Fact::ProcessLost => draft.failed(OperationState::Failed, Consequence::Retry),
        Fact::ProcessTimedOut => draft.failed(OperationState::Failed, Consequence::RetrySlowly),
        Fact::Created(file_id, answer) => {
            draft.status.file_id = Some(*file_id);
            draft.status.applied_hash = draft
                .status
                .operation
                .as_ref()
                .map(|done| done.payload_hash.clone());
            if *answer != Answer::default() {
                draft.answered(answer);
            }
            draft.finish();
            Next::Now
        }
        Fact::NameFree => draft.name_is_free(),
        Fact::NameForeign(_) => {
            let next = draft.failed(OperationState::Failed, Consequence::RetrySlowly);
            draft.nothing_in_doubt();
            next
        }
        // What was announced stays in doubt, and nothing may be repeated.
        Fact::NameUnproven(_) => draft.pause(Consequence::RetrySlowly),
        Fact::DeletionAccepted => {
            let first = draft
                .status
                .operation
                .as_ref()
                .is_some_and(|o| o.state == OperationState::Announced);
            draft.accepted();
            let pause = if first {
                SignedDuration::ZERO
            } else {
                pause_between_polls(draft.elapsed(), seed)
            };
            draft.after(pause)
        }
        Fact::CallFailed(step, failure) => draft.call_failed(*step, failure),
    }
}

struct Draft<'a> {
    status: &'a mut DISyncTaskStatus,
    now: Timestamp,
    seed: u64,
}

impl Draft<'_> {
    fn answered(&mut self, answer: &Answer) {
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

    fn accepted(&mut self) {
        self.status.failures = None;
        self.state(OperationState::Accepted);
    }

    fn state(&mut self, state: OperationState) {
        if let Some(operation) = &mut self.status.operation {
            operation.state = state;
        }
        if matches!(state, OperationState::Deferred | OperationState::Failed) {
            self.not_done();
        }
    }

    /// A call that certainly had no effect leaves nothing to look for, unless an earlier one did.
    fn not_done(&mut self) {
        if let Some(operation) = &mut self.status.operation
            && operation.unresolved_since == operation.started_at
        {
            operation.unresolved_since = None;
        }
    }

    fn nothing_in_doubt(&mut self) {
        if let Some(operation) = &mut self.status.operation {
            operation.unresolved_since = None;
        }
    }

    fn polled(&mut self) {
        if let Some(operation) = &mut self.status.operation {
            operation.polls = operation.polls.saturating_add(1);
        }
    }

    fn silent_failures(&mut self, count: u32) {
        if let Some(operation) = &mut self.status.operation {
            operation.silent_failures = count;
        }
    }

    fn elapsed(&self) -> SignedDuration {
        let announced = self
            .status
            .operation
            .as_ref()
            .map_or(self.now, |operation| operation.announced_at.0);
        self.now.duration_since(announced)
    }

    fn finish(&mut self) {
        self.status.operation = None;
        self.status.failures = None;
        self.status.next_poll_time = None;
    }

    fn after(&mut self, pause: SignedDuration) -> Next {
        let at = self.now + pause;
        self.status.next_poll_time = Some(Time(at));
        Next::At(at)
    }

    fn failed(&mut self, state: OperationState, consequence: Consequence) -> Next {
        self.state(state);
        self.pause(consequence)
    }

    fn pause(&mut self, consequence: Consequence) -> Next {
        let failures = self.status.failures.unwrap_or(0).saturating_add(1);
        self.status.failures = Some(failures);
        self.after(pause_after(consequence, failures, self.seed))
    }

    fn name_is_free(&mut self) -> Next {
        let Some(operation) = &mut self.status.operation else {
            return Next::Now;
        };
        operation.empty_look_ups += 1;
        if operation.empty_look_ups < EMPTY_LOOK_UPS {
            return self.after(LIST_LAG);
        }
        if operation.state == OperationState::Contested {
            return self.failed(OperationState::Failed, Consequence::RetrySlowly);
        }
        // Lists may lag for longer than we wait: what was announced stays worth looking for.
        operation.state = OperationState::Deferred;
        self.status.next_poll_time = None;
        Next::Now
    }

    fn call_failed(&mut self, step: Step, failure: &Failure) -> Next {
        let consequence = failure.consequence;
        let refused = !matches!(
            consequence,
            Consequence::Retry
                | Consequence::Ambiguous
                | Consequence::Throttled { .. }
                | Consequence::Credentials
        );
        if refused && matches!(step, Step::Generate | Step::Poll | Step::Create) {
            self.answered(&Answer {
                status: Some("fail".to_owned()),
                message: Some(failure.message.clone()),
                request_id: failure.request_id.clone(),
            });
        }
        match (step, consequence) {
            (Step::LookUp | Step::Poll, _) => {}
            // Repeating a generation does no harm, and its token makes the repeat the same.
            (Step::Generate | Step::Create | Step::Delete, Consequence::Ambiguous) => {}
            (_, Consequence::Retry | Consequence::Throttled { .. } | Consequence::Credentials) => {
                self.state(OperationState::Deferred);
            }
            (Step::Create | Step::Generate, Consequence::NameTaken) => {
                self.state(OperationState::Contested);
                self.not_done();
            }
            (Step::Create, Consequence::TokenMismatch) => self.state(OperationState::Contested),
            (Step::Generate | Step::Create | Step::Delete, _) => self.state(OperationState::Failed),
        }
        match (step, consequence) {
            // The key is tried again when it changes, which is no matter of time.
            (_, Consequence::Credentials) => {
                self.status.next_poll_time = None;
                Next::At(self.now + pause_for_cluster(self.seed))
            }
            // Whether the task is gone after all is worth an early look.
            (Step::Delete, _) if refused && self.status.failures.is_none() => self.pause(Consequence::Retry),
            (Step::Delete, _) if refused => self.pause(Consequence::RetrySlowly),
            _ => self.pause(consequence),
        }
    }
}
