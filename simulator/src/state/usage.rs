//! What one account has called.

use jiff::Timestamp;
use serde::Serialize;

use super::tally::{Access, Tally};
use super::window::{Day, Window};

const SECOND_MS: i64 = 1000;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The calls of an account. What arrived is counted for people and tests, whatever came of it; what was let through
/// and what was charged is what limits are held against.
#[derive(Clone, Debug)]
pub(crate) struct Usage {
    arrived: Tally,
    throttled: Tally,
    arrived_in_second: Window,
    arrived_in_24h: Window,
    arrived_today: Day,
    passed_in_second: Window,
    charged_in_24h: Window,
    charged_today: Day,
}

/// What the admin interface shows of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UsageReport {
    calls: Tally,
    throttled: Tally,
    today: Tally,
    worst_day: Tally,
    #[serde(rename = "last24h")]
    last_24h: Tally,
    #[serde(rename = "worst24h")]
    worst_24h: Tally,
    worst_second: Tally,
}

impl Default for Usage {
    fn default() -> Self {
        Self {
            arrived: Tally::default(),
            throttled: Tally::default(),
            arrived_in_second: Window::new(SECOND_MS),
            arrived_in_24h: Window::new(DAY_MS),
            arrived_today: Day::default(),
            passed_in_second: Window::new(SECOND_MS),
            charged_in_24h: Window::new(DAY_MS),
            charged_today: Day::default(),
        }
    }
}

impl Usage {
    /// A call has come in.
    pub(super) fn arrive(&mut self, access: Access, now: Timestamp) {
        self.arrived.add(access);
        self.arrived_in_second.add(access, now.as_millisecond());
        self.arrived_in_24h.add(access, now.as_millisecond());
        self.arrived_today.add(access, now);
    }

    /// It is let through.
    pub(super) fn pass(&mut self, access: Access, now: Timestamp) {
        self.passed_in_second.add(access, now.as_millisecond());
    }

    /// It is refused.
    pub(super) fn throttle(&mut self, access: Access) {
        self.throttled.add(access);
    }

    /// It counts against the day.
    pub(super) fn charge(&mut self, access: Access, now: Timestamp) {
        self.charged_in_24h.add(access, now.as_millisecond());
        self.charged_today.add(access, now);
    }

    /// Calls that were let through within the last second.
    pub(super) fn passed_in_second(&mut self, now: Timestamp) -> Tally {
        self.passed_in_second.at(now.as_millisecond())
    }

    /// Calls that count against the day of the calendar and against the last 24 hours.
    pub(super) fn charged(&mut self, now: Timestamp) -> (u64, u64) {
        let sliding = self.charged_in_24h.at(now.as_millisecond());
        (self.charged_today.at(now).all, sliding.all)
    }

    /// What may be shown.
    pub(super) fn report(&mut self, now: Timestamp) -> UsageReport {
        UsageReport {
            calls: self.arrived,
            throttled: self.throttled,
            today: self.arrived_today.at(now),
            worst_day: self.arrived_today.worst(),
            last_24h: self.arrived_in_24h.at(now.as_millisecond()),
            worst_24h: self.arrived_in_24h.worst(),
            worst_second: self.arrived_in_second.worst(),
        }
    }
}
