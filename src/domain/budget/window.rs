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
mod tests {
    use super::*;

    #[test]
    fn no_second_holds_more_than_the_limit() {
        let (mut window, mut now) = (Window::default(), Timestamp::UNIX_EPOCH);
        let mut made: Vec<Timestamp> = Vec::new();
        while made.len() < 50 {
            match window.take(5, now) {
                Ok(()) => {
                    made.push(now);
                    window.answered(now, now);
                }
                Err(at) => now = at,
            }
        }
        no_second_holds_more_than_five(&made);
        assert!(now.duration_since(Timestamp::UNIX_EPOCH) <= SignedDuration::from_secs(10));
    }

    #[test]
    fn nor_does_one_in_which_calls_arrive_that_were_long_on_their_way() {
        let (mut window, mut now) = (Window::default(), Timestamp::UNIX_EPOCH);
        let mut arrived = Vec::new();
        for n in 0..50_i64 {
            let taken = loop {
                match window.take(5, now) {
                    Ok(()) => break now,
                    Err(at) => now = at,
                }
            };
            // Every other one is late, and one after another is answered.
            now = taken + SignedDuration::from_millis(if n % 2 == 0 { 700 } else { 0 });
            arrived.push(now);
            window.answered(taken, now);
        }
        no_second_holds_more_than_five(&arrived);
    }

    fn no_second_holds_more_than_five(calls: &[Timestamp]) {
        for at in calls {
            let second = calls
                .iter()
                .filter(|other| **other >= *at && other.duration_since(*at) < SignedDuration::from_secs(1));
            assert!(second.count() <= 5);
        }
    }

    #[test]
    fn a_call_counts_until_a_second_after_its_answer() {
        let at = |millis| Timestamp::UNIX_EPOCH + SignedDuration::from_millis(millis);
        let mut window = Window::default();
        assert_eq!(window.take(1, at(0)), Ok(()));
        assert_eq!(
            window.take(1, at(2_000)),
            Err(at(2_000) + SECOND),
            "it is on its way"
        );
        window.answered(at(0), at(2_100));
        assert_eq!(window.take(1, at(3_000)), Err(at(2_100) + SECOND));
        assert_eq!(window.take(1, at(2_100) + SECOND), Ok(()));
        let lost = at(2_100) + SECOND + LONGEST_WAY + SECOND;
        assert_eq!(window.take(1, lost), Ok(()), "no answer is waited for for ever");
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
