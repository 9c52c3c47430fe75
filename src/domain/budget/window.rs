//! The calls of the last second.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

/// A second, and a tenth for calls that take different times to arrive.
const SECOND: SignedDuration = SignedDuration::from_millis(1_100);

/// When the last calls were made. Unlike a token bucket it never lets two bursts into one second, which is what the
/// service counts.
#[derive(Clone, Debug, Default)]
pub struct Window {
    calls: VecDeque<Timestamp>,
    begun: Option<Timestamp>,
}

impl Window {
    /// One that knows nothing of the calls before `now`, and takes it that they were as many as may be.
    pub fn begun(now: Timestamp) -> Self {
        Self {
            begun: Some(now),
            ..Self::default()
        }
    }

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
        self.calls.push_back(now);
        Ok(())
    }

    /// When a call may be made.
    pub fn free_at(&mut self, limit: u32, now: Timestamp) -> Timestamp {
        // What seems to lie ahead was made before the clock was set back.
        let counts = |at: &Timestamp| *at <= now && now.duration_since(*at) < SECOND;
        self.calls.retain(counts);
        self.begun = self.begun.filter(counts);
        let limit = usize::try_from(limit.max(1)).unwrap_or(usize::MAX);
        let oldest = self.calls.len().checked_sub(limit);
        let full_since = self.begun.or_else(|| self.calls.get(oldest?).copied());
        full_since.map_or(now, |at| at + SECOND)
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
    fn it_begins_closed_for_calls_that_others_made() {
        let now = Timestamp::UNIX_EPOCH;
        let mut window = Window::begun(now);
        assert_eq!(window.take(5, now), Err(now + SECOND));
        assert_eq!(window.take(5, now + SECOND), Ok(()));
        let mut window = Window::begun(now);
        let back = now - SignedDuration::from_hours(1);
        assert_eq!(window.take(5, back), Ok(()), "the clock was set back");
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_close_it() {
        let (mut window, now) = (Window::default(), Timestamp::UNIX_EPOCH);
        assert!(window.take(1, now + SignedDuration::from_hours(1)).is_ok());
        assert!(window.take(1, now).is_ok());
    }
}
