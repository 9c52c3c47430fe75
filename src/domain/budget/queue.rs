//! Who comes first when the calls of a day do not suffice for all creations.
//!
//! A creation that is begun is finished first: what it has cost would be lost. Those that are not begun come in order of
//! age, taking turns between namespaces, so that one with thousands does not keep out one with a single task. The order
//! is read off the resources themselves and needs no memory.

use std::collections::HashMap;

use jiff::Timestamp;
use kube::ResourceExt;

use crate::api::{DISyncTask, DesiredState, Reason, TaskType};
use crate::domain::look;

/// Calls that are to be left before the creation of `task` may begin: its own, and those of all that come before it.
/// `None` if it is begun, or exists: then it goes on as long as there are calls. One that was refused comes after all
/// that were not tried.
pub fn needs<'a>(task: &DISyncTask, others: impl Iterator<Item = &'a DISyncTask>) -> Option<u32> {
    let retries = match stage(task) {
        Stage::Waits => false,
        Stage::Stuck => true,
        Stage::Begun | Stage::Elsewhere => return None,
    };
    let (mut begun, mut waiting) = (0, HashMap::<Option<String>, (u32, bool)>::new());
    let mut rank = 0;
    for other in others.filter(|other| other.metadata.uid != task.metadata.uid) {
        match stage(other) {
            Stage::Begun => begun += price(other),
            Stage::Waits => {
                let older = retries || age(other) < age(task);
                if other.namespace() == task.namespace() {
                    rank += u32::from(older);
                } else {
                    let (count, first) = waiting.entry(other.namespace()).or_default();
                    *count += 1;
                    *first |= older;
                }
            }
            Stage::Stuck | Stage::Elsewhere => {}
        }
    }
    // Each other namespace has had as many turns as this one, and one more if its first is older.
    let others: u32 = waiting
        .values()
        .map(|(count, older)| (rank + u32::from(*older)).min(*count))
        .sum();
    Some(begun + (rank + others + 1) * price(task))
}

/// Whether a resource waits for calls that are spent.
pub fn waits_for_calls(task: &DISyncTask) -> bool {
    reason(task) == Some(Reason::BudgetExhausted.as_str())
}

#[derive(PartialEq, Eq)]
enum Stage {
    /// Nothing was spent on it.
    Waits,
    /// It is being created, or brought to its state for the first time.
    Begun,
    /// Its creation was refused: it is tried again now and then.
    Stuck,
    /// It needs no calls now, or none that can be foreseen.
    Elsewhere,
}

fn stage(task: &DISyncTask) -> Stage {
    if task.metadata.deletion_timestamp.is_some() || task.spec.suspend {
        return Stage::Elsewhere;
    }
    let Some(status) = &task.status else {
        return Stage::Waits;
    };
    let begun = status.operation.is_some() || status.file_id.is_some();
    let stalled = look::is_stalled(status);
    // What is late, or fails, may need calls for ever: nobody waits for that.
    let late = status.failures.is_some() || reason(task) == Some(Reason::NotRunning.as_str());
    match reason(task) {
        _ if stalled && status.file_id.is_none() && begun => Stage::Stuck,
        _ if late && begun => Stage::Elsewhere,
        _ if begun && status.reached_state.is_none() && !stalled => Stage::Begun,
        _ if begun => Stage::Elsewhere,
        None => Stage::Waits,
        Some(reason) if reason == Reason::Pending.as_str() => Stage::Waits,
        Some(_) if waits_for_calls(task) => Stage::Waits,
        Some(_) => Stage::Elsewhere,
    }
}

fn reason(task: &DISyncTask) -> Option<&str> {
    let conditions = &task.status.as_ref()?.conditions;
    let ready = conditions.iter().find(|condition| condition.type_ == "Ready")?;
    Some(&ready.reason)
}

fn age(task: &DISyncTask) -> (Option<Timestamp>, Option<&str>) {
    let created = task.metadata.creation_timestamp.as_ref().map(|time| time.0);
    (created, task.metadata.uid.as_deref())
}

/// Calls that the creation of a task takes, with those that bring it to its state; a little more than the usual, which
/// `docs/costs.md` lists.
fn price(task: &DISyncTask) -> u32 {
    let created = if task.spec.task_type == TaskType::Offline {
        3
    } else {
        6
    };
    match task.spec.desired_state.unwrap_or_default() {
        DesiredState::Created => created,
        DesiredState::Running | DesiredState::Stopped => created + 6,
    }
}
