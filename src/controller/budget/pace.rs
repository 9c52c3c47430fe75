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

    /// Takes a call at `now`, or says when one may be made.
    pub fn take(&mut self, effect: Effect, limits: Limits, now: Timestamp) -> Result<(), Timestamp> {
        let (window, limit) = match effect {
            Effect::Read => (&mut self.reads, limits.reads_per_second),
            Effect::Write => (&mut self.writes, limits.writes_per_second),
        };
        let free =
            |window: &mut Window, limit: Option<u32>| limit.map_or(now, |limit| window.free_at(limit, now));
        let at = free(&mut self.all, limits.per_second).max(free(window, limit));
        if at > now {
            return Err(at);
        }
        for (window, limit) in [(&mut self.all, limits.per_second), (window, limit)] {
            limit.map_or(Ok(()), |limit| window.take(limit, now))?;
        }
        Ok(())
    }
}
