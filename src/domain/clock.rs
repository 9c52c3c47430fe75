//! Where the time comes from: the wall clock, or for a trial one that runs faster.

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

/// Tells the time, and how long a pause of it takes on the wall.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    wall: fn() -> Timestamp,
    course: Option<Course>,
}

/// A simulated course of time: from `start` on, `factor` seconds pass in one of the wall clock. Two programs that are
/// given the same course agree on the time, also after a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    start: Timestamp,
    factor: i32,
}

/// Why a text is no course.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error(
    "`{0}` is no course of time: give START*FACTOR, such as 2026-01-01T00:00:00Z*60, with a factor up to 100000"
)]
pub struct BadCourse(String);

impl FromStr for Course {
    type Err = BadCourse;

    fn from_str(text: &str) -> Result<Self, BadCourse> {
        let read = || {
            let (start, factor) = text.split_once('*')?;
            let factor: i32 = factor.parse().ok()?;
            let start = start.parse().ok()?;
            (1..=100_000).contains(&factor).then_some(Self { start, factor })
        };
        read().ok_or_else(|| BadCourse(text.to_owned()))
    }
}

impl Clock {
    /// The clock of this wall, on this course if one is given.
    #[must_use]
    pub fn new(wall: fn() -> Timestamp, course: Option<Course>) -> Self {
        Self { wall, course }
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let wall = (self.wall)();
        let Some(course) = self.course else { return wall };
        let passed = wall.duration_since(course.start);
        passed
            .checked_mul(course.factor)
            .and_then(|passed| course.start.checked_add(passed).ok())
            .unwrap_or(wall)
    }

    /// How long the wall clock takes for a pause.
    #[must_use]
    pub fn on_the_wall(&self, pause: SignedDuration) -> SignedDuration {
        self.course.map_or(pause, |course| pause / course.factor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "2026-01-01T00:00:00Z";

    fn an_hour_later() -> Timestamp {
        "2026-01-01T01:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_course_runs_faster_and_pauses_shrink() {
        let clock = Clock::new(an_hour_later, Some(format!("{START}*24").parse().unwrap()));
        assert_eq!(clock.now(), "2026-01-02T00:00:00Z".parse().unwrap());
        assert_eq!(
            clock.on_the_wall(SignedDuration::from_mins(24)),
            SignedDuration::from_mins(1)
        );
    }

    #[test]
    fn without_a_course_it_is_the_wall_s() {
        let clock = Clock::new(an_hour_later, None);
        assert_eq!(clock.now(), an_hour_later());
        assert_eq!(
            clock.on_the_wall(SignedDuration::from_mins(1)),
            SignedDuration::from_mins(1)
        );
    }

    #[test]
    fn a_bad_course_is_refused() {
        for text in [
            "",
            START,
            "2026-01-01T00:00:00Z*0",
            "now*2",
            "2026-01-01T00:00:00Z*100001",
        ] {
            assert!(text.parse::<Course>().is_err(), "{text}");
        }
    }
}
