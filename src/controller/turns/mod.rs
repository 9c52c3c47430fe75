//! Who is visited next, where more want to be than may be at once.
//!
//! Each workspace has so many places, so that one whose endpoint hangs, or that has thousands of tasks, keeps out no
//! other; within a workspace the more urgent come first, and then the older.
//!
//! Whoever finds no place goes away and is waked when one is kept for it: the loop asks each visit that is begun
//! whether it is done, each time that anything happens, so thousands must not wait inside theirs.

mod following;
mod load;
mod queues;
#[cfg(test)]
mod tests;
mod turn;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::channel::mpsc;
use kube::Resource;
use kube::runtime::reflector::ObjectRef;

use super::cached::Cached;
use super::neighbours::workspace_key;
use crate::api::DISyncTask;
use queues::{Queue, Queues, Waiter, order};
pub use turn::Turn;

/// Hands out turns. Clones hand out the same.
#[derive(Clone)]
pub struct Turns {
    queues: Arc<Mutex<Queues>>,
    wake: mpsc::UnboundedSender<ObjectRef<Cached>>,
}

impl Turns {
    /// So many places for each workspace. Those whose turn comes are sent to `wake`.
    pub fn new(places: u16, wake: mpsc::UnboundedSender<ObjectRef<Cached>>) -> Self {
        Self {
            queues: Arc::new(Mutex::new(Queues::new(places.max(1).into()))),
            wake,
        }
    }

    /// The turn that is kept for a task which was waked for it. Every visit has to ask, whatever it does then: a place
    /// that nobody comes for is lost.
    pub fn kept_for(&self, cached: &Cached) -> Option<Turn> {
        let queue = self.queues().kept.remove(uid(cached)?)?;
        Some(self.turn(queue))
    }

    /// The task's turn, if it has come; otherwise it waits from now on, and is waked.
    pub fn take(&self, task: &DISyncTask) -> Option<Turn> {
        let (uid, queue) = (task.metadata.uid.as_deref()?, workspace_key(task));
        let mut queues = self.queues();
        if let Some(queue) = queues.kept.remove(uid) {
            return Some(self.turn(queue));
        }
        match queues.waits_in(uid) {
            Some(same) if *same == queue => {
                queues.rank_anew(uid, order(task));
                return None;
            }
            // It names another workspace by now.
            Some(_) => drop(queues.remove(uid)),
            None => {}
        }
        if queues.take(&queue) {
            return Some(self.turn(queue));
        }
        let waiter = Waiter {
            uid: uid.to_owned(),
            place: place(task),
        };
        queues.park(queue, order(task), waiter);
        None
    }

    fn turn(&self, queue: Queue) -> Turn {
        Turn::new(queue, self.clone())
    }

    /// Gives a place of this queue on.
    fn leave(&self, queue: &Queue) {
        if let Some(next) = self.queues().leave(queue) {
            // Without the loop nobody waits any more.
            let _ = self.wake.unbounded_send(next);
        }
    }

    fn queues(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn uid(cached: &Cached) -> Option<&str> {
    cached.meta().uid.as_deref()
}

/// Where the cache has the task.
fn place(task: &DISyncTask) -> ObjectRef<Cached> {
    let (name, namespace) = (task.metadata.name.as_deref(), task.metadata.namespace.as_deref());
    ObjectRef::new(name.unwrap_or_default()).within(namespace.unwrap_or_default())
}
