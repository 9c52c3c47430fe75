//! How far a creation is, and what it needs still.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;

use crate::api::{ConditionType, DISyncTask, DesiredState, Reason, TaskType};
use crate::domain::look;

/// Whether a resource waits for calls that are spent.
pub fn waits_for_calls(task: &DISyncTask) -> bool {
    reason(task) == Some(Reason::BudgetExhausted.as_str())
}

/// Whether a resource whose account is not known may begin as soon as it is.
pub(super) fn may_begin(task: &DISyncTask) -> bool {
    let hindered = [Reason::Throttled, Reason::Unreachable].map(Reason::as_str);
    stage(task) == Stage::Waits && !reason(task).is_some_and(|reason| hindered.contains(&reason))
}

#[derive(PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing was spent on it.
    Waits,
    /// It is being created, or brought to its state for the first time.
    Begun,
    /// Its creation was refused, or something else stands in its way: it is tried again now and then.
    Stuck,
    /// It needs no calls now, or none that can be foreseen.
    Elsewhere,
}

pub(super) fn stage(task: &DISyncTask) -> Stage {
    if task.metadata.deletion_timestamp.is_some() || task.spec.suspend {
        return Stage::Elsewhere;
    }
    let Some(status) = &task.status else {
        return Stage::Waits;
    };
    let begun = status.operation.is_some() || status.file_id.is_some();
    let stalled = look::is_stalled(status);
    // What is late, fails, or lacks something, may need calls for ever, or none: nobody waits for that.
    let late = status.failures.is_some() || lacks(task).is_some_and(|reason| !is_of(&GOES_ON, reason));
    match reason(task) {
        _ if stalled && status.file_id.is_none() && begun => Stage::Stuck,
        _ if late && begun => Stage::Elsewhere,
        _ if begun && status.reached_state.is_none() && !stalled => Stage::Begun,
        _ if begun => Stage::Elsewhere,
        Some(reason) if !is_of(&WAITS, reason) => Stage::Stuck,
        _ => Stage::Waits,
    }
}

/// Reasons of what waits for nothing but its turn.
const WAITS: [Reason; 4] = [
    Reason::Pending,
    Reason::BudgetExhausted,
    Reason::Throttled,
    Reason::Unreachable,
];

/// Reasons of what is not Ready and goes on with the next calls.
const GOES_ON: [Reason; 4] = [
    Reason::BudgetExhausted,
    Reason::Throttled,
    Reason::Unreachable,
    Reason::OutcomeUnknown,
];

fn is_of(reasons: &[Reason], word: &str) -> bool {
    reasons.iter().any(|reason| reason.as_str() == word)
}

fn ready(task: &DISyncTask) -> Option<&Condition> {
    ConditionType::Ready.among(&task.status.as_ref()?.conditions)
}

fn reason(task: &DISyncTask) -> Option<&str> {
    Some(&ready(task)?.reason)
}

/// Why a task is said not to be Ready.
fn lacks(task: &DISyncTask) -> Option<&str> {
    let said = ready(task).filter(|said| said.status == "False")?;
    Some(&said.reason)
}

/// Calls that the creation of a task takes, with those that bring it to its state; a little more than the usual, which
/// `docs/costs.md` lists.
pub(super) fn price(task: &DISyncTask) -> u32 {
    creation(task) + way_up(task)
}

/// Those that are left of one that is begun. What was started is looked at until it runs, which may take days.
pub(super) fn rest(task: &DISyncTask) -> u32 {
    match &task.status {
        Some(status) if status.started_hash.is_some() => 0,
        Some(status) if status.file_id.is_some() => way_up(task).max(1),
        _ => price(task),
    }
}

fn creation(task: &DISyncTask) -> u32 {
    if task.spec.task_type == TaskType::Offline {
        3
    } else {
        6
    }
}

fn way_up(task: &DISyncTask) -> u32 {
    match task.spec.desired_state.unwrap_or_default() {
        DesiredState::Created => 0,
        DesiredState::Running | DesiredState::Stopped => 6,
    }
}
