//! Who comes first when the calls of a day do not suffice for all creations.
//!
//! A creation that is begun is finished first: what it has cost would be lost. Those that are not begun come in order of
//! age, taking turns between namespaces, so that one with thousands does not keep out one with a single task. The order
//! is read off the resources themselves, all at once, and needs no memory.

use std::collections::HashMap;

use jiff::Timestamp;
use kube::ResourceExt;

use crate::api::{ConditionType, DISyncTask, DesiredState, Reason, TaskType};
use crate::domain::look;

/// The creations of one account that wait for calls, in their order.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// Calls for those that are begun.
    begun: u32,
    /// How many come before each of those that wait, by UID.
    before: HashMap<String, u32>,
}

impl Queue {
    /// The order of these tasks: each is looked at once.
    pub fn of<'a>(tasks: impl IntoIterator<Item = &'a DISyncTask>) -> Self {
        let (mut begun, mut waiting, mut turns) = (0, Vec::new(), HashMap::<_, u32>::new());
        for task in tasks {
            match stage(task) {
                Stage::Begun => {
                    begun += price(task);
                    *turns.entry(task.metadata.namespace.as_deref()).or_default() += 1;
                }
                Stage::Waits => waiting.push(task),
                Stage::Stuck | Stage::Elsewhere => {}
            }
        }
        waiting.sort_by_key(|task| age(task));
        // In each round a namespace has one turn, and what is begun has had its own.
        let rounds = waiting.into_iter().map(|task| {
            let turn = turns.entry(task.metadata.namespace.as_deref()).or_default();
            *turn += 1;
            (*turn, task)
        });
        let mut order: Vec<_> = rounds.collect();
        order.sort_by_key(|(round, _)| *round);
        let place = |((_, task), before): (&(u32, &DISyncTask), u32)| Some((task.uid()?, before));
        Self {
            begun,
            before: order.iter().zip(0..).filter_map(place).collect(),
        }
    }

    /// Calls that are to be left before the creation of `task` may begin: its own, and those of all that come before it.
    /// `None` if it is begun, or exists: then it goes on as long as there are calls. One that was refused or hindered comes
    /// after all that were not, and so does one that the queue does not know yet.
    pub fn needs(&self, task: &DISyncTask) -> Option<u32> {
        let place = match stage(task) {
            Stage::Waits => self.before.get(task.metadata.uid.as_deref().unwrap_or_default()),
            Stage::Stuck => None,
            Stage::Begun | Stage::Elsewhere => return None,
        };
        let last = || u32::try_from(self.before.len()).unwrap_or(u32::MAX);
        let turns = place.copied().unwrap_or_else(last).saturating_add(1);
        Some(self.begun.saturating_add(turns.saturating_mul(price(task))))
    }
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
    /// Its creation was refused, or something else stands in its way: it is tried again now and then.
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
        Some(reason) if !WAITS.iter().any(|waits| waits.as_str() == reason) => Stage::Stuck,
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

fn reason(task: &DISyncTask) -> Option<&str> {
    let conditions = &task.status.as_ref()?.conditions;
    Some(&ConditionType::Ready.among(conditions)?.reason)
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
