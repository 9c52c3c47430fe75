//! The calls of the last second.
//!
//! Nobody knows when a call arrives, only that it is between the leave to make it and its answer. So it counts from the
//! one until a second after the other: of those that the service sees in any second none is too many, however long each
//! was on its way.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

/// A second, and a hundredth since no two clocks agree.
const SECOND: SignedDuration = SignedDuration::from_millis(1_010);

/// How long a call is waited for: then it is taken for one that has arrived.
const LONGEST_WAY: SignedDuration = SignedDuration::from_secs(5);

/// When the last calls were made. Unlike a token bucket it never lets two bursts into one second, which is what the
/// service counts.
#[derive(Clone, Debug, Default)]
pub struct Window {
    calls: VecDeque<Call>,
    begun: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug)]
struct Call {
    taken: Timestamp,
    answered: Option<Timestamp>,
}

impl Call {
    /// When it does not count any more, at the earliest.
    fn free_at(&self, now: Timestamp) -> Timestamp {
        self.answered.unwrap_or(now).min(self.taken + LONGEST_WAY) + SECOND
    }

    /// What seems to lie ahead was made before the clock was set back.
    fn counts(&self, now: Timestamp) -> bool {
        self.taken <= now && now < self.free_at(now)
    }
}

impl Window {
    /// One that knows nothing of the calls before `now`, and takes it that they were as many as may be.
    pub fn begun(now: Timestamp) -> Self {
        Self {
            begun: Some(now),
            ..Self::default()
        }
    }

    /// Takes a call at `now`, or says when to ask again.
    ///
    /// # Errors
    ///
    /// The time at which to ask again.
    pub fn take(&mut self, limit: u32, now: Timestamp) -> Result<(), Timestamp> {
        let free = self.free_at(limit, now);
        if free > now {
            return Err(free);
        }
        self.calls.push_back(Call {
            taken: now,
            answered: None,
        });
        Ok(())
    }

    /// The call that was taken then has its answer, or was not made after all.
    pub fn answered(&mut self, taken: Timestamp, now: Timestamp) {
        let waits = |call: &&mut Call| call.taken == taken && call.answered.is_none();
        if let Some(call) = self.calls.iter_mut().find(waits) {
            call.answered = Some(now);
        }
    }

    /// When a call may be made, at the earliest.
    pub fn free_at(&mut self, limit: u32, now: Timestamp) -> Timestamp {
        let unknown = |begun: &Timestamp| *begun <= now && now < *begun + SECOND;
        self.begun = self.begun.filter(unknown);
        if let Some(begun) = self.begun {
            return begun + SECOND;
        }
        self.calls.retain(|call| call.counts(now));
        let limit = usize::try_from(limit.max(1)).unwrap_or(usize::MAX);
        let Some(too_many) = self.calls.len().checked_sub(limit) else {
            return now;
        };
        let mut free: Vec<_> = self.calls.iter().map(|call| call.free_at(now)).collect();
        free.sort_unstable();
        free.get(too_many).copied().unwrap_or(now)
    }
}

#[cfg(test)]
#[path = "tests/window.rs"]
mod tests;
