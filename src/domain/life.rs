//! What the spec asks a task to do, and how far the status says that it is. The ladder: a real-time task is created,
//! deployed, and runs; a solution the same, without a way down; a batch task is created, submitted and deployed.

use jiff::SignedDuration;
use kube::ResourceExt;

use crate::api::{
    DISyncTask, DISyncTaskStatus, DesiredState, DriftPolicy, OperationKind, OperationState, RESTART,
    ReplacePolicy, StartParam, TaskType,
};
use crate::domain::desired;

/// Stands in a status for the hash of a version that the operator has replaced since, or that says nothing any more.
pub const OUTDATED: &str = "outdated";

/// Stands in a status for the hash of what is deployed, where a lost answer leaves open whether that is the version that
/// the operator applied last.
pub const DOUBTFUL: &str = "doubtful";

/// The path of the spec that a task in another state differs in.
pub const DESIRED_STATE: &str = "spec.desiredState";

/// The path of the spec that a task of another name differs in.
pub const NAME: &str = "spec.taskName";

/// The rung that the spec names.
pub fn wish(task: &DISyncTask) -> DesiredState {
    task.spec.desired_state.unwrap_or_default()
}

/// Digest of what a configuration differs in, of these paths; none where it does not.
pub fn drift_digest(drift: &[String]) -> Option<Box<str>> {
    let mut parts: Vec<&str> = drift
        .iter()
        .map(String::as_str)
        .filter(|path| *path != DESIRED_STATE && *path != NAME)
        .collect();
    parts.sort_unstable();
    (!parts.is_empty()).then(|| desired::hash(&parts).into())
}

/// Whether the last correction left the task as it was before.
pub fn was_corrected_in_vain(status: &DISyncTaskStatus) -> bool {
    status.corrected_drift.is_some() && status.corrected_drift == drift_digest(&status.drift)
}

/// What is done about drift.
pub fn drift_policy(task: &DISyncTask) -> DriftPolicy {
    task.spec.drift_policy.unwrap_or_default()
}

/// Whether a change that cannot be made in place may replace the task.
pub fn may_be_replaced(task: &DISyncTask) -> bool {
    task.spec.replace_policy == Some(ReplacePolicy::Recreate) && task.spec.task_type != TaskType::Solution
}

/// How long the task may be out of its desired state before that counts as a failure.
pub fn patience(task: &DISyncTask) -> SignedDuration {
    SignedDuration::from_secs(task.spec.progress_deadline_seconds.unwrap_or(300).into())
}

/// Whether the task is on its way down: its resource is deleted, or another is to take its place.
pub fn is_going(task: &DISyncTask) -> bool {
    let replaced = task
        .status
        .as_ref()
        .is_some_and(|status| status.replacing.is_some());
    replaced || task.metadata.deletion_timestamp.is_some()
}

/// Whether DataWorks refused this operation, and nothing was begun since.
pub fn was_refused(task: &DISyncTask, kind: OperationKind) -> bool {
    let operation = task.status.as_ref().and_then(|status| status.operation.as_ref());
    operation.is_some_and(|operation| operation.kind == kind && operation.state == OperationState::Failed)
}

/// Whether something runs of a task of this type, that can be looked at.
pub fn has_instance(task: &DISyncTask) -> bool {
    task.spec.task_type != TaskType::Offline
}

/// Hash of what a start of the task carries: a task that was started with another has to be restarted.
pub fn wanted_start(task: &DISyncTask) -> String {
    // Without a word it is written as the first release wrote it, whose statuses stay good.
    let given = task.spec.start_param.as_deref();
    start_hash(given.filter(|param| **param != StartParam::default()), "")
}

/// Whether the task was last started with what the spec says now. The first release put the annotation that asked for a
/// restart into the hash, and told `{}` from nothing.
pub fn is_started_as_wanted(task: &DISyncTask, status: &DISyncTaskStatus) -> bool {
    let Some(started) = &status.started_hash else {
        return false;
    };
    let handled = status.last_handled_restart.as_deref().unwrap_or_default();
    let given = task.spec.start_param.as_deref().cloned().unwrap_or_default();
    let unsaid = (given == StartParam::default()).then_some(None);
    let first_releases = [Some(Some(&given)), unsaid];
    let mut forms = first_releases
        .into_iter()
        .flatten()
        .flat_map(|param| ["", handled].map(|restart| start_hash(param, restart)));
    forms.any(|form| form == *started)
}

fn start_hash(param: Option<&StartParam>, restart: &str) -> String {
    desired::hash(&[&serde_json::json!(param).to_string(), restart])
}

/// What the annotation that asks for a restart says, cut to what the status can hold.
pub fn restart_request(task: &DISyncTask) -> Option<String> {
    let asked = task.annotations().get(RESTART)?;
    Some(asked.chars().take(253).collect())
}

/// Whether a restart is asked for that was not acted on.
pub fn restart_is_asked_for(task: &DISyncTask) -> bool {
    let handled = task
        .status
        .as_ref()
        .and_then(|status| status.last_handled_restart.clone());
    restart_request(task).is_some_and(|asked| handled != Some(asked))
}

/// Whether any version of the task may be deployed, as far as the operator knows.
pub fn may_be_deployed(status: &DISyncTaskStatus) -> bool {
    status.deployed_hash.is_some()
        || is_under_way(status, OperationKind::Deploy)
        || is_under_way(status, OperationKind::Start)
        // What may have been deployed is so until DataWorks has taken it offline.
        || is_under_way(status, OperationKind::Stop)
        || status.operation.as_ref().is_some_and(|operation| {
            operation.kind == OperationKind::Terminate
                && matches!(
                    operation.state,
                    OperationState::Announced | OperationState::Deferred
                )
        })
}

/// Whether the version that the operator applied last is deployed.
pub fn is_deployed_as_applied(status: &DISyncTaskStatus) -> bool {
    match (&status.deployed_hash, &status.applied_hash) {
        (Some(deployed), Some(applied)) => deployed == applied,
        // What was taken over is not known by its hash yet.
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// Whether something of the task may run, as far as the operator knows.
pub fn may_run(status: &DISyncTaskStatus) -> bool {
    may_be_deployed(status)
        && (status.adopted || status.started_hash.is_some() || is_under_way(status, OperationKind::Start))
}

/// Whether the task has reached the state that the spec names, so that leaving it is no step of ours.
pub fn has_arrived(task: &DISyncTask, status: &DISyncTaskStatus) -> bool {
    status.reached_state == Some(wish(task))
}

/// Whether an operation of this kind was announced and is not finished.
pub fn is_under_way(status: &DISyncTaskStatus, kind: OperationKind) -> bool {
    status
        .operation
        .as_ref()
        .is_some_and(|operation| operation.kind == kind)
}

/// Takes down that the task is now made from this script and these settings, where it was so already: what is deployed
/// stays as current as it was.
pub fn rename_applied(status: &mut DISyncTaskStatus, hash: &str) {
    if is_deployed_as_applied(status) && status.deployed_hash.is_some() {
        status.deployed_hash = Some(hash.to_owned());
    }
    status.applied_hash = Some(hash.to_owned());
}

/// Whether this word of DataWorks, as the status shows it, says that the task runs.
pub fn is_running_word(word: &str) -> bool {
    word == "RUN" || word.starts_with("0 ")
}
