//! Call limits of the account: per second, per class and per day.

use std::collections::VecDeque;

use jiff::{Timestamp, tz::Offset};
use serde::{Deserialize, Serialize};

/// Whether an operation reads or changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Changes nothing.
    Read,
    /// Changes something, or starts work.
    Write,
}

/// The limits; a missing one does not limit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Limits {
    /// Calls a second, all operations together.
    pub(crate) qps: Option<usize>,
    /// Calls a day.
    pub(crate) per_day: Option<u64>,
    /// Reading calls a second.
    pub(crate) read_qps: Option<usize>,
    /// Writing calls a second.
    pub(crate) write_qps: Option<usize>,
}

/// The limits and what was used of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quota {
    limits: Limits,
    last_second: VecDeque<(i64, Access)>,
    day: Option<String>,
    used_today: u64,
}

/// What the admin interface shows.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QuotaReport<'a> {
    limits: &'a Limits,
    used_today: u64,
}

impl Quota {
    /// Nothing used yet.
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }

    /// Limits and use.
    pub(crate) fn report(&self) -> QuotaReport<'_> {
        QuotaReport {
            limits: &self.limits,
            used_today: self.used_today,
        }
    }

    /// Counts a call if it is within all limits; false means that it is refused.
    ///
    /// A refused call is not counted. Whether the service does so is not documented.
    pub(crate) fn take(&mut self, access: Access, now: Timestamp) -> bool {
        // When the service's day ends is not documented either; its home is in UTC+8.
        let today = Offset::constant(8).to_datetime(now).date().to_string();
        if self.day.as_deref() != Some(today.as_str()) {
            self.day = Some(today);
            self.used_today = 0;
        }
        let now_ms = now.as_millisecond();
        while self
            .last_second
            .pop_front_if(|(at, _)| *at + 1000 <= now_ms)
            .is_some()
        {}
        let of_class = self
            .last_second
            .iter()
            .filter(|(_, other)| *other == access)
            .count();
        let class_limit = match access {
            Access::Read => self.limits.read_qps,
            Access::Write => self.limits.write_qps,
        };
        let below = |limit: Option<usize>, used: usize| limit.is_none_or(|limit| used < limit);
        let allowed = below(self.limits.qps, self.last_second.len())
            && below(class_limit, of_class)
            && self.limits.per_day.is_none_or(|limit| self.used_today < limit);
        if allowed {
            self.last_second.push_back((now_ms, access));
            self.used_today += 1;
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64, ms: i32) -> Timestamp {
        Timestamp::new(1_715_000_000 + second, ms * 1_000_000).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn the_window_of_a_second_slides() {
        let mut quota = Quota::new(Limits {
            qps: Some(2),
            ..Limits::default()
        });
        assert!(quota.take(Access::Read, at(0, 0)));
        assert!(quota.take(Access::Write, at(0, 900)));
        assert!(!quota.take(Access::Read, at(0, 999)));
        assert!(quota.take(Access::Read, at(1, 0)));
        assert!(!quota.take(Access::Read, at(1, 1)));
    }

    #[test]
    fn classes_are_counted_apart() {
        let mut quota = Quota::new(Limits {
            read_qps: Some(1),
            write_qps: Some(1),
            ..Limits::default()
        });
        assert!(quota.take(Access::Read, at(0, 0)));
        assert!(quota.take(Access::Write, at(0, 0)));
        assert!(!quota.take(Access::Write, at(0, 0)));
    }

    #[test]
    fn a_new_day_starts_afresh() {
        let mut quota = Quota::new(Limits {
            per_day: Some(1),
            ..Limits::default()
        });
        assert!(quota.take(Access::Read, at(0, 0)));
        assert!(!quota.take(Access::Read, at(60, 0)));
        assert!(quota.take(Access::Read, at(86_400, 0)));
    }
}
