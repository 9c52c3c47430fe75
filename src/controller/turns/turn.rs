//! A turn, as the visit holds it.

use super::Turns;
use super::queues::Queue;

/// A turn; it ends when this is dropped.
pub struct Turn {
    queue: Queue,
    turns: Turns,
}

impl Turn {
    /// One that takes a place of this queue.
    pub(super) fn new(queue: Queue, turns: Turns) -> Self {
        Self { queue, turns }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.leave(&self.queue);
    }
}
