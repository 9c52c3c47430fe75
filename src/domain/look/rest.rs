//! When there is no look to take: the pauses of a task, and whether it is settled.

use jiff::Timestamp;
use kube::ResourceExt;

use crate::api::{
    ConditionType, DISyncTask, DISyncTaskStatus, DeletionPolicy, FINALIZER, OperationKind, OperationState,
    RECONCILE_REQUESTED_AT,
};
use crate::domain::{budget, desired, life};

/// The time before which no call is made, unless the spec changed since it was set, or somebody asks for a visit. `hash`
/// is that of the desired task: a script that is kept elsewhere changes without the spec.
pub fn waits(task: &DISyncTask, hash: Option<&str>, now: Timestamp) -> Option<Timestamp> {
    let status = task.status.as_ref()?;
    // What does not exist is not restarted.
    let restart = status.file_id.is_some() && life::restart_is_asked_for(task);
    let asked = is_asked_for(task) || restart;
    let at_rest =
        status.file_id.is_some() && status.operation.is_none() && task.metadata.deletion_timestamp.is_none();
    let changed = at_rest && status.failures.is_none() && status.observed_hash.as_deref() != hash;
    // Calls may be left sooner than was foreseen: whether there are any is asked anew.
    let waits_for_calls = budget::waits_for_calls(task);
    let edited = status.observed_generation != task.metadata.generation;
    if edited || asked || changed || is_another_script(status, hash) || waits_for_calls {
        return None;
    }
    let at = status.next_poll_time.as_ref().map(|time| time.0);
    at.filter(|at| *at > now)
}

/// Whether what failed is not what the next call says: DataWorks may like that better.
fn is_another_script(status: &DISyncTaskStatus, hash: Option<&str>) -> bool {
    use OperationKind::{Create, Generate, GenerateUpdate};

    let failed = status.operation.as_ref().filter(|operation| {
        operation.state == OperationState::Failed
            && matches!(operation.kind, Generate | Create | GenerateUpdate)
    });
    failed
        .zip(hash)
        .is_some_and(|(failed, hash)| failed.payload_hash != hash)
}

/// What the annotation that asks for a visit says, cut to what the status can hold.
pub fn request(task: &DISyncTask) -> Option<String> {
    let asked = task.annotations().get(RECONCILE_REQUESTED_AT)?;
    Some(asked.chars().take(253).collect())
}

/// Whether somebody asks for a visit that was not made yet.
pub fn is_asked_for(task: &DISyncTask) -> bool {
    let status = task.status.as_ref();
    let handled = status.and_then(|status| status.last_handled_reconcile_at.clone());
    request(task).is_some_and(|asked| handled != Some(asked))
}

/// Whether the operator's finalizer is on the resource.
pub fn holds(task: &DISyncTask) -> bool {
    task.finalizers().iter().any(|name| name == FINALIZER)
}

/// Whether the status says that the task is as specified.
pub fn is_ready(status: &DISyncTaskStatus) -> bool {
    is_true(status, ConditionType::Ready) && !is_stalled(status)
}

/// Whether the status says that a person is needed.
pub fn is_stalled(status: &DISyncTaskStatus) -> bool {
    is_true(status, ConditionType::Stalled)
}

fn is_true(status: &DISyncTaskStatus, kind: ConditionType) -> bool {
    kind.among(&status.conditions)
        .is_some_and(|condition| condition.status == "True")
}

/// Whether a cached copy shows that a pass would find nothing to do: the spec was seen, the task is as specified, no look
/// is due, and nobody deletes it. `hash` is that of the desired task.
pub fn is_settled(task: &DISyncTask, hash: Option<&str>, now: Timestamp) -> bool {
    task.metadata.deletion_timestamp.is_none()
        && holds(task)
        && !life::restart_is_asked_for(task)
        && waits(task, hash, now).is_some()
        && task.status.as_ref().is_some_and(|status| {
            is_ready(status) && !task.spec.suspend && hash.is_some() && status.applied_hash.as_deref() == hash
        })
}

/// Whether this pass may have to call DataWorks. A task that is as it should be, and one that stays when its resource
/// goes, need no key.
pub fn needs_access(task: &DISyncTask, hash: Option<&str>, now: Timestamp) -> bool {
    if task.metadata.deletion_timestamp.is_some() {
        return holds(task) && desired::deletion_policy(task) == DeletionPolicy::Delete;
    }
    let exists = task
        .status
        .as_ref()
        .is_some_and(|status| status.file_id.is_some());
    !exists || waits(task, hash, now).is_none()
}
