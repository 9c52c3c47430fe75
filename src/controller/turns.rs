//! Who is visited next, where more want to be than may be at once.
//!
//! Each workspace has so many places, so that one whose endpoint hangs, or that has thousands of tasks, keeps out no
//! other; within a workspace the more urgent come first, and then the older.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::neighbours::workspace_key;
use crate::api::DISyncTask;
use crate::domain::budget::Priority;

/// Workspaces that can have all their places taken at once before others have to wait for them.
const WORKSPACES: usize = 16;

/// The workspace that a task names, by namespace and name.
type Queue = (String, String);

/// The order in a queue; the number tells equals apart.
type Rank = (Priority, Option<Timestamp>, u64);

/// Hands out turns.
pub struct Turns {
    places: usize,
    queues: Arc<Mutex<Queues>>,
    all: Arc<Semaphore>,
}

#[derive(Default)]
struct Queues {
    number: u64,
    of: HashMap<Queue, Waiting>,
}

#[derive(Default)]
struct Waiting {
    taken: usize,
    waiting: BTreeMap<Rank, oneshot::Sender<Turn>>,
}

/// A place of a queue that is taken.
struct Place {
    queue: Queue,
    queues: Arc<Mutex<Queues>>,
}

/// A turn; it ends when this is dropped.
pub struct Turn {
    place: Option<Place>,
    _among_all: Option<OwnedSemaphorePermit>,
}

impl Turns {
    /// So many places for each workspace.
    pub fn new(places: u16) -> Self {
        let places = usize::from(places.max(1));
        Self {
            places,
            queues: Arc::default(),
            all: Arc::new(Semaphore::new(places * WORKSPACES)),
        }
    }

    /// Resolves when it is the task's turn.
    pub async fn of(&self, task: &DISyncTask) -> Turn {
        let queue = workspace_key(task);
        let created = task.metadata.creation_timestamp.as_ref().map(|time| time.0);
        let mut turn = match self.enter(&queue, Priority::of(task), created) {
            Ok(turn) => turn,
            // Whoever hands out turns lives as long as those who wait.
            Err(granted) => granted.await.unwrap_or_else(|_| Turn::at(None)),
        };
        turn._among_all = self.all.clone().acquire_owned().await.ok();
        turn
    }

    /// Takes a free place, or waits for one.
    fn enter(
        &self,
        queue: &Queue,
        priority: Priority,
        created: Option<Timestamp>,
    ) -> Result<Turn, oneshot::Receiver<Turn>> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        queues.number += 1;
        let number = queues.number;
        let here = queues.of.entry(queue.clone()).or_default();
        if here.taken < self.places {
            here.taken += 1;
            return Ok(Turn::at(Some(Place {
                queue: queue.clone(),
                queues: self.queues.clone(),
            })));
        }
        let (grant, granted) = oneshot::channel();
        here.waiting.insert((priority, created, number), grant);
        Err(granted)
    }
}

impl Turn {
    fn at(place: Option<Place>) -> Self {
        Self {
            place,
            _among_all: None,
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut place = self.place.take();
        while let Some(freed) = place {
            // Whoever does not wait any more sends the turn back.
            place = freed.next().and_then(|(grant, freed)| {
                let refused = grant.send(Turn::at(Some(freed))).err();
                refused.and_then(|mut turn| turn.place.take())
            });
        }
    }
}

impl Place {
    /// The next who waits for it; nobody does, and it is free.
    fn next(self) -> Option<(oneshot::Sender<Turn>, Self)> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let here = queues.of.get_mut(&self.queue)?;
        if let Some((_, grant)) = here.waiting.pop_first() {
            drop(queues);
            return Some((grant, self));
        }
        here.taken -= 1;
        if here.taken == 0 {
            queues.of.remove(&self.queue);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    fn queue(name: &str) -> Queue {
        (name.to_owned(), "default".to_owned())
    }

    fn at(second: i64) -> Option<Timestamp> {
        Timestamp::from_second(second).ok()
    }

    #[tokio::test]
    async fn the_urgent_come_first_and_then_the_old() {
        let turns = Turns::new(1);
        let taken = turns.enter(&queue("a"), Priority::Working, at(0)).ok().unwrap();
        let wait = |priority, second| turns.enter(&queue("a"), priority, at(second)).err().unwrap();
        let mut young = wait(Priority::Working, 9);
        let mut old = wait(Priority::Working, 5);
        let mut ending = wait(Priority::Ending, 10);
        drop(taken);
        let first = ending.try_recv().unwrap();
        assert!(old.try_recv().is_err());
        drop(first);
        let second = old.try_recv().unwrap();
        assert!(young.try_recv().is_err());
        drop(second);
        drop(young.try_recv().unwrap());
        assert!(turns.queues.lock().unwrap().of.is_empty(), "nothing is kept");
    }

    #[tokio::test]
    async fn a_full_workspace_keeps_out_no_other() {
        let turns = Turns::new(2);
        let places: Vec<_> = (0..2)
            .map(|_| turns.enter(&queue("a"), Priority::Working, None).ok().unwrap())
            .collect();
        assert!(turns.enter(&queue("a"), Priority::Ending, None).is_err());
        assert!(turns.enter(&queue("b"), Priority::Watching, None).is_ok());
        drop(places);
    }

    #[tokio::test]
    async fn who_gave_up_is_passed_over() {
        let turns = Turns::new(1);
        let taken = turns.enter(&queue("a"), Priority::Working, at(0)).ok().unwrap();
        drop(turns.enter(&queue("a"), Priority::Working, at(1)));
        let unread = turns.enter(&queue("a"), Priority::Working, at(2)).err().unwrap();
        let last = turns.enter(&queue("a"), Priority::Working, at(3)).err().unwrap();
        drop(taken);
        // It had been granted, and nobody came for it.
        drop(unread);
        assert!(last.now_or_never().is_some_and(|turn| turn.is_ok()));
    }
}
