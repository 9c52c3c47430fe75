//! The calls of an account in a second, those that read and those that change apart.

use jiff::Timestamp;

use crate::dataworks::Effect;
use crate::domain::budget::{Limits, Window};

/// The windows that a call has to fit into.
pub struct Pace {
    all: Window,
    reads: Window,
    writes: Window,
}

/// A call that may be made. It has to be given back when it was, or was not.
#[derive(Clone, Copy, Debug)]
pub struct Leave {
    effect: Effect,
    at: Timestamp,
    /// By when the call of the day has to be made that pays for it, if those are counted.
    paid_until: Option<Timestamp>,
}

impl Leave {
    /// The same leave, paid for until then.
    #[must_use]
    pub fn paid(self, until: Option<Timestamp>) -> Self {
        Self {
            paid_until: until,
            ..self
        }
    }

    /// By when the call of the day has to be made that pays for it.
    pub fn paid_until(self) -> Option<Timestamp> {
        self.paid_until
    }
}

impl Pace {
    /// Knows nothing of the calls before `now`.
    pub fn begun(now: Timestamp) -> Self {
        let window = Window::begun(now);
        Self {
            all: window.clone(),
            reads: window.clone(),
            writes: window,
        }
    }

    /// Takes a call at `now`, or says when to ask again.
    pub fn take(&mut self, effect: Effect, limits: Limits, now: Timestamp) -> Result<Leave, Timestamp> {
        let limit = match effect {
            Effect::Read => limits.reads_per_second,
            Effect::Write => limits.writes_per_second,
        };
        let [all, window] = self.windows(effect);
        let free =
            |window: &mut Window, limit: Option<u32>| limit.map_or(now, |limit| window.free_at(limit, now));
        let at = free(all, limits.per_second).max(free(window, limit));
        if at > now {
            return Err(at);
        }
        for (window, limit) in [(all, limits.per_second), (window, limit)] {
            limit.map_or(Ok(()), |limit| window.take(limit, now))?;
        }
        Ok(Leave {
            effect,
            at: now,
            paid_until: None,
        })
    }

    /// Takes a call back that was answered, or was not made.
    pub fn give_back(&mut self, leave: Leave, now: Timestamp) {
        for window in self.windows(leave.effect) {
            window.answered(leave.at, now);
        }
    }

    fn windows(&mut self, effect: Effect) -> [&mut Window; 2] {
        let window = match effect {
            Effect::Read => &mut self.reads,
            Effect::Write => &mut self.writes,
        };
        [&mut self.all, window]
    }
}
