//! The queues of all accounts, put in order anew when enough has changed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::account::LedgerName;
use super::accounts::Place;
use super::purse::Purse;
use crate::api::DISyncTask;
use crate::controller::cached::Cached;
use crate::controller::context::Context;
use crate::controller::neighbours::workspace_key;
use crate::domain::budget::{Needed, Queue};

/// How long an order is good for that changed a little.
const GOOD_FOR: SignedDuration = SignedDuration::from_secs(1);

/// Of so many tasks one may have changed meanwhile: it costs each change a share of the work, however many there are.
const ONE_OF: u64 = 100;

/// The creations that wait for calls, in the order of each account.
#[derive(Default)]
pub struct Queues(Mutex<Order>);

#[derive(Default)]
struct Order {
    queues: HashMap<LedgerName, Queue>,
    tasks: u64,
    /// When it was made, and how often the cache had changed by then.
    made: Option<(Timestamp, u64)>,
}

impl Queues {
    /// What is to be left before the creation of `task` may begin; see [`Queue::needs`].
    pub fn needs(&self, task: &DISyncTask, purse: &Purse, context: &Context) -> Option<Needed> {
        let mut order = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (ledger, now, changes) = (purse.ledger_name(), context.clock.now(), context.index.changes());
        order.bring_up_to_date(&ledger, now, changes, || in_order(context));
        match order.queues.get(&ledger) {
            Some(queue) => queue.needs(task),
            None => Queue::default().needs(task),
        }
    }
}

impl Order {
    fn bring_up_to_date(
        &mut self,
        ledger: &LedgerName,
        now: Timestamp,
        changes: u64,
        make: impl FnOnce() -> (HashMap<LedgerName, Queue>, u64),
    ) {
        let good = self.made.is_some_and(|(made, seen)| {
            changes - seen <= self.tasks / ONE_OF && now.duration_since(made).abs() < GOOD_FOR
        });
        if !good || !self.queues.contains_key(ledger) {
            (self.queues, self.tasks) = make();
            self.made = Some((now, changes));
        }
    }
}

/// The queues of the accounts, and how many tasks there are in all. Nobody waits for what other installations work on.
fn in_order(context: &Context) -> (HashMap<LedgerName, Queue>, u64) {
    let cached = context.tasks.state();
    let tasks = cached
        .iter()
        .filter_map(|cached: &Arc<Cached>| cached.0.as_ref().ok());
    let ours = tasks.filter(|task| context.shard.holds(*task));
    let silent = context.accounts.silent_places();
    let is_silent = |task: &DISyncTask| silent.contains(&workspace_key(task));
    let queues = by_account(ours, &context.accounts.ledgers_by_place(), is_silent);
    (queues, u64::try_from(cached.len()).unwrap_or(u64::MAX))
}

/// The queue of each account. A task whose account nobody has asked for yet has its place in all of them: otherwise those
/// that are visited first after a start would take the turns of all others. Its first visit tells whose it is.
fn by_account<'a>(
    tasks: impl Iterator<Item = &'a DISyncTask>,
    ledgers: &HashMap<Place, LedgerName>,
    is_silent: impl Fn(&DISyncTask) -> bool,
) -> HashMap<LedgerName, Queue> {
    let mut of: HashMap<&LedgerName, Vec<&DISyncTask>> =
        ledgers.values().map(|ledger| (ledger, Vec::new())).collect();
    let mut strangers = Vec::new();
    for task in tasks {
        let known = ledgers.get(&workspace_key(task));
        known
            .and_then(|ledger| of.get_mut(ledger))
            .unwrap_or(&mut strangers)
            .push(task);
    }
    let queue = |(ledger, own): (&LedgerName, Vec<&'a DISyncTask>)| {
        (
            ledger.clone(),
            Queue::of(own, strangers.iter().copied(), &is_silent),
        )
    };
    of.into_iter().map(queue).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks at this second, and counts in `made` how often the order is made.
    fn ask(order: &mut Order, second: i64, changes: u64, tasks: u64, made: &mut u64) {
        let now = Timestamp::from_second(second).unwrap();
        order.bring_up_to_date(&"account".to_owned(), now, changes, || {
            *made += 1;
            ([("account".to_owned(), Queue::default())].into(), tasks)
        });
    }

    #[test]
    fn the_order_is_made_a_hundred_times_for_ten_thousand_changes_and_each_time_among_a_few() {
        for (tasks, expected) in [(50, 50), (10_000, 100)] {
            let (mut order, mut made) = (Order::default(), 0);
            for changes in 0..tasks {
                ask(&mut order, 0, changes, tasks, &mut made);
            }
            assert_eq!(made, expected);
        }
    }

    #[test]
    fn it_is_made_anew_after_a_second_and_for_an_account_that_is_new() {
        let (mut order, mut made) = (Order::default(), 0);
        for (second, expected) in [(0, 1), (0, 1), (1, 2), (1, 2)] {
            ask(&mut order, second, 7, 10_000, &mut made);
            assert_eq!(made, expected);
        }
        order.queues.clear();
        ask(&mut order, 1, 7, 10_000, &mut made);
        assert_eq!(made, 3);
    }

    /// A task that nothing was spent on, which has six calls to come.
    fn task(namespace: &str, name: &str) -> DISyncTask {
        serde_json::from_value(serde_json::json!({
            "apiVersion": "dataworks.alibabacloud.com/v1alpha1", "kind": "DISyncTask",
            "metadata": { "name": name, "namespace": namespace, "uid": format!("{namespace}/{name}") },
            "spec": { "taskType": "DI_REALTIME", "desiredState": "Created", "workspaceRef": { "name": "w" } },
        }))
        .unwrap()
    }

    #[test]
    fn a_task_whose_account_is_not_known_yet_has_its_turn_in_each() {
        let tasks = [
            task("a", "1"),
            task("a", "2"),
            task("b", "1"),
            task("unknown", "1"),
        ];
        let place = |namespace: &str| workspace_key(&task(namespace, "any"));
        let ledgers = HashMap::from([(place("a"), "A".to_owned()), (place("b"), "B".to_owned())]);
        let queues = by_account(tasks.iter(), &ledgers, |_| false);
        let needs = |account: &str, task: &DISyncTask| {
            queues[account]
                .needs(task)
                .map(|needed| needed.before + needed.own)
        };
        assert_eq!(needs("A", &tasks[0]), Some(6));
        assert_eq!(needs("A", &tasks[3]), Some(12));
        assert_eq!(
            needs("A", &tasks[1]),
            Some(18),
            "after its namespace had a turn, and the unknown"
        );
        assert_eq!(needs("B", &tasks[2]), Some(6), "A's are not in the queue of B");
        assert_eq!(needs("B", &tasks[3]), Some(12));
    }
}
