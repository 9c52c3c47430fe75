//! How far the task is: the fields of the status that a later pass resumes from.

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::draft::Draft;
use super::{Next, resync};
use crate::api::{DISyncTask, DISyncTaskStatus, OperationKind, OperationState, Reason};
use crate::domain::failure::Consequence;
use crate::domain::life::{self, OUTDATED};
use crate::domain::observed::Answer;
use crate::domain::plan::Fact;
use crate::domain::schedule::{
    self, SILENT_FAILURE_PAUSE, SILENT_FAILURES, pause_between_polls, pause_for_cluster,
};

/// Writes the fact into the resumable fields, and says when the next visit is due.
pub(super) fn apply(
    task: &DISyncTask,
    status: &mut DISyncTaskStatus,
    fact: &Fact,
    now: Timestamp,
    seed: u64,
) -> Next {
    let mut draft = Draft { status, now, seed };
    if matches!(fact, Fact::Blocked(_) | Fact::Closed(_)) {
        // It is no rest; when the block goes, or another takes its place, so that still nobody knows what is desired, a
        // visit has something to say at once. What was said of a call that failed before is not, so that call is made again.
        draft.status.observed_hash = Some(OUTDATED.to_owned());
        if draft.status.file_id.is_none() {
            draft.status.next_poll_time = None;
        }
    }
    match fact {
        Fact::Idle | Fact::Suspended | Fact::Panicked(_) => resync(now),
        // What is read from elsewhere, such as the script in a ConfigMap, may have changed by then.
        Fact::NotDue(at) => Next::At((*at).min(now + schedule::RESYNC)),
        // The pause that was made for the task that exists is not for its deletion.
        Fact::Blocked(_) if task.metadata.deletion_timestamp.is_some() => {
            draft.status.next_poll_time = None;
            Next::At(now + pause_for_cluster(seed))
        }
        Fact::Closed(closed) => {
            draft.status.next_poll_time = Some(Time(closed.until));
            // Calls may be left sooner than was foreseen.
            Next::At(closed.until.min(now + schedule::LONGEST_CLOSURE))
        }
        // A look told it, and each costs a call.
        Fact::Blocked(blocker) if matches!(blocker.reason, Reason::AdoptionFailed | Reason::NameConflict) => {
            draft.pause(Consequence::RetrySlowly)
        }
        Fact::Blocked(blocker) if blocker.reason == Reason::InvalidSpec => {
            Next::At(now + pause_for_cluster(seed) * 6)
        }
        Fact::Blocked(_) | Fact::Rival(_) => Next::At(now + pause_for_cluster(seed)),
        Fact::AtRest(rest) => {
            draft.at_rest(task, rest.complaint.as_ref());
            draft.status.observed_hash.clone_from(&rest.hash);
            draft.status.next_poll_time = Some(Time(rest.next_look));
            Next::At(rest.next_look.min(now + schedule::RESYNC))
        }
        Fact::UnderWay(transit) => {
            draft.status.failures = None;
            let pause = draft.between_looks();
            draft.after(transit.next_look.map_or(pause, |at| at.duration_since(now)))
        }
        Fact::Announced(operation, place, cause) => {
            draft.announced(task, operation, place, cause);
            Next::Now
        }
        Fact::Generating(process_id, answer, first_poll) => {
            draft.status.process_id = Some(*process_id);
            if let Some(operation) = &mut draft.status.operation {
                operation.process_id = Some(*process_id);
            }
            draft.answered(answer);
            // Failures count until the process has been of use, or its pauses would never grow.
            draft.state(OperationState::Accepted);
            draft.after(*first_poll)
        }
        Fact::ProcessRunning(answer) => {
            draft.answered(answer);
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
                draft.believe_silence()
            }
        }
        Fact::ProcessFailed(answer) => {
            draft.answered(answer);
            draft.refuse_generation()
        }
        Fact::ProcessLost(answer) => {
            draft.answered(answer);
            draft.process_lost()
        }
        Fact::ProcessTimedOut => draft.generate_anew(Consequence::RetrySlowly),
        Fact::Created(file_id, answer) => {
            draft.status.file_id = Some(*file_id);
            draft.status.applied_hash = draft
                .status
                .operation
                .as_ref()
                .map(|done| done.payload_hash.clone());
            draft.status.reached_state = None;
            draft.status.adopted = false;
            if *answer != Answer::default() {
                draft.answered(answer);
            }
            draft.finish();
            Next::Now
        }
        Fact::Adopted(file, applied) => {
            draft.adopted(task, file, applied.as_ref());
            Next::Now
        }
        Fact::Taken(answer, deployment_id) => {
            if *answer != Answer::default() {
                draft.answered(answer);
            }
            let failures = draft.status.failures;
            let next = draft.taken(*deployment_id);
            let step = draft.status.operation.as_ref().map(|operation| operation.kind);
            if life::is_going(task) && step != Some(OperationKind::Delete) {
                // What comes before a deletion that is refused is taken each time, and the deletion has to rest all the same.
                draft.status.failures = failures;
            }
            next
        }
        Fact::Applied(applied, answer) => {
            if *answer != Answer::default() {
                draft.answered(answer);
            }
            draft.applied(applied);
            Next::Now
        }
        Fact::DeploymentSucceeded => {
            draft.deployed();
            Next::Now
        }
        Fact::DeploymentFailed(why) => {
            draft.answered(&Answer {
                status: Some("fail".to_owned()),
                message: Some(why.clone()),
                request_id: None,
            });
            draft.failed(OperationState::Failed, Consequence::RetrySlowly)
        }
        Fact::ReplacementBegins(hash, _) => {
            draft.status.replacing = Some(hash.clone());
            draft.leave_in_doubt();
            draft.finish();
            Next::Now
        }
        Fact::ReplacementEnds => {
            draft.status.replacing = None;
            draft.leave_in_doubt();
            draft.finish();
            Next::Now
        }
        Fact::Forgotten(reason) => {
            draft.forgotten(*reason);
            Next::Now
        }
        Fact::NameFree => draft.name_is_free(),
        Fact::NameFreeYet(until) => {
            draft.looked_up();
            draft.after(until.duration_since(now))
        }
        Fact::NameForeign(_) => {
            // Each try costs a poll, a create and a look-up, and comes to the same until a person acts.
            let next = draft.failed(OperationState::Failed, Consequence::Refused);
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
            if let Some(operation) = &mut draft.status.operation {
                operation.deployment_id = None;
            }
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
