//! The ladder of a real-time task and of a solution: created, deployed, running. A solution has no way down.

use jiff::Timestamp;

use super::descent::stop;
use super::falling::{fell, starting, was_not_taken, was_started_since};
use super::steps::under_way;
use super::{change, keeping};
use crate::api::{DISyncTask, DISyncTaskStatus, DesiredState, OperationKind, OperationState, TaskType};
use crate::domain::life::{self, DESIRED_STATE, DOUBTFUL, has_arrived, wish};
use crate::domain::observed::{Activity, Answer, Run, Snapshot};
use crate::domain::plan::{Cause, Fact, Plan, Request};
use crate::domain::schedule::REFUSALS_AFTER_DOUBT;

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
    let unsure = match kind {
        // It is not known for sure that what is to be taken offline was ever deployed.
        OperationKind::Terminate => status.adopted || !life::is_deployed_as_applied(status),
        OperationKind::Deploy => status.deployed_hash.as_deref() == Some(DOUBTFUL),
        _ => false,
    };
    under_way(status, kind, OperationState::Failed)
        .is_some_and(|operation| operation.unresolved_since.is_some() || unsure)
        && status.failures.unwrap_or(0) >= REFUSALS_AFTER_DOUBT
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
    let committed = snapshot.is_committed();
    let lost = under_way(status, OperationKind::Deploy, OperationState::Announced).is_some();
    // After a call whose answer was lost the list tells. It says no more than that the version was submitted, which a
    // deployment that is refused may have done.
    let listed = lost && committed == Some(true);
    let refused_as_done = was_done_before(status, OperationKind::Deploy) && committed != Some(false);
    if listed || refused_as_done {
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
    let asked = life::restart_is_asked_for(task);
    let as_wanted = life::is_started_as_wanted(task, status) && !asked;
    let current = as_wanted || (status.started_hash.is_none() && !asked);
    if was_started_since(status, run) {
        return Some(Plan::Note(Fact::Taken(Answer::default(), None)));
    }
    match run.activity {
        Activity::Running | Activity::Committed | Activity::Starting if !current => match task.spec.task_type
        {
            TaskType::Solution => start(snapshot, Cause::Spec, now),
            TaskType::Realtime | TaskType::Offline => stop(snapshot, now),
        },
        // A solution that did all that it had to do says the same after a start that had no effect, and so does one that
        // was deployed only.
        Activity::Running | Activity::Committed | Activity::AwaitsPerson
            if task.spec.task_type == TaskType::Solution && was_not_taken(status) =>
        {
            start(snapshot, Cause::Spec, now)
        }
        Activity::Running | Activity::AwaitsPerson | Activity::Gone => None,
        Activity::Committed | Activity::Starting => Some(starting(task, status, now)),
        Activity::Stopping => stop(snapshot, now),
        Activity::Paused | Activity::Idle | Activity::Failed | Activity::Unknown => {
            let stopped = life::is_under_way(status, OperationKind::Stop)
                && under_way(status, OperationKind::Stop, OperationState::Failed).is_none();
            if stopped {
                // By the operator, which is to start it again.
                start(snapshot, Cause::Spec, now)
            } else if as_wanted {
                fell(snapshot, status, run, now)
            } else if has_arrived(task, status) && status.operation.is_none() && status.started_hash.is_none()
            {
                // It was like that when it was taken over.
                start_as_correction(snapshot, now)
            } else {
                start(snapshot, Cause::Spec, now)
            }
        }
    }
}

/// Starts what somebody else left idle, where the policy has it corrected.
pub(super) fn start_as_correction(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    keeping::may_correct(snapshot, now)
        .then(|| start(snapshot, Cause::Drift(vec![DESIRED_STATE.to_owned()]), now))?
}

pub(super) fn start(snapshot: &Snapshot<'_>, cause: Cause, now: Timestamp) -> Option<Plan> {
    let task = snapshot.task;
    let status = task.status.as_ref()?;
    let param = task.spec.start_param.as_deref().cloned().unwrap_or_default();
    let hash = status.applied_hash.as_deref().unwrap_or_default();
    let request = Request::Start(status.file_id?, param);
    Some(change(snapshot, OperationKind::Start, hash, request, cause, now))
}
