//! The looks at a task that exists.

use jiff::Timestamp;

use super::{Freshness, Look, TaskLook, holds, is_asked_for, may_have_created, name_look};
use crate::api::{
    DISyncTask, DISyncTaskStatus, DeletionPolicy, DriftPolicy, Operation, OperationKind, OperationState,
    TaskType,
};
use crate::domain::{desired, life};

pub(super) fn due_for_deletion(task: &DISyncTask, status: &DISyncTaskStatus, now: Timestamp) -> Option<Look> {
    if !holds(task) || desired::deletion_policy(task) == DeletionPolicy::Retain {
        return None;
    }
    match status.file_id {
        Some(file_id) => Some(deployment(status, now).unwrap_or_else(|| way_down(task, status, file_id))),
        None => may_have_created(status).then(|| name_look(task)),
    }
}

/// The deployment of a batch task that is under way: the one that removes its scheduling node, or, for as long as that may
/// take, one that would make a node of what is deleted.
fn deployment(status: &DISyncTaskStatus, now: Timestamp) -> Option<Look> {
    let operation = status.operation.as_ref()?;
    let waits = match operation.kind {
        OperationKind::Delete => true,
        OperationKind::Submit | OperationKind::Deploy => now < operation.deadline.0,
        _ => false,
    };
    let accepted = waits && operation.state == OperationState::Accepted;
    operation.deployment_id.filter(|_| accepted).map(Look::Deployment)
}

/// What every step of the way down looks at first: how the task runs, and whether it exists once it does not.
fn way_down(task: &DISyncTask, status: &DISyncTaskStatus, file_id: i64) -> Look {
    let run = life::has_instance(task)
        // A refusal may mean that it runs, or is deployed, after all.
        && (is_refused(status, OperationKind::Delete)
            || (life::may_be_deployed(status) && !life::is_under_way(status, OperationKind::Delete)));
    let file = if run && status.missing_since.is_none() && !is_refused(status, OperationKind::Delete) {
        Freshness::Unneeded
    } else {
        Freshness::Fresh
    };
    Look::Task(TaskLook { file_id, file, run })
}

pub(super) fn due_for_keeping(
    task: &DISyncTask,
    status: &DISyncTaskStatus,
    hash: Option<&str>,
    now: Timestamp,
) -> Option<Look> {
    let file_id = status.file_id?;
    if status.replacing.is_some() {
        return Some(deployment(status, now).unwrap_or_else(|| way_down(task, status, file_id)));
    }
    let operation = status.operation.as_ref();
    if let Some(look) = operation.and_then(|operation| look_at_operation(task, operation, hash)) {
        return Some(look);
    }
    let asked = is_asked_for(task);
    let watching = status.next_poll_time.as_ref().is_some_and(|at| at.0 <= now) && operation.is_none();
    let edited = hash.is_some_and(|hash| status.applied_hash.as_deref() != Some(hash))
        && status.refused_hash.as_deref() != hash;
    let begun = operation.is_some_and(|operation| {
        matches!(
            operation.kind,
            OperationKind::GenerateUpdate | OperationKind::Update | OperationKind::Schedule
        ) && operation.state != OperationState::Failed
    });
    // A change without a token is made of a task that was just seen; so is the outcome of one found out.
    let unproven = operation.is_some_and(|operation| {
        matches!(operation.kind, OperationKind::Deploy | OperationKind::Submit)
            && matches!(
                operation.state,
                OperationState::Announced | OperationState::Failed
            )
    });
    // A task on its first way up was made a moment ago.
    let seen = status.reached_state.is_some();
    // What is put back may have been put back by hand meanwhile.
    let correcting = operation.is_none()
        && !watching
        && life::drift_policy(task) == DriftPolicy::Correct
        && !status.drift.is_empty();
    // An edit that cannot be made is looked at like any task at rest.
    let is_new = status.observed_hash.as_deref() != hash;
    let fresh = asked
        || unproven
        || correcting
        || status.missing_since.is_some()
        || (edited && is_new && !begun && seen);
    let ignored = life::drift_policy(task) == DriftPolicy::Ignore;
    let file = match () {
        () if fresh => Freshness::Fresh,
        () if watching && !ignored => Freshness::Shared,
        () => Freshness::Unneeded,
    };
    let moving = operation.is_some() && !begun;
    let leaves = !life::has_arrived(task, status)
        || life::restart_is_asked_for(task)
        || (status.started_hash.is_some() && !life::is_started_as_wanted(task, status));
    let run = life::has_instance(task)
        && if watching || asked {
            // No list may show a solution, and it tells itself whether it is there.
            life::may_be_deployed(status) || task.spec.task_type == TaskType::Solution
        } else {
            let unsure =
                hash.is_some() && !super::rest::is_ready(status) && life::is_deployed_as_applied(status);
            let refused = operation.is_some_and(|operation| {
                operation.kind == OperationKind::Terminate && operation.state == OperationState::Failed
            });
            // What somebody else started is stopped first.
            (refused && life::may_be_deployed(status))
                || (life::may_run(status) && (moving || leaves || fresh || unsure))
        };
    (run || file != Freshness::Unneeded).then_some(Look::Task(TaskLook { file_id, file, run }))
}

/// The look that tells how an operation goes that DataWorks works on by itself.
fn look_at_operation(task: &DISyncTask, operation: &Operation, hash: Option<&str>) -> Option<Look> {
    let current = hash == Some(operation.payload_hash.as_str());
    match (operation.kind, operation.state) {
        (OperationKind::GenerateUpdate, OperationState::Accepted)
        | (OperationKind::Update, OperationState::Announced | OperationState::Deferred)
            if current && task.spec.task_type != TaskType::Offline =>
        {
            operation.process_id.map(Look::Process)
        }
        (OperationKind::Submit | OperationKind::Deploy, OperationState::Accepted) => {
            operation.deployment_id.map(Look::Deployment)
        }
        _ => None,
    }
}

fn is_refused(status: &DISyncTaskStatus, kind: OperationKind) -> bool {
    let operation = status.operation.as_ref();
    operation.is_some_and(|it| it.kind == kind && it.state == OperationState::Failed)
}
