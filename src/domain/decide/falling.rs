//! A task that was started and does not run: how long that is borne, how often it is started again, and what is said of it
//! after that.

use jiff::{SignedDuration, Timestamp};

use super::running::{start, start_as_correction};
use super::steps::under_way;
use crate::api::{
    DISyncTask, DISyncTaskStatus, DesiredState, OperationKind, OperationState, Reason, TaskType,
};
use crate::domain::life::{self, has_arrived, wish};
use crate::domain::observed::{Activity, Blocker, Run, Snapshot};
use crate::domain::plan::{Cause, Fact, Plan, Transit};

/// It was started as the spec says, and does not run: not yet, or not any more.
pub(super) fn fell(
    snapshot: &Snapshot<'_>,
    status: &DISyncTaskStatus,
    run: &Run,
    now: Timestamp,
) -> Option<Plan> {
    let task = snapshot.task;
    if was_paused_by_somebody(task, status, run) {
        return start_as_correction(snapshot, now);
    }
    if was_not_taken(status) {
        return start(snapshot, Cause::Spec, now);
    }
    let due = next_start(task, status, now);
    if now < due {
        return Some(if has_arrived(task, status) && status.operation.is_none() {
            Plan::Note(Fact::UnderWay(Transit {
                reason: Reason::NotRunning,
                message: format!(
                    "the task should run and is {}: it is looked at again at {due:.0}",
                    run.word
                ),
                late: false,
                next_look: Some(due),
            }))
        } else {
            starting(task, status, now)
        });
    }
    if restarts(status) < limit(task) {
        return start(snapshot, Cause::Fall, now);
    }
    None
}

/// A start that was refused is repeated; so is one whose answer was lost, where nothing shows that it had an effect.
pub(super) fn was_not_taken(status: &DISyncTaskStatus) -> bool {
    life::is_under_way(status, OperationKind::Start)
        && under_way(status, OperationKind::Start, OperationState::Accepted).is_none()
}

/// Whether a start whose answer was lost had an effect. The state of a solution that did all that it had to do is the same
/// before a start and after it, and its StartTime is not. Before the first start none was looked at; what says then that it
/// is deployed may not be started yet, whatever time it shows, and starting it twice does no harm.
pub(super) fn was_started_since(status: &DISyncTaskStatus, run: &Run) -> bool {
    under_way(status, OperationKind::Start, OperationState::Announced).is_some_and(|start| {
        run.start_time.is_some()
            && run.start_time != start.start_time_before
            && (start.start_time_before.is_some() || run.activity != Activity::Committed)
    })
}

/// When a task that does not run is started again, if it does not run by then: each start waits twice as long.
fn next_start(task: &DISyncTask, status: &DISyncTaskStatus, now: Timestamp) -> Timestamp {
    let pause = life::patience(task) * (1_i32 << restarts(status).min(8));
    let noticed = status.not_running_since.as_ref().map_or(now, |since| since.0);
    let started = status.last_start_time.as_ref().map(|start| start.0);
    match started {
        Some(started) if restarts(status) > 0 => (started + pause).max(noticed),
        Some(started) => started.max(noticed) + pause,
        None => noticed + pause,
    }
}

fn restarts(status: &DISyncTaskStatus) -> u32 {
    status.restarts.unwrap_or(0)
}

fn limit(task: &DISyncTask) -> u32 {
    task.spec.restart_policy.unwrap_or_default().limit
}

/// Only somebody's hand pauses a task that had come to run; a task that falls is not running, or worse.
fn was_paused_by_somebody(task: &DISyncTask, status: &DISyncTaskStatus, run: &Run) -> bool {
    run.activity == Activity::Paused && has_arrived(task, status) && status.operation.is_none()
}

/// A solution may take days, so it is never late.
pub(super) fn starting(task: &DISyncTask, status: &DISyncTaskStatus, now: Timestamp) -> Plan {
    // What ran since its last start waits anew from when it was first seen not to run.
    let since = status
        .last_start_time
        .iter()
        .chain(&status.not_running_since)
        .max();
    let waited = since.map_or(SignedDuration::ZERO, |since| now.duration_since(since.0));
    let late = task.spec.task_type == TaskType::Realtime && waited >= life::patience(task);
    let (reason, message) = if late {
        (
            Reason::NotRunning,
            "the task was started and does not run yet: look at its resource group in the DataWorks console, which may have no room for it",
        )
    } else {
        (Reason::Starting, "the task was started and does not run yet")
    };
    Plan::Note(Fact::UnderWay(Transit {
        reason,
        message: message.to_owned(),
        late,
        next_look: None,
    }))
}

/// What keeps the task from its desired state for good.
pub(super) fn complaint(snapshot: &Snapshot<'_>) -> Option<Blocker> {
    let task = snapshot.task;
    let status = task.status.as_ref()?;
    let of = |reason, message: String| Some(Blocker { reason, message });
    if task.spec.task_type != TaskType::Realtime
        && wish(task) == DesiredState::Created
        && life::may_be_deployed(status)
    {
        return of(
            Reason::NotSupported,
            format!(
                "spec.desiredState: Created: the DataWorks API has no operation that takes a deployed {} offline: do it in the console, or set it back to Running",
                task.spec.task_type.as_str()
            ),
        );
    }
    let run = snapshot.run()?;
    let refused = under_way(status, OperationKind::Stop, OperationState::Failed).is_some();
    if wish(task) == DesiredState::Stopped && run.activity == Activity::Unknown && refused {
        return of(
            Reason::StopFailed,
            format!(
                "DataWorks refused to stop the task, and shows it as {}, which may mean either: see in the console whether it runs, and stop it there",
                run.word
            ),
        );
    }
    if wish(task) != DesiredState::Running || was_paused_by_somebody(task, status, run) {
        return None;
    }
    match run.activity {
        Activity::AwaitsPerson => of(
            Reason::ConfirmationPending,
            "the solution waits for manual confirmation: a person has to confirm it in the DataWorks console"
                .to_owned(),
        ),
        Activity::Paused | Activity::Idle | Activity::Failed | Activity::Unknown
            if status.started_hash.is_some() && restarts(status) >= limit(task) =>
        {
            of(
                Reason::NotRunning,
                format!(
                    "the task should run and is {}, and spec.restartPolicy allows no further start after {}: look at its log in the DataWorks console, then set the annotation {} to start it again",
                    run.word,
                    restarts(status),
                    crate::api::RESTART
                ),
            )
        }
        _ => None,
    }
}
