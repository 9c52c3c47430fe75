//! Which look at DataWorks is due. Looks are reads, but each costs a call of the account's quota.

mod adopting;
mod existing;
mod rest;

use jiff::Timestamp;

use crate::api::{DISyncTask, DISyncTaskStatus, Operation, OperationKind, OperationState, TaskType};
use crate::domain::identity;
use adopting::due_for_adoption;
pub use adopting::may_take_over;
pub use rest::{holds, is_asked_for, is_ready, is_settled, is_stalled, needs_access, request, waits};

/// A look at DataWorks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// `QueryDISyncTaskConfigProcessResult` of this process.
    Process(i64),
    /// `ListFiles` with this exact name.
    Name(String),
    /// `ListFiles` with the FileId that the spec wants to take over.
    Candidate(i64),
    /// `GetDeployment` of this deployment.
    Deployment(i64),
    /// The task of this FileId.
    Task(TaskLook),
}

/// What of a task is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskLook {
    /// The task.
    pub file_id: i64,
    /// `ListFiles` with its FileId, and the configuration if the file changed.
    pub file: Freshness,
    /// `GetDISyncInstanceInfo`, or `GetDISyncTask` of a solution.
    pub run: bool,
}

/// How new a look at a file has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// None is needed.
    Unneeded,
    /// One that was taken lately for another task of the workspace will do.
    Shared,
    /// It has to be taken now.
    Fresh,
}

/// The look that this pass needs before it can decide, if any. `hash` is that of the desired task, if it is known.
pub fn due(task: &DISyncTask, hash: Option<&str>, now: Timestamp) -> Option<Look> {
    if task.spec.suspend || waits(task, hash, now).is_some() {
        return None;
    }
    let deleted = task.metadata.deletion_timestamp.is_some();
    if !deleted && !holds(task) {
        // The finalizer comes first, and changes nothing of what a look would show.
        return None;
    }
    match task.status.as_ref() {
        Some(status) if deleted => existing::due_for_deletion(task, status, now),
        None if deleted => None,
        Some(status) if status.file_id.is_some() => existing::due_for_keeping(task, status, hash, now),
        status => due_for_creation(task, status, hash),
    }
}

fn due_for_creation(
    task: &DISyncTask,
    status: Option<&DISyncTaskStatus>,
    hash: Option<&str>,
) -> Option<Look> {
    let Some((status, operation)) = status.and_then(|status| Some((status, status.operation.as_ref()?)))
    else {
        // What a bad spec would take over is not looked for.
        return hash.and_then(|_| due_for_adoption(task));
    };
    if name_is_open(status) {
        return Some(name_look(task));
    }
    // An edit may ask for the task that has the name.
    let edited = status.observed_generation != task.metadata.generation;
    let refused = operation.state == OperationState::Failed && !may_have_created(status);
    if let Some(look) = hash
        .filter(|_| edited && refused)
        .and_then(|_| due_for_adoption(task))
    {
        return Some(look);
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
