//! Who comes first when the calls of a day do not suffice for all creations.
//!
//! A creation that is begun is finished first: what it has cost would be lost. Those that are not begun come in order of
//! age, taking turns between namespaces, so that one with thousands does not keep out one with a single task. The order
//! is read off the resources themselves, all at once, and needs no memory.

use std::collections::HashMap;

use jiff::Timestamp;
use kube::ResourceExt;

use super::stage::{Stage, may_begin, price, rest, stage};
use crate::api::DISyncTask;

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
    /// Calls for what is begun, and for all that come before it.
    pub before: u32,
    /// Its own.
    pub own: u32,
}

impl Queue {
    /// The order of the tasks of an account, and of those of which it is not known yet whose they are: each is looked at
    /// once. What strangers have begun, or wait for, is no matter of this account. Those go first that can: an endpoint that
    /// `is_silent` for a task may be so for days.
    pub fn of<'a>(
        own: impl IntoIterator<Item = &'a DISyncTask>,
        strangers: impl IntoIterator<Item = &'a DISyncTask>,
        is_silent: impl Fn(&DISyncTask) -> bool,
    ) -> Self {
        let (mut begun, mut waiting, mut turns) = (0_u32, Vec::new(), HashMap::<_, u32>::new());
        for task in own {
            match stage(task) {
                Stage::Begun => {
                    begun = begun.saturating_add(rest(task));
                    *turns.entry(task.metadata.namespace.as_deref()).or_default() += 1;
                }
                Stage::Waits => waiting.push((is_silent(task), task)),
                Stage::Stuck | Stage::Elsewhere => {}
            }
        }
        let strangers = strangers.into_iter().filter(|task| may_begin(task));
        waiting.extend(strangers.map(|task| (false, task)));
        waiting.sort_by_key(|(silent, task)| (*silent, age(task)));
        // In each round a namespace has one turn, and what is begun has had its own.
        let rounds = waiting.into_iter().map(|(silent, task)| {
            let turn = turns.entry(task.metadata.namespace.as_deref()).or_default();
            *turn += 1;
            ((silent, *turn), task)
        });
        let mut order: Vec<_> = rounds.collect();
        order.sort_by_key(|(turn, _)| *turn);
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

    /// What is to be left before the creation of `task` may begin. `None` if it is begun, or exists: then it goes on as long as there are calls. One that was refused or hindered comes
    /// after all that were not, and so does one that the queue does not know yet.
    pub fn needs(&self, task: &DISyncTask) -> Option<Needed> {
        let place = match stage(task) {
            Stage::Waits => self.before.get(task.metadata.uid.as_deref().unwrap_or_default()),
            Stage::Stuck => None,
            Stage::Begun | Stage::Elsewhere => return None,
        };
        let before = place.copied().unwrap_or(self.waiting);
        Some(Needed {
            before: self.begun.saturating_add(before),
            own: price(task),
        })
    }
}

fn age(task: &DISyncTask) -> (Option<Timestamp>, Option<&str>) {
    let created = task.metadata.creation_timestamp.as_ref().map(|time| time.0);
    (created, task.metadata.uid.as_deref())
}
