//! What a failed call leaves in the status: whether it may have had an effect, and when it is made again.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::Next;
use super::draft::Draft;
use crate::api::{OperationKind, OperationState};
use crate::domain::failure::{Consequence, Failure};
use crate::domain::plan::Step;
use crate::domain::schedule::{LONGEST_CLOSURE, REFUSALS, pause_after, pause_for_cluster};

impl Draft<'_> {
    pub(super) fn call_failed(&mut self, step: Step, failure: &Failure) -> Next {
        let consequence = step.consequence(failure);
        let refused = is_refusal(consequence);
        if refused && step != Step::Look && step != Step::Change(OperationKind::Delete) {
            self.answered(&failure.answer());
        }
        if let Step::Change(kind) = step {
            self.change_failed(kind, consequence);
        }
        let was_unlisted = self.status.missing_since.is_some();
        if step != Step::Look && consequence == Consequence::NotFound && self.status.file_id.is_some() {
            // Whether it is the task that is not known any more, the list tells.
            self.status.missing_since.get_or_insert(Time(self.now));
        }
        match (step, consequence) {
            // The key is tried again when it changes, which is no matter of time.
            (_, Consequence::Credentials) => {
                self.status.next_poll_time = None;
                Next::At(self.now + pause_for_cluster(self.seed))
            }
            // A call that was not made did not fail, and counts for nothing.
            (_, Consequence::NotMade { after, .. }) => {
                self.after(after);
                Next::At(self.now + after.min(LONGEST_CLOSURE))
            }
            // The service may leave it open whether it takes updates at all: it is asked once for each spec.
            (Step::Change(OperationKind::Update), _) if refused => {
                self.refuse_update();
                Next::Now
            }
            (Step::Change(OperationKind::GenerateUpdate), Consequence::NotFound) => {
                self.pause(Consequence::RetrySlowly)
            }
            // The look-up that follows settles it, however often something failed before.
            (Step::Change(OperationKind::Create | OperationKind::Generate), Consequence::NameTaken)
            | (Step::Change(OperationKind::Create), Consequence::TokenMismatch) => {
                self.pause(consequence);
                self.after(pause_after(consequence, 1, self.seed))
            }
            // The next token will do.
            (
                Step::Change(OperationKind::Generate | OperationKind::GenerateUpdate),
                Consequence::TokenMismatch,
            ) => self.pause(Consequence::Retry),
            (Step::Change(OperationKind::GenerateUpdate), Consequence::Refused) => self.refuse_generation(),
            // A schedule has no look of its own, and the task is not deployed without it.
            (Step::Change(OperationKind::Schedule) | Step::Look | Step::Poll, Consequence::Refused) => {
                self.pause(Consequence::RetrySlowly)
            }
            // A service that always fails at it is as good as one that refuses. An answer that did not come says nothing.
            (Step::Change(OperationKind::Update), Consequence::Ambiguous)
                if failure.request_id.is_some() && is_hopeless(self.status.failures) =>
            {
                self.refuse_update();
                Next::Now
            }
            // Neither the list nor the task itself knew it: the look that lets it go comes at once.
            (Step::Change(OperationKind::Delete), Consequence::NotFound) if was_unlisted => {
                self.status.next_poll_time = None;
                Next::Now
            }
            // Whether the task is gone after all is worth an early look.
            (Step::Change(OperationKind::Delete), _) if refused && self.status.failures.is_none() => {
                self.pause(Consequence::Retry)
            }
            (Step::Change(OperationKind::Delete), _) if refused => self.pause(Consequence::RetrySlowly),
            // What a step needs may be on its way, such as the deployment before a start.
            (Step::Change(kind), _) if refused && is_step(kind) && !is_hopeless(self.status.failures) => {
                self.pause(Consequence::Retry)
            }
            (Step::Change(kind), _) if refused && is_step(kind) => self.pause(Consequence::RetrySlowly),
            // What does not know the workspace, or the name, does not learn it within seconds.
            (Step::Look, Consequence::NotFound) => self.pause(Consequence::RetrySlowly),
            _ => self.pause(consequence),
        }
    }

    fn change_failed(&mut self, kind: OperationKind, consequence: Consequence) {
        match (kind, consequence) {
            // Repeating a generation does no harm, and its token makes the repeat the same.
            (_, Consequence::Ambiguous) => {}
            (
                _,
                Consequence::Retry
                | Consequence::Throttled { .. }
                | Consequence::NotMade { .. }
                | Consequence::Credentials,
            ) => self.state(OperationState::Deferred),
            (OperationKind::Create | OperationKind::Generate, Consequence::NameTaken) => {
                self.state(OperationState::Contested);
                self.not_done();
            }
            (OperationKind::Create, Consequence::TokenMismatch) => self.state(OperationState::Contested),
            // There was nothing to delete, as far as DataWorks knows: if the list agrees, that is all.
            (OperationKind::Delete, Consequence::NotFound) => self.state(OperationState::Accepted),
            _ => self.state(OperationState::Failed),
        }
    }

    /// DataWorks does not generate a configuration of this script: not for the task that is to be made, or not for the one
    /// that exists, which goes on as it was and is looked at meanwhile.
    pub(super) fn refuse_generation(&mut self) -> Next {
        if self.status.file_id.is_none() {
            return self.generate_anew(Consequence::Refused);
        }
        self.refuse_update();
        let rest = pause_after(Consequence::Refused, 1, self.seed);
        self.status.refused_until = Some(Time(self.now + rest));
        Next::Now
    }

    /// What fails without a reason may be no fault of the script, so it is tried some more times before it is taken for a
    /// refusal.
    pub(super) fn believe_silence(&mut self) -> Next {
        let failures = self.status.failures.unwrap_or(0).saturating_add(1);
        if is_hopeless(Some(failures)) {
            self.refuse_generation()
        } else {
            self.generate_anew(Consequence::RetrySlowly)
        }
    }

    /// A process that is not known any more may have been forgotten, or be the failure of the script, which some services
    /// tell by the same words. One that is lost again and again is the script's.
    pub(super) fn process_lost(&mut self) -> Next {
        let lost = self.status.operation.as_mut().map_or(0, |operation| {
            operation.lost_processes = operation.lost_processes.saturating_add(1);
            operation.lost_processes
        });
        match lost {
            ..=1 => self.generate_anew(Consequence::Retry),
            2..REFUSALS => self.generate_anew(Consequence::RetrySlowly),
            REFUSALS.. => self.refuse_generation(),
        }
    }

    fn refuse_update(&mut self) {
        self.leave_in_doubt();
        let refused = self.status.operation.take();
        self.status.refusal = self.status.message.as_deref().map(Into::into);
        self.status.refused_hash = refused.map(|operation| operation.payload_hash);
        self.status.refused_until = None;
        self.status.corrected_drift = None;
        self.status.failures = None;
        self.status.next_poll_time = None;
    }
}

/// Whether the service decided that it does not do it.
fn is_refusal(consequence: Consequence) -> bool {
    !matches!(
        consequence,
        Consequence::Retry
            | Consequence::Ambiguous
            | Consequence::Throttled { .. }
            | Consequence::NotMade { .. }
            | Consequence::Credentials
    )
}

/// A step of the ladder, which is tried again after a look.
pub(super) fn is_step(kind: OperationKind) -> bool {
    matches!(
        kind,
        OperationKind::Deploy
            | OperationKind::Submit
            | OperationKind::Start
            | OperationKind::Stop
            | OperationKind::Terminate
    )
}

/// Whether a step was refused often enough for a person to be asked.
pub(super) fn is_hopeless(failures: Option<u32>) -> bool {
    failures.unwrap_or(0) >= REFUSALS
}
