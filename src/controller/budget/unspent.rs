//! Calls of the day that were reserved for a call which is not made after all.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use crate::domain::budget::Block;

/// What goes back to the block that it is of, each with the time by which it has to be made. What a block that is over
/// held is lost.
#[derive(Default)]
pub struct Unspent(Mutex<Vec<Timestamp>>);

impl Unspent {
    /// Keeps a call of the day, if they are counted, for one that is not certain to be made: a visit may end meanwhile.
    pub fn hold(&self, paid_until: Option<Timestamp>) -> Held<'_> {
        Held {
            unspent: self,
            paid_until,
        }
    }

    /// Gives back what was not spent.
    pub fn return_to(&self, block: &mut Block) {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for paid_until in calls.drain(..) {
            block.give_back(paid_until);
        }
    }
}

/// A call of the day that goes back unless it is spent.
pub struct Held<'a> {
    unspent: &'a Unspent,
    paid_until: Option<Timestamp>,
}

impl Held<'_> {
    /// Whether it still pays for a call.
    pub fn pays(&self, now: Timestamp) -> bool {
        self.paid_until.is_none_or(|until| now <= until)
    }

    /// Spends it.
    pub fn spend(mut self) -> Option<Timestamp> {
        self.paid_until.take()
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if let Some(paid_until) = self.paid_until {
            let calls = &self.unspent.0;
            calls
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(paid_until);
        }
    }
}
