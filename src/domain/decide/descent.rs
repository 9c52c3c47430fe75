//! The way down, in the safe order: stop, wait, take offline, delete, see it gone. For a deletion, and for a task that
//! is replaced.

use jiff::Timestamp;

use super::change;
use super::steps::{under_way, was_terminated, was_told_to_go};
use crate::api::{OperationKind, OperationState, Reason, TaskType};
use crate::domain::life;
use crate::domain::observed::{Activity, Listing, Snapshot};
use crate::domain::plan::{Cause, Fact, Plan, Request, Transit};

/// The next step down.
#[allow(clippy::large_enum_variant)] // there is one of it, for one pass
pub(super) enum Descent {
    /// DataWorks says that the task is gone.
    Gone,
    /// This comes first.
    Step(Plan),
}

/// The next step down from what this pass saw.
pub(super) fn descend(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Descent> {
    let status = snapshot.task.status.as_ref()?;
    let sight = snapshot.sight()?;
    let gone = sight
        .run
        .as_ref()
        .is_some_and(|run| run.activity == Activity::Gone);
    let absent = sight.file == Some(Listing::Absent);
    let missing = absent || sight.file == Some(Listing::Missing);
    // A deletion that was refused, or not made, is no proof, however little DataWorks shows: the key may have lost its
    // rights. What DataWorks says to be absent it need not have deleted.
    let refused = under_way(status, OperationKind::Delete, OperationState::Failed);
    // The task was deleted, and its scheduling node was not.
    let stays = refused.is_some_and(|operation| operation.deployment_id.is_some());
    let tried = life::is_under_way(status, OperationKind::Delete) && !stays;
    if gone || (absent && tried) || (missing && was_told_to_go(status)) {
        return Some(Descent::Gone);
    }
    let file_id = status.file_id?;
    let hash = status.applied_hash.as_deref().unwrap_or_default();
    let step = |kind, request| Descent::Step(change(snapshot, kind, hash, request, Cause::Spec, now));
    if missing {
        // What DataWorks does not show may be there all the same: nothing is let go that it was not told to delete.
        return Some(step(OperationKind::Delete, Request::Delete(file_id)));
    }
    if let Some(waiting) = stop(snapshot, now) {
        return Some(Descent::Step(waiting));
    }
    let real_time = snapshot.task.spec.task_type == TaskType::Realtime;
    if real_time && (life::may_be_deployed(status) || refused.is_some()) && !was_terminated(status) {
        return Some(step(OperationKind::Terminate, Request::Terminate(file_id)));
    }
    let accepted = under_way(status, OperationKind::Delete, OperationState::Accepted)
        .is_some_and(|operation| now < operation.deadline.0);
    Some(if accepted {
        Descent::Step(Plan::Note(Fact::DeletionAccepted))
    } else {
        step(OperationKind::Delete, Request::Delete(file_id))
    })
}

/// What comes before a real-time task has stopped; `None` once it has.
pub(super) fn stop(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    let status = snapshot.task.status.as_ref()?;
    let run = snapshot.run()?;
    let accepted = under_way(status, OperationKind::Stop, OperationState::Accepted);
    let late = accepted.is_some_and(|operation| now >= operation.deadline.0);
    let waits = match run.activity {
        // Somebody may have started it again since.
        Activity::Running | Activity::Committed | Activity::Starting | Activity::AwaitsPerson => {
            accepted.is_some() && !late
        }
        Activity::Stopping => true,
        // A word that no page has may mean either: it is told to stop, and what comes after that is tried.
        Activity::Unknown => {
            let refused = under_way(status, OperationKind::Stop, OperationState::Failed).is_some();
            if refused || late || was_terminated(status) {
                return None;
            }
            accepted.is_some()
        }
        Activity::Paused | Activity::Idle | Activity::Failed | Activity::Gone => return None,
    };
    Some(if waits {
        Plan::Note(Fact::UnderWay(stopping(
            late || is_overdue(snapshot, now),
            &run.word,
        )))
    } else {
        let hash = status.applied_hash.as_deref().unwrap_or_default();
        let request = Request::Stop(status.file_id?);
        change(snapshot, OperationKind::Stop, hash, request, Cause::Spec, now)
    })
}

fn stopping(late: bool, word: &str) -> Transit {
    let (reason, message) = if late {
        (
            Reason::StopTimedOut,
            format!(
                "the task was told to stop and is still {word}: stop it in the DataWorks console, or wait; what comes after is not done before it has stopped"
            ),
        )
    } else {
        (Reason::Stopping, "the task is being stopped".to_owned())
    };
    Transit {
        reason,
        message,
        late,
        next_look: None,
    }
}

/// A stop that somebody else began has no announcement of ours.
fn is_overdue(snapshot: &Snapshot<'_>, now: Timestamp) -> bool {
    let status = snapshot.task.status.as_ref();
    let operation = status.and_then(|status| status.operation.as_ref());
    operation.is_some_and(|operation| now >= operation.deadline.0)
}
