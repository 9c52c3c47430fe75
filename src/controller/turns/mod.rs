//! Who is visited next, where more want to be than may be at once.
//!
//! Each workspace has so many places, so that one whose endpoint hangs, or that has thousands of tasks, keeps out no
//! other; within a workspace the more urgent come first, and then the older.

mod load;
mod queues;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kube::runtime::watcher;
use tokio::sync::oneshot;

use super::cached::Cached;
use super::neighbours::workspace_key;
use crate::api::DISyncTask;
use queues::{Queue, Queues, Waiter, order};

/// Hands out turns. Clones hand out the same.
#[derive(Clone)]
pub struct Turns(Arc<Mutex<Queues>>);

/// A turn; it ends when this is dropped.
pub struct Turn {
    /// Whose place it takes, and where that is given back.
    place: Option<(Queue, Turns)>,
}

impl Turns {
    /// So many places for each workspace.
    pub fn new(places: u16) -> Self {
        Self(Arc::new(Mutex::new(Queues::new(places.max(1).into()))))
    }

    /// Resolves when it is the task's turn. It waits from this call on, whenever it is polled.
    pub fn of(&self, task: &DISyncTask) -> impl Future<Output = Turn> + Send + use<> {
        let entered = self.enter(task);
        async move {
            match entered {
                Ok(turn) => turn,
                // Whoever hands out turns lives as long as those who wait.
                Err(granted) => granted.await.unwrap_or(Turn { place: None }),
            }
        }
    }

    /// Takes in an event of the watch: whoever waits and has become more urgent waits no longer than it has to.
    pub fn follow(&self, event: &Result<watcher::Event<Cached>, watcher::Error>) {
        if let Ok(watcher::Event::Apply(cached) | watcher::Event::InitApply(cached)) = event {
            self.changed(cached);
        }
    }

    /// Ranks a task anew, if it waits.
    pub fn changed(&self, cached: &Cached) {
        if let Ok(task) = &cached.0 {
            self.queues().rank_anew(&uid(task), order(task));
        }
    }

    /// Takes a free place, or waits for one.
    fn enter(&self, task: &DISyncTask) -> Result<Turn, oneshot::Receiver<Turn>> {
        let queue = workspace_key(task);
        let mut queues = self.queues();
        if queues.take(&queue) {
            return Ok(self.turn(queue));
        }
        let (grant, granted) = oneshot::channel();
        let waiter = Waiter {
            uid: uid(task),
            grant,
        };
        queues.park(queue, order(task), waiter);
        Err(granted)
    }

    fn turn(&self, queue: Queue) -> Turn {
        Turn {
            place: Some((queue, self.clone())),
        }
    }

    fn queues(&self) -> MutexGuard<'_, Queues> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut left = self.place.take();
        while let Some((queue, turns)) = left {
            let next = turns.queues().leave(&queue);
            // Whoever does not wait any more sends the turn back.
            left = next.and_then(|(grant, queue)| {
                let refused = grant.send(turns.turn(queue)).err();
                refused.and_then(|mut turn| turn.place.take())
            });
        }
    }
}

fn uid(task: &DISyncTask) -> String {
    task.metadata.uid.clone().unwrap_or_default()
}
