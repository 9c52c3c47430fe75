//! The calls of the last second.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

/// A second, and a tenth for calls that take different times to arrive.
const SECOND: SignedDuration = SignedDuration::from_millis(1_100);

/// When the last calls were made. Unlike a token bucket it never lets two bursts into one second, which is what the
/// service counts.
#[derive(Clone, Debug, Default)]
pub struct Window(VecDeque<Timestamp>);

impl Window {
    /// Takes a call at `now`, or says when one may be made.
    ///
    /// # Errors
    ///
    /// The time at which to ask again.
    pub fn take(&mut self, limit: u32, now: Timestamp) -> Result<(), Timestamp> {
        let free = self.free_at(limit, now);
        if free > now {
            return Err(free);
        }
        self.0.push_back(now);
        Ok(())
    }

    /// When a call may be made.
    pub fn free_at(&mut self, limit: u32, now: Timestamp) -> Timestamp {
        // What seems to lie ahead was made before the clock was set back.
        self.0.retain(|at| *at <= now && now.duration_since(*at) < SECOND);
        let limit = usize::try_from(limit.max(1)).unwrap_or(usize::MAX);
        match self.0.len().checked_sub(limit) {
            Some(oldest) => self.0.get(oldest).map_or(now, |at| *at + SECOND),
            None => now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_second_holds_more_than_the_limit() {
        let (mut window, mut now) = (Window::default(), Timestamp::UNIX_EPOCH);
        let mut made: Vec<Timestamp> = Vec::new();
        while made.len() < 50 {
            match window.take(5, now) {
                Ok(()) => made.push(now),
                Err(at) => now = at,
            }
        }
        for at in &made {
            let second = made
                .iter()
                .filter(|other| **other >= *at && other.duration_since(*at) < SignedDuration::from_secs(1));
            assert!(second.count() <= 5);
        }
        assert!(now.duration_since(Timestamp::UNIX_EPOCH) <= SignedDuration::from_secs(10));
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_close_it() {
        let (mut window, now) = (Window::default(), Timestamp::UNIX_EPOCH);
        assert!(window.take(1, now + SignedDuration::from_hours(1)).is_ok());
        assert!(window.take(1, now).is_ok());
    }
}
