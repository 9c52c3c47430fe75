//! Counts over time: in a window that slides, and in days of a calendar.

use std::collections::VecDeque;

use jiff::{Timestamp, civil::Date, tz::Offset};

use super::tally::{Access, Tally};

/// What happened in the last so many milliseconds, and in the fullest such span so far.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    span_ms: i64,
    entries: VecDeque<(i64, Access)>,
    within: Tally,
    worst: Tally,
}

impl Window {
    /// A window of this width.
    pub(crate) fn new(span_ms: i64) -> Self {
        Self {
            span_ms,
            entries: VecDeque::new(),
            within: Tally::default(),
            worst: Tally::default(),
        }
    }

    /// What is in it now. What happened exactly its width ago is not.
    pub(crate) fn at(&mut self, now_ms: i64) -> Tally {
        while let Some((_, access)) = self.entries.pop_front_if(|(at, _)| *at + self.span_ms <= now_ms) {
            self.within.remove(access);
        }
        self.within
    }

    /// Counts one.
    pub(crate) fn add(&mut self, access: Access, now_ms: i64) {
        self.at(now_ms);
        self.entries.push_back((now_ms, access));
        self.within.add(access);
        self.worst = self.worst.or_more(self.within);
    }

    /// The most that were ever in it.
    pub(crate) fn worst(&self) -> Tally {
        self.worst
    }
}

/// What happened since midnight, and in the fullest day so far. When the service's day ends is not documented; its
/// home is in UTC+8.
#[derive(Clone, Debug, Default)]
pub(crate) struct Day {
    date: Option<Date>,
    within: Tally,
    worst: Tally,
}

impl Day {
    /// What has happened since midnight.
    pub(crate) fn at(&mut self, now: Timestamp) -> Tally {
        let today = Some(Offset::constant(8).to_datetime(now).date());
        if self.date != today {
            self.date = today;
            self.within = Tally::default();
        }
        self.within
    }

    /// Counts one.
    pub(crate) fn add(&mut self, access: Access, now: Timestamp) {
        self.at(now);
        self.within.add(access);
        self.worst = self.worst.or_more(self.within);
    }

    /// The most in a day.
    pub(crate) fn worst(&self) -> Tally {
        self.worst
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fullest_window_is_kept_by_class() {
        let mut window = Window::new(1000);
        window.add(Access::Read, 0);
        window.add(Access::Read, 900);
        window.add(Access::Write, 1000);
        assert_eq!(
            window.at(1000),
            Tally {
                all: 2,
                read: 1,
                write: 1
            }
        );
        window.add(Access::Write, 1899);
        assert_eq!(window.at(2899), Tally::default());
        assert_eq!(
            window.worst(),
            Tally {
                all: 3,
                read: 2,
                write: 2
            }
        );
    }

    #[test]
    fn a_day_ends_at_midnight_of_its_home() {
        let mut day = Day::default();
        day.add(Access::Read, "2026-01-01T15:59:59Z".parse().unwrap());
        assert_eq!(day.at("2026-01-01T15:59:59.9Z".parse().unwrap()).all, 1);
        assert_eq!(day.at("2026-01-01T16:00:00Z".parse().unwrap()).all, 0);
        assert_eq!(day.worst().all, 1);
    }
}
