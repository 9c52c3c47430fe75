//! Which look at DataWorks is due. Looks are reads, but each costs a call of the account's quota.

use jiff::Timestamp;
use kube::ResourceExt;

use crate::api::{
    DISyncTask, DISyncTaskStatus, DeletionPolicy, FINALIZER, Operation, OperationKind, OperationState,
    RECONCILE_REQUESTED_AT, TaskType,
};
use crate::domain::{desired, identity};

/// A look at DataWorks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// `QueryDISyncTaskConfigProcessResult` of this process.
    Process(i64),
    /// `ListFiles` with this exact name.
    Name(String),
    /// `ListFiles` with this FileId.
    File(i64),
}

/// The look that this pass needs before it can decide, if any. `hash` is that of the desired task, if it is known.
pub fn due(task: &DISyncTask, hash: Option<&str>, now: Timestamp) -> Option<Look> {
    if task.spec.suspend || waits(task, now).is_some() {
        return None;
    }
    let status = task.status.as_ref()?;
    if task.metadata.deletion_timestamp.is_some() {
        return due_for_deletion(task, status);
    }
    let operation = status.operation.as_ref().filter(|_| status.file_id.is_none())?;
    if name_is_open(status) {
        return Some(name_look(task));
    }
    // The configuration of another script would be of no use.
    let current = hash == Some(operation.payload_hash.as_str());
    let process = status
        .process_id
        .filter(|_| current && task.spec.task_type != TaskType::Offline);
    match (operation.kind, operation.state) {
        (OperationKind::Generate, OperationState::Accepted)
        | (OperationKind::Create, OperationState::Deferred | OperationState::Failed) => {
            process.map(Look::Process)
        }
        _ => None,
    }
}

fn due_for_deletion(task: &DISyncTask, status: &DISyncTaskStatus) -> Option<Look> {
    if !holds(task) || desired::deletion_policy(task) == DeletionPolicy::Retain {
        return None;
    }
    match status.file_id {
        Some(file_id) => Some(Look::File(file_id)),
        None => may_have_created(status).then(|| name_look(task)),
    }
}

/// Whether a task of ours may exist under its name, though its ID is not known.
pub fn may_have_created(status: &DISyncTaskStatus) -> bool {
    status
        .operation
        .as_ref()
        .is_some_and(|operation| operation.unresolved_since.is_some())
        || name_is_open(status)
}

/// Whether an announced creation, or a name that is said to be taken, waits for a look-up.
pub fn name_is_open(status: &DISyncTaskStatus) -> bool {
    status.operation.as_ref().is_some_and(|operation| {
        operation.state == OperationState::Contested || is_unanswered_creation(operation)
    })
}

/// Whether this creation was announced and its outcome never came.
pub fn is_unanswered_creation(operation: &Operation) -> bool {
    operation.kind == OperationKind::Create && operation.state == OperationState::Announced
}

fn name_look(task: &DISyncTask) -> Look {
    Look::Name(identity::task_name(task, task.spec.task_param.as_ref()))
}

/// The time before which no call is made, unless the spec changed since it was set, or somebody asks for a visit.
pub fn waits(task: &DISyncTask, now: Timestamp) -> Option<Timestamp> {
    let status = task.status.as_ref()?;
    if status.observed_generation != task.metadata.generation || is_asked_for(task) {
        return None;
    }
    let at = status.next_poll_time.as_ref().map(|time| time.0);
    at.filter(|at| *at > now)
}

/// What the annotation that asks for a visit says, cut to what the status can hold.
pub fn request(task: &DISyncTask) -> Option<String> {
    let asked = task.annotations().get(RECONCILE_REQUESTED_AT)?;
    Some(asked.chars().take(253).collect())
}

/// Whether somebody asks for a visit that was not made yet.
fn is_asked_for(task: &DISyncTask) -> bool {
    let status = task.status.as_ref();
    let handled = status.and_then(|status| status.last_handled_reconcile_at.clone());
    request(task).is_some_and(|asked| handled != Some(asked))
}

/// Whether the operator's finalizer is on the resource.
pub fn holds(task: &DISyncTask) -> bool {
    task.finalizers().iter().any(|name| name == FINALIZER)
}

fn is_ready(status: &DISyncTaskStatus) -> bool {
    let is = |kind: &str| {
        status
            .conditions
            .iter()
            .any(|condition| condition.type_ == kind && condition.status == "True")
    };
    is("Ready") && !is("Stalled")
}

/// Whether a cached copy shows that a pass would find nothing to do: the spec was seen, the task is as specified, and
/// nobody deletes it. `hash` is that of the desired task.
pub fn is_settled(task: &DISyncTask, hash: Option<&str>) -> bool {
    task.metadata.deletion_timestamp.is_none()
        && holds(task)
        && !is_asked_for(task)
        && task.status.as_ref().is_some_and(|status| {
            status.observed_generation == task.metadata.generation
                && is_ready(status)
                && !task.spec.suspend
                && hash.is_some()
                && status.applied_hash.as_deref() == hash
        })
}
