//! The time: how fast it runs, and as the server sees it, which a behaviour can shift.

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

/// The most that time can be sped up. With more, a network's round trip is hours long.
const FASTEST: u32 = 100_000;

/// How the simulated time runs, next to that of the machine.
///
/// `START*FACTOR` is a function of the machine's clock alone, so two processes that are told the same agree, whenever
/// they were started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Clock {
    /// As that of the machine.
    #[default]
    Machine,
    /// Both agree at `start`; from there, and back from there, this one is faster.
    Faster {
        /// When they agree.
        start: Timestamp,
        /// How many seconds pass in one.
        factor: u32,
    },
}

impl Clock {
    /// The simulated time at a time of the machine. It stands still at the ends of the calendar.
    pub(crate) fn at(self, machine: Timestamp) -> Timestamp {
        let Self::Faster { start, factor } = self else {
            return machine;
        };
        // The calendar has 20,000 years, so this stays below 10^26 of the 10^38 that fit.
        let passed = (machine.as_nanosecond() - start.as_nanosecond()) * i128::from(factor);
        Timestamp::from_nanosecond(start.as_nanosecond() + passed).unwrap_or(if passed < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        })
    }

    /// The simulated time now; `offset_seconds` shifts the server's.
    #[allow(
        clippy::disallowed_methods,
        reason = "the one place of the simulator that reads the clock"
    )]
    pub(crate) fn now(self, offset_seconds: i32) -> Now {
        let time = self.at(Timestamp::now());
        let offset = SignedDuration::from_secs(i64::from(offset_seconds));
        // Only at the ends of the calendar is there no room for 68 years, which an `i32` of seconds is.
        Now {
            time,
            server: time.checked_add(offset).unwrap_or(time),
        }
    }
}

impl FromStr for Clock {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected =
            || format!("expected START*FACTOR, such as 2026-01-01T00:00:00Z*60, FACTOR 1 to {FASTEST}");
        let (start, factor) = text.split_once('*').ok_or_else(expected)?;
        let factor = factor.parse().map_err(|_| expected())?;
        if !(1..=FASTEST).contains(&factor) {
            return Err(expected());
        }
        let start = start
            .parse()
            .map_err(|error| format!("{}; START: {error}", expected()))?;
        Ok(Self::Faster { start, factor })
    }
}

/// One instant, read once per request and handed on as a value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now {
    /// The time as it runs: waiting periods are measured with it.
    pub(crate) time: Timestamp,
    /// The server's time: signatures are checked against it, and it is what answers and files show.
    pub(crate) server: Timestamp,
}

impl Now {
    /// Milliseconds since 1970 of the time as it runs.
    pub(crate) fn ms(self) -> i64 {
        self.time.as_millisecond()
    }

    /// The server's milliseconds since 1970.
    pub(crate) fn server_ms(self) -> i64 {
        self.server.as_millisecond()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn faster_from_its_start_on_and_back_from_it() {
        let clock: Clock = "2026-11-24T00:00:00Z*2880".parse().unwrap();
        for (machine, simulated) in [
            ("2026-11-24T00:00:00Z", "2026-11-24T00:00:00Z"),
            ("2026-11-24T00:00:30Z", "2026-11-25T00:00:00Z"),
            ("2026-11-23T23:59:30Z", "2026-11-23T00:00:00Z"),
            ("2026-11-24T00:00:00.000000001Z", "2026-11-24T00:00:00.00000288Z"),
        ] {
            assert_eq!(clock.at(time(machine)), time(simulated), "{machine}");
        }
        let machine = time("2026-11-24T00:00:30Z");
        assert_eq!(Clock::default().at(machine), machine);
    }

    #[test]
    fn the_calendar_has_ends() {
        let clock: Clock = "2026-01-01T00:00:00Z*100000".parse().unwrap();
        assert_eq!(clock.at(time("2126-01-01T00:00:00Z")), Timestamp::MAX);
        assert_eq!(clock.at(time("1926-01-01T00:00:00Z")), Timestamp::MIN);
    }

    #[test]
    fn what_is_no_clock_is_refused_with_what_is() {
        for text in [
            "60",
            "2026-01-01T00:00:00Z",
            "2026-01-01T00:00:00Z*0",
            "2026-01-01*60",
            "now*2",
            "2026-01-01T00:00:00Z*100001",
            "2026-01-01T00:00:00Z*1.5",
            "2026-01-01T00:00:00Z*-1",
        ] {
            let error = text.parse::<Clock>().unwrap_err();
            assert!(error.contains("START*FACTOR"), "{text}: {error}");
        }
    }
}
