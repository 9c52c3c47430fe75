//! Who comes first when the calls of a day do not suffice for all creations.
//!
//! A creation that is begun is finished first: what it has cost would be lost. Those that are not begun come in order of
//! age, taking turns between namespaces, so that one with thousands does not keep out one with a single task. The order
//! is read off the resources themselves, all at once, and needs no memory.

use std::collections::HashMap;

use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::ResourceExt;

use crate::api::{ConditionType, DISyncTask, DesiredState, Reason, TaskType};
use crate::domain::look;

/// The creations of one account that wait for calls, in their order.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// Calls for those that are begun.
    begun: u32,
    /// Calls for those that come before each of those that wait, by UID.
    before: HashMap<String, u32>,
    /// Calls for all that wait.
    waiting: u32,
}

/// What is to be left before a creation may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needed {
    /// Calls.
    pub calls: u32,
    /// Whether none that waits comes before it: then it waits for no more than a full day.
    pub first: bool,
}

impl Queue {
    /// The order of the tasks of an account, and of those of which it is not known yet whose they are: each is looked at
    /// once. What strangers have begun is no matter of this account.
    pub fn of<'a>(
        own: impl IntoIterator<Item = &'a DISyncTask>,
        strangers: impl IntoIterator<Item = &'a DISyncTask>,
    ) -> Self {
        let (mut begun, mut waiting, mut turns) = (0_u32, Vec::new(), HashMap::<_, u32>::new());
        for task in own {
            match stage(task) {
                Stage::Begun => {
                    begun = begun.saturating_add(rest(task));
                    *turns.entry(task.metadata.namespace.as_deref()).or_default() += 1;
                }
                Stage::Waits => waiting.push(task),
                Stage::Stuck | Stage::Elsewhere => {}
            }
        }
        waiting.extend(strangers.into_iter().filter(|task| stage(task) == Stage::Waits));
        waiting.sort_by_key(|task| age(task));
        // In each round a namespace has one turn, and what is begun has had its own.
        let rounds = waiting.into_iter().map(|task| {
            let turn = turns.entry(task.metadata.namespace.as_deref()).or_default();
            *turn += 1;
            (*turn, task)
        });
        let mut order: Vec<_> = rounds.collect();
        order.sort_by_key(|(round, _)| *round);
        let mut queue = Self {
            begun,
            ..Self::default()
        };
        for (_, task) in order {
            queue.before.extend(task.uid().map(|uid| (uid, queue.waiting)));
            queue.waiting = queue.waiting.saturating_add(price(task));
        }
        queue
    }

    /// Calls that are to be left before the creation of `task` may begin: its own, and those of all that come before it.
    /// `None` if it is begun, or exists: then it goes on as long as there are calls. One that was refused or hindered comes
    /// after all that were not, and so does one that the queue does not know yet.
    pub fn needs(&self, task: &DISyncTask) -> Option<Needed> {
        let place = match stage(task) {
            Stage::Waits => self.before.get(task.metadata.uid.as_deref().unwrap_or_default()),
            Stage::Stuck => None,
            Stage::Begun | Stage::Elsewhere => return None,
        };
        let before = place.copied().unwrap_or(self.waiting);
        let calls = self.begun.saturating_add(before).saturating_add(price(task));
        Some(Needed {
            calls,
            first: before == 0,
        })
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

fn age(task: &DISyncTask) -> (Option<Timestamp>, Option<&str>) {
    let created = task.metadata.creation_timestamp.as_ref().map(|time| time.0);
    (created, task.metadata.uid.as_deref())
}

/// Calls that the creation of a task takes, with those that bring it to its state; a little more than the usual, which
/// `docs/costs.md` lists.
fn price(task: &DISyncTask) -> u32 {
    creation(task) + way_up(task)
}

/// Those that are left of one that is begun. What was started is looked at until it runs, which may take days.
fn rest(task: &DISyncTask) -> u32 {
    match &task.status {
        Some(status) if status.started_hash.is_some() => 1,
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
