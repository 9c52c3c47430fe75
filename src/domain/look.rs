//! Which look at DataWorks is due. Looks are reads, but each costs a call of the account's quota.

use jiff::Timestamp;
use kube::ResourceExt;

use crate::api::{
    Adoption, AdoptionByName, DISyncTask, DISyncTaskStatus, DeletionPolicy, DriftPolicy, FINALIZER,
    Operation, OperationKind, OperationState, RECONCILE_REQUESTED_AT, TaskType,
};
use crate::domain::{desired, identity, life};

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
        Some(status) if deleted => due_for_deletion(task, status),
        Some(status) if status.file_id.is_some() => due_for_keeping(task, status, hash, now),
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

fn due_for_adoption(task: &DISyncTask) -> Option<Look> {
    match task.spec.adoption? {
        Adoption::ById(by_id) => Some(Look::Candidate(by_id.file_id)),
        Adoption::ByName(AdoptionByName::IfExists) => Some(name_look(task)),
        Adoption::ByName(AdoptionByName::Never) => None,
    }
}

fn due_for_deletion(task: &DISyncTask, status: &DISyncTaskStatus) -> Option<Look> {
    if !holds(task) || desired::deletion_policy(task) == DeletionPolicy::Retain {
        return None;
    }
    match status.file_id {
        Some(file_id) => Some(way_down(task, status, file_id)),
        None => may_have_created(status).then(|| name_look(task)),
    }
}

/// What every step of the way down looks at first: how the task runs, and whether it exists once it does not.
fn way_down(task: &DISyncTask, status: &DISyncTaskStatus, file_id: i64) -> Look {
    let run = life::has_instance(task)
        && life::may_be_deployed(status)
        && !life::is_under_way(status, OperationKind::Delete);
    let file = if run && status.missing_since.is_none() {
        Freshness::Unneeded
    } else {
        Freshness::Fresh
    };
    Look::Task(TaskLook { file_id, file, run })
}

fn due_for_keeping(
    task: &DISyncTask,
    status: &DISyncTaskStatus,
    hash: Option<&str>,
    now: Timestamp,
) -> Option<Look> {
    let file_id = status.file_id?;
    if status.replacing.is_some() {
        return Some(way_down(task, status, file_id));
    }
    let operation = status.operation.as_ref();
    if let Some(look) = operation.and_then(|operation| look_at_operation(task, status, operation, hash)) {
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
    let fresh = asked || unproven || status.missing_since.is_some() || (edited && !begun && seen);
    let ignored = life::drift_policy(task) == DriftPolicy::Ignore;
    let file = match () {
        () if fresh => Freshness::Fresh,
        () if watching && !ignored => Freshness::Shared,
        () => Freshness::Unneeded,
    };
    let moving = operation.is_some() && !begun;
    let leaves = !life::has_arrived(task, status)
        || life::restart_is_asked_for(task)
        || (status.started_hash.is_some() && status.started_hash != Some(life::wanted_start(task)));
    let run = life::has_instance(task)
        && if watching || asked {
            life::may_be_deployed(status)
        } else {
            let unsure = hash.is_some() && !is_ready(status) && life::is_deployed_as_applied(status);
            life::may_run(status) && (moving || leaves || fresh || unsure)
        };
    (run || file != Freshness::Unneeded).then_some(Look::Task(TaskLook { file_id, file, run }))
}

/// The look that tells how an operation goes that DataWorks works on by itself.
fn look_at_operation(
    task: &DISyncTask,
    status: &DISyncTaskStatus,
    operation: &Operation,
    hash: Option<&str>,
) -> Option<Look> {
    let current = hash == Some(operation.payload_hash.as_str());
    match (operation.kind, operation.state) {
        (OperationKind::GenerateUpdate, OperationState::Accepted)
        | (OperationKind::Update, OperationState::Announced | OperationState::Deferred)
            if current && task.spec.task_type != TaskType::Offline =>
        {
            status.process_id.map(Look::Process)
        }
        (OperationKind::Submit | OperationKind::Deploy, OperationState::Accepted) => {
            operation.deployment_id.map(Look::Deployment)
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

/// The time before which no call is made, unless the spec changed since it was set, or somebody asks for a visit. `hash`
/// is that of the desired task: a script that is kept elsewhere changes without the spec.
pub fn waits(task: &DISyncTask, hash: Option<&str>, now: Timestamp) -> Option<Timestamp> {
    let status = task.status.as_ref()?;
    let asked = is_asked_for(task) || life::restart_is_asked_for(task);
    let at_rest =
        status.file_id.is_some() && status.operation.is_none() && task.metadata.deletion_timestamp.is_none();
    let changed = at_rest && status.observed_hash.as_deref() != hash;
    if status.observed_generation != task.metadata.generation || asked || changed {
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
pub fn is_asked_for(task: &DISyncTask) -> bool {
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
