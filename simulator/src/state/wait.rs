//! Something that takes its time: counted in looks, in milliseconds, or both.

use serde::{Deserialize, Serialize};

/// How long something takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Wait {
    /// How many looks still see the old state.
    pub(crate) looks: u32,
    /// How long every look sees the old state.
    pub(crate) duration_ms: u32,
    /// The new state never comes.
    pub(crate) never_ends: bool,
}

/// A wait under way.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    wait: Wait,
    since_ms: i64,
    looks: u32,
}

impl Waiting {
    /// Begins a wait.
    pub(crate) fn new(wait: Wait, since_ms: i64) -> Self {
        Self {
            wait,
            since_ms,
            looks: 0,
        }
    }

    /// Begins it anew: what comes before it has ended only now.
    pub(crate) fn begin(&mut self, since_ms: i64) {
        self.since_ms = since_ms;
    }

    /// Counts a look that saw the old state.
    pub(crate) fn look(&mut self) {
        self.looks += 1;
    }

    /// The real time at which it was over; `None` if it is not.
    pub(crate) fn end(&self, now_ms: i64) -> Option<i64> {
        let due = self.since_ms + i64::from(self.wait.duration_ms);
        let over = !self.wait.never_ends && self.looks >= self.wait.looks && due <= now_ms;
        // A wait that counts looks ends when somebody notices; one of time alone ends on time.
        over.then_some(if self.wait.looks == 0 { due } else { now_ms })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_wait_is_over_at_once() {
        assert_eq!(Waiting::new(Wait::default(), 5).end(5), Some(5));
    }

    #[test]
    fn looks_and_time_both_count() {
        let wait = Wait {
            looks: 1,
            duration_ms: 100,
            never_ends: false,
        };
        let mut waiting = Waiting::new(wait, 0);
        assert_eq!(waiting.end(100), None, "not seen yet");
        waiting.look();
        assert_eq!(waiting.end(99), None, "too early");
        assert_eq!(waiting.end(150), Some(150));
    }

    #[test]
    fn time_alone_ends_on_time() {
        let wait = Wait {
            duration_ms: 100,
            ..Wait::default()
        };
        assert_eq!(Waiting::new(wait, 0).end(1000), Some(100));
        let wait = Wait {
            never_ends: true,
            ..wait
        };
        assert_eq!(Waiting::new(wait, 0).end(i64::MAX), None);
    }
}
