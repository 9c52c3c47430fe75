//! The queues of the workspaces, and the places that their tasks have taken.
//!
//! Each workspace has one place of its own and takes the others from those that all share: however many endpoints hang,
//! the tasks of another workspace are visited at least one by one.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use kube::runtime::reflector::ObjectRef;

use super::super::cached::Cached;
use crate::api::DISyncTask;
use crate::domain::budget::Priority;

/// Workspaces that can have all their places taken at once before others are left with one each.
pub(super) const WORKSPACES: usize = 16;

/// The workspace that a task names, by namespace and name.
pub(super) type Queue = (String, String);

/// What decides who comes first.
type Order = (Priority, Option<Timestamp>);

/// The order in a queue; the number tells equals apart.
type Rank = (Order, u64);

/// Who waits.
pub(super) struct Waiter {
    pub(super) uid: String,
    pub(super) place: ObjectRef<Cached>,
}

/// All queues.
pub(super) struct Queues {
    /// Places of one workspace.
    places: usize,
    /// Places that are free and that nobody owns.
    shared: usize,
    number: u64,
    pub(super) of: HashMap<Queue, Line>,
    /// Where each task that waits is to be found, by its UID.
    pub(super) waiting: HashMap<String, (Queue, Rank)>,
    /// The places that are taken for tasks which were waked and have not come yet, by their UID.
    pub(super) kept: HashMap<String, Queue>,
    /// The UIDs that the list under way has shown.
    pub(super) shown: HashSet<String>,
}

/// One queue.
#[derive(Default)]
pub(super) struct Line {
    pub(super) taken: usize,
    waiting: BTreeMap<Rank, Waiter>,
}

/// The more urgent first. Then the older; among those that are looked at, which all are again and again, the one whose
/// look is due the longest.
pub(super) fn order(task: &DISyncTask) -> Order {
    let priority = Priority::of(task);
    let since = if priority < Priority::Watching {
        task.metadata.creation_timestamp.as_ref()
    } else {
        task.status
            .as_ref()
            .and_then(|status| status.next_poll_time.as_ref())
    };
    (priority, since.map(|time| time.0))
}

impl Queues {
    pub(super) fn new(places: usize) -> Self {
        Self {
            places,
            shared: places * WORKSPACES,
            number: 0,
            of: HashMap::new(),
            waiting: HashMap::new(),
            kept: HashMap::new(),
            shown: HashSet::new(),
        }
    }

    /// Takes a place, if one is free for this queue.
    pub(super) fn take(&mut self, queue: &Queue) -> bool {
        let line = self.of.entry(queue.clone()).or_default();
        let free = line.may_take(self.places, self.shared);
        if free {
            line.take(&mut self.shared);
        }
        free
    }

    /// Puts somebody into a queue that has no place free.
    pub(super) fn park(&mut self, queue: Queue, order: Order, waiter: Waiter) {
        self.number += 1;
        let rank = (order, self.number);
        self.waiting.insert(waiter.uid.clone(), (queue.clone(), rank));
        self.of.entry(queue).or_default().waiting.insert(rank, waiter);
    }

    /// The queue that somebody waits in.
    pub(super) fn waits_in(&self, uid: &str) -> Option<&Queue> {
        self.waiting.get(uid).map(|(queue, _)| queue)
    }

    /// Those that a list which has ended did not show, and that are gone therefore.
    pub(super) fn not_shown(&mut self) -> Vec<String> {
        let shown = std::mem::take(&mut self.shown);
        let all = self.waiting.keys().chain(self.kept.keys());
        all.filter(|uid| !shown.contains(*uid)).cloned().collect()
    }

    /// Takes somebody out, and names the queue of the place that was kept.
    pub(super) fn remove(&mut self, uid: &str) -> Option<Queue> {
        if let Some((queue, rank)) = self.waiting.remove(uid)
            && let Some(line) = self.of.get_mut(&queue)
        {
            line.waiting.remove(&rank);
        }
        self.kept.remove(uid)
    }

    /// Moves whoever waits to the place in its queue that it has by now.
    pub(super) fn rank_anew(&mut self, uid: &str, order: Order) {
        let Some((queue, rank)) = self.waiting.get_mut(uid) else {
            return;
        };
        if let Some(line) = self.of.get_mut(queue)
            && let Some(waiter) = line.waiting.remove(rank)
        {
            rank.0 = order;
            line.waiting.insert(*rank, waiter);
        }
    }

    /// Gives a place of this queue back. It is kept for the first of the workspace that has the fewest, who is to be
    /// waked.
    pub(super) fn leave(&mut self, queue: &Queue) -> Option<ObjectRef<Cached>> {
        if let Some(line) = self.of.get_mut(queue) {
            line.taken -= 1;
            self.shared += usize::from(line.taken > 0);
            if line.taken == 0 && line.waiting.is_empty() {
                self.of.remove(queue);
            }
        }
        let (places, shared) = (self.places, self.shared);
        let first = |line: &Line| {
            let (rank, _) = line.waiting.first_key_value()?;
            line.may_take(places, shared).then_some((line.taken, *rank))
        };
        let next = self
            .of
            .iter_mut()
            .filter_map(|(queue, line)| Some((first(line)?, queue, line)));
        let (_, queue, line) = next.min_by_key(|(first, ..)| *first)?;
        line.take(&mut self.shared);
        let (_, waiter) = line.waiting.pop_first()?;
        self.waiting.remove(&waiter.uid);
        self.kept.insert(waiter.uid, queue.clone());
        Some(waiter.place)
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        let nobody = self.waiting.is_empty() && self.kept.is_empty();
        nobody && self.of.is_empty() && self.shared == self.places * WORKSPACES
    }
}

impl Line {
    /// The first place is its own.
    fn may_take(&self, places: usize, shared: usize) -> bool {
        self.taken == 0 || (self.taken < places && shared > 0)
    }

    fn take(&mut self, shared: &mut usize) {
        *shared -= usize::from(self.taken > 0);
        self.taken += 1;
    }
}
