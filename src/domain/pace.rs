//! How long recent generations took: the first poll of the next one waits about that long.

use jiff::SignedDuration;

const FASTEST: SignedDuration = SignedDuration::from_millis(250);
const SLOWEST: SignedDuration = SignedDuration::from_secs(15);

/// A running estimate. Polls are scarce, and so is patience: an estimate that proves too long is halved, one that
/// proves too short follows what was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace(SignedDuration);

impl Default for Pace {
    fn default() -> Self {
        Self(SignedDuration::from_secs(1))
    }
}

impl Pace {
    /// How long the first poll of a generation waits.
    pub fn first_poll(self) -> SignedDuration {
        self.0
    }

    /// Learns from a generation that the first poll found finished: it may have been ready much earlier.
    pub fn was_ready(&mut self) {
        self.0 = (self.0 / 2).max(FASTEST);
    }

    /// Learns from a generation that an earlier poll found running, and that was finished `taken` after its start.
    pub fn took(&mut self, taken: SignedDuration) {
        self.0 = ((self.0 + taken) / 2).clamp(FASTEST, SLOWEST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_service_both_ways() {
        let mut pace = Pace::default();
        (0..8).for_each(|_| pace.was_ready());
        assert_eq!(pace.first_poll(), FASTEST);
        (0..8).for_each(|_| pace.took(SignedDuration::from_secs(20)));
        assert!(pace.first_poll() > SignedDuration::from_secs(10), "{pace:?}");
        pace.took(SignedDuration::from_hours(1));
        assert_eq!(pace.first_poll(), SLOWEST);
    }
}
