//! The service's clock, as its answers tell it.
//!
//! The service refuses a request whose time is 15 minutes off, and the times that it reports (a file's
//! creation) are its own. So requests are stamped, and times compared, in the service's time. Only an answer that the
//! service wrote tells it: a page of a proxy has the clock of the proxy.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};

/// No answer has told the time yet.
const UNKNOWN: i64 = i64::MIN;

/// A clock that has lost its battery shows 1970, which is less than this from now. What differs by more is no time, and
/// would end in times that nothing can be added to.
const LARGEST_OFFSET: SignedDuration = SignedDuration::from_hours(100 * 365 * 24);

/// The clock of one endpoint: the local clock, and how far the service's differs from it. Share one among all
/// clients of an endpoint.
pub struct ServerClock {
    local: Box<dyn Fn() -> Timestamp + Send + Sync>,
    offset_millis: AtomicI64,
}

impl ServerClock {
    /// Starts with the local clock, and learns from there.
    #[must_use]
    pub fn new(local: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self {
            local: Box::new(local),
            offset_millis: AtomicI64::new(UNKNOWN),
        }
    }

    /// What the service's clock shows when the local one shows `local`. An answer tells whole seconds, and
    /// arrives a moment after it was written: good to about two seconds.
    #[must_use]
    pub fn now(&self, local: Timestamp) -> Timestamp {
        let offset = self.offset().unwrap_or_default();
        local.checked_add(offset).unwrap_or(local)
    }

    /// What the service's clock shows at this moment.
    #[must_use]
    pub fn current(&self) -> Timestamp {
        self.now((self.local)())
    }

    /// How far the service's clock is ahead of the local one; `None` before the first answer.
    #[must_use]
    pub fn offset(&self) -> Option<SignedDuration> {
        let millis = self.offset_millis.load(Ordering::Relaxed);
        (millis != UNKNOWN).then(|| SignedDuration::from_millis(millis))
    }

    /// Takes the time that an answer named.
    pub(super) fn learn(&self, served: Timestamp) {
        let offset = served.duration_since((self.local)());
        if offset.abs() > LARGEST_OFFSET {
            return;
        }
        let millis = i64::try_from(offset.as_millis()).unwrap_or_default();
        self.offset_millis.store(millis, Ordering::Relaxed);
    }
}

impl fmt::Debug for ServerClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerClock")
            .field("offset", &self.offset())
            .finish_non_exhaustive()
    }
}

/// Reads a `Date` header.
pub(super) fn http_date(header: &str) -> Option<Timestamp> {
    DateTimeParser::new()
        .relaxed_weekday(true)
        .parse_timestamp(header)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn before_the_first_answer_it_is_the_local_clock() {
        let clock = ServerClock::new(|| at("2024-05-06T07:00:00Z"));
        assert_eq!(clock.offset(), None);
        assert_eq!(clock.current(), at("2024-05-06T07:00:00Z"));
    }

    #[test]
    fn an_answer_corrects_it_in_either_direction() {
        let clock = ServerClock::new(|| at("2024-05-06T07:00:00.250Z"));
        for served in ["2024-05-06T07:20:00Z", "2024-05-06T06:40:00Z"] {
            clock.learn(at(served));
            assert_eq!(clock.current(), at(served));
        }
        assert_eq!(clock.offset(), Some(SignedDuration::from_millis(-1_200_250)));
        assert_eq!(
            clock.now(at("2024-05-06T08:00:00.250Z")),
            at("2024-05-06T07:40:00Z")
        );
    }

    #[test]
    fn a_time_that_is_none_is_not_believed() {
        let clock = ServerClock::new(|| at("2024-05-06T07:00:00Z"));
        for served in ["9999-12-30T00:00:00Z", "-009999-01-03T00:00:00Z"] {
            clock.learn(at(served));
            assert_eq!(clock.offset(), None, "{served}");
        }
    }

    #[test]
    fn http_dates() {
        assert_eq!(
            http_date("Mon, 06 May 2024 07:08:09 GMT"),
            Some(at("2024-05-06T07:08:09Z"))
        );
        assert_eq!(
            http_date("Fri, 06 May 2024 07:08:09 GMT"),
            Some(at("2024-05-06T07:08:09Z"))
        );
        assert_eq!(http_date("yesterday"), None);
    }
}
