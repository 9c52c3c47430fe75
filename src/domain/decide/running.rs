//! The ladder of a real-time task and of a solution: created, deployed, running. A solution has no way down.

use jiff::{SignedDuration, Timestamp};

use super::descent::{stop, under_way};
use super::{change, keeping};
use crate::api::{
    DISyncTask, DISyncTaskStatus, DesiredState, OperationKind, OperationState, Reason, TaskType,
};
use crate::domain::life::{self, DESIRED_STATE, has_arrived, wish};
use crate::domain::observed::{Activity, Answer, Blocker, Listing, Run, Snapshot};
use crate::domain::plan::{Cause, Fact, Plan, Request, Transit};
use crate::domain::schedule::REFUSALS;

/// Down to where the spec wants the task.
pub(super) fn goes_down(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    let task = snapshot.task;
    let status = task.status.as_ref()?;
    let wish = wish(task);
    if task.spec.task_type != TaskType::Realtime || wish == DesiredState::Running {
        return None;
    }
    let cause = if started_by_somebody(task, status) {
        if !keeping::may_correct(snapshot, now) {
            return None;
        }
        Some(Cause::Drift(vec![DESIRED_STATE.to_owned()]))
    } else {
        None
    };
    let still = snapshot.run().is_none_or(|run| run.activity == Activity::Idle);
    if wish == DesiredState::Created && still && was_done_before(status, OperationKind::Terminate) {
        return Some(Plan::Note(Fact::Taken(Answer::default(), None)));
    }
    let plan = stop(snapshot, now).or_else(|| {
        let offline = wish == DesiredState::Created && life::may_be_deployed(status);
        let hash = status.applied_hash.as_deref().unwrap_or_default();
        let request = Request::Terminate(status.file_id?);
        offline.then(|| {
            change(
                snapshot,
                OperationKind::Terminate,
                hash,
                request,
                Cause::Spec,
                now,
            )
        })
    })?;
    Some(because(plan, cause))
}

/// A step was refused after one of its kind whose answer was lost: there was nothing left to do.
fn was_done_before(status: &DISyncTaskStatus, kind: OperationKind) -> bool {
    under_way(status, kind, OperationState::Failed)
        .is_some_and(|operation| operation.unresolved_since.is_some())
        && status.failures.unwrap_or(0) >= REFUSALS
}

fn because(mut plan: Plan, cause: Option<Cause>) -> Plan {
    if let (Plan::Act(crate::domain::plan::Action::Call(call)), Some(cause)) = (&mut plan, cause) {
        call.cause = cause;
    }
    plan
}

/// The task had come to rest, and then somebody else started it.
fn started_by_somebody(task: &DISyncTask, status: &DISyncTaskStatus) -> bool {
    has_arrived(task, status) && status.operation.is_none()
}

/// While DataWorks cannot generate what an edit asks for, the task is kept as it was.
pub(super) fn keeps_up(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    let status = snapshot.task.status.as_ref()?;
    under_way(status, OperationKind::GenerateUpdate, OperationState::Failed)?;
    goes_up(snapshot, now).filter(|plan| matches!(plan, Plan::Act(_)))
}

/// Up to where the spec wants the task.
pub(super) fn goes_up(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    let task = snapshot.task;
    let status = task.status.as_ref()?;
    if !life::has_instance(task) || wish(task) == DesiredState::Created {
        return None;
    }
    // What was taken over and differs is left as it is; so is what could not be compared yet.
    if !life::is_deployed_as_applied(status) {
        let undeployed = was_undeployed_when_taken_over(task, status);
        return match status.applied_hash {
            Some(_) if undeployed && !keeping::may_correct(snapshot, now) => None,
            Some(_) if undeployed => {
                let cause = Cause::Drift(vec![DESIRED_STATE.to_owned()]);
                deploy(snapshot, status, now).map(|plan| because(plan, Some(cause)))
            }
            Some(_) => deploy(snapshot, status, now),
            None => None,
        };
    }
    if wish(task) == DesiredState::Stopped {
        return None;
    }
    match snapshot.run() {
        None if status.started_hash.is_none() && !status.adopted => start(snapshot, Cause::Spec, now),
        None => None,
        Some(run) => keep_running(snapshot, status, run, now),
    }
}

pub(super) fn was_undeployed_when_taken_over(task: &DISyncTask, status: &DISyncTaskStatus) -> bool {
    status.adopted
        && status.deployed_hash.is_none()
        && has_arrived(task, status)
        && status.operation.is_none()
}

fn deploy(snapshot: &Snapshot<'_>, status: &DISyncTaskStatus, now: Timestamp) -> Option<Plan> {
    // After a call whose answer was lost, or that was refused because there was nothing to do, the list tells.
    let tried = [OperationState::Announced, OperationState::Failed]
        .iter()
        .any(|state| under_way(status, OperationKind::Deploy, *state).is_some());
    let committed = matches!(
        snapshot.sight().and_then(|sight| sight.file.as_ref()),
        Some(Listing::There(listed)) if listed.committed == Some(true)
    );
    if (tried && committed) || was_done_before(status, OperationKind::Deploy) {
        return Some(Plan::Note(Fact::DeploymentSucceeded));
    }
    let hash = status.applied_hash.as_deref()?;
    let request = Request::Deploy(status.file_id?);
    Some(change(
        snapshot,
        OperationKind::Deploy,
        hash,
        request,
        Cause::Spec,
        now,
    ))
}

fn keep_running(
    snapshot: &Snapshot<'_>,
    status: &DISyncTaskStatus,
    run: &Run,
    now: Timestamp,
) -> Option<Plan> {
    let task = snapshot.task;
    let wanted = life::wanted_start(task);
    let current = status
        .started_hash
        .as_ref()
        .is_none_or(|started| *started == wanted);
    match run.activity {
        Activity::Running | Activity::Starting if !current => match task.spec.task_type {
            TaskType::Solution => start(snapshot, Cause::Spec, now),
            TaskType::Realtime | TaskType::Offline => stop(snapshot, now),
        },
        // A solution that did all that it had to do says the same after a start that had no effect.
        Activity::Running | Activity::AwaitsPerson
            if task.spec.task_type == TaskType::Solution
                && life::is_under_way(status, OperationKind::Start)
                && under_way(status, OperationKind::Start, OperationState::Accepted).is_none() =>
        {
            if was_not_taken(status) {
                start(snapshot, Cause::Spec, now)
            } else {
                Some(starting(task, status, now))
            }
        }
        Activity::Running | Activity::AwaitsPerson | Activity::Gone => None,
        Activity::Starting => Some(starting(task, status, now)),
        Activity::Stopping => stop(snapshot, now),
        Activity::Paused | Activity::Idle | Activity::Failed | Activity::Unknown => {
            if status.started_hash.as_ref() == Some(&wanted) {
                fell(snapshot, status, run, now)
            } else if has_arrived(task, status) && status.operation.is_none() && status.started_hash.is_none()
            {
                // It was like that when it was taken over.
                keeping::may_correct(snapshot, now)
                    .then(|| start(snapshot, Cause::Drift(vec![DESIRED_STATE.to_owned()]), now))?
            } else {
                start(snapshot, Cause::Spec, now)
            }
        }
    }
}

/// It was started as the spec says, and does not run: not yet, or not any more.
fn fell(snapshot: &Snapshot<'_>, status: &DISyncTaskStatus, run: &Run, now: Timestamp) -> Option<Plan> {
    let task = snapshot.task;
    if was_paused_by_somebody(task, status, run) {
        return keeping::may_correct(snapshot, now)
            .then(|| start(snapshot, Cause::Drift(vec![DESIRED_STATE.to_owned()]), now))?;
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

/// A start that was refused is repeated; so is one whose answer was lost, since a second start does no harm.
fn was_not_taken(status: &DISyncTaskStatus) -> bool {
    life::is_under_way(status, OperationKind::Start)
        && under_way(status, OperationKind::Start, OperationState::Accepted).is_none()
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

fn start(snapshot: &Snapshot<'_>, cause: Cause, now: Timestamp) -> Option<Plan> {
    let task = snapshot.task;
    let status = task.status.as_ref()?;
    let param = task.spec.start_param.clone().unwrap_or_default();
    let hash = status.applied_hash.as_deref().unwrap_or_default();
    let request = Request::Start(status.file_id?, param);
    Some(change(snapshot, OperationKind::Start, hash, request, cause, now))
}

/// A solution may take days, so it is never late.
fn starting(task: &DISyncTask, status: &DISyncTaskStatus, now: Timestamp) -> Plan {
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
