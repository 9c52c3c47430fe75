//! The ledger: how many calls of an account were reserved in the last day, in spans of ten minutes.
//!
//! DataWorks does not document when its day ends. So no 24 hours, wherever they begin, hold more than the limit; that
//! covers every calendar day, too.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

/// Length of a span in seconds. What was reserved in one must be spent in it.
const SPAN: i64 = 600;

/// How long after the end of its span a call still counts: a day, and a span more for what is late on its way.
const COUNTS_FOR: i64 = 24 * 3600 + SPAN;

/// How long after that a span is kept: a clock that is ahead for a moment forgets none.
const KEPT_FOR: i64 = 24 * 3600;

/// How much later than its span a call may be made.
const LATEST: i64 = 60;

/// Reserved calls by span, the number of spans since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger(BTreeMap<i64, u32>);

/// Calls that may be spent until their span is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Block {
    span: i64,
    calls: u32,
}

impl Ledger {
    /// A ledger out of its written form: one text a span, as [`Ledger::written`] makes them. What cannot be read is
    /// left out.
    pub fn read<'a>(written: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let span = |(at, calls): (&str, &str)| {
            let at: Timestamp = at.replace('_', ":").parse().ok()?;
            Some((at.as_second().div_euclid(SPAN), calls.parse().ok()?))
        };
        Self(written.into_iter().filter_map(span).collect())
    }

    /// One text a span: when it began, with `_` for `:` since keys of a ConfigMap hold none, and the calls reserved in it.
    pub fn written(&self) -> BTreeMap<String, String> {
        let text = |(span, calls): (&i64, &u32)| {
            let began = Timestamp::from_second(span * SPAN).ok()?;
            Some((began.to_string().replace(':', "_"), calls.to_string()))
        };
        self.0.iter().filter_map(text).collect()
    }

    /// How many calls of `limit` are left. Spans of a clock that is ahead count as well.
    pub fn left(&self, limit: u32, now: Timestamp) -> u32 {
        let counted = self
            .0
            .iter()
            .filter(|(span, _)| ends_to_count(**span) > now.as_second());
        limit.saturating_sub(counted.fold(0, |sum: u32, (_, calls)| sum.saturating_add(*calls)))
    }

    /// Counts the calls of another ledger as well.
    pub fn add(&mut self, other: &Self) {
        for (span, calls) in &other.0 {
            let counted = self.0.entry(*span).or_default();
            *counted = counted.saturating_add(*calls);
        }
    }

    /// The calls that were reserved since the ledger looked like `earlier`.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let more = |(span, calls): (&i64, &u32)| {
            let before = earlier.0.get(span).copied().unwrap_or_default();
            Some((*span, calls.checked_sub(before).filter(|more| *more > 0)?))
        };
        Self(self.0.iter().filter_map(more).collect())
    }

    /// Reserves up to `wanted` of the calls that are left. `None` if none is.
    pub fn reserve(&mut self, limit: u32, wanted: u32, now: Timestamp) -> Option<Block> {
        self.0
            .retain(|span, _| ends_to_count(*span) + KEPT_FOR > now.as_second());
        let calls = self.left(limit, now).min(wanted);
        let span = now.as_second().div_euclid(SPAN);
        (calls > 0).then(|| {
            let reserved = self.0.entry(span).or_default();
            *reserved = reserved.saturating_add(calls);
            Block { span, calls }
        })
    }

    /// When at least `needed` calls are left, if nothing more is reserved. More than a day's worth takes further days.
    pub fn when(&self, limit: u32, needed: u32, now: Timestamp) -> Timestamp {
        let limit = limit.max(1);
        let (days, needed) = match needed.saturating_sub(1) / limit {
            0 => (0, needed),
            days => (days, needed - days * limit),
        };
        let mut left = self.left(limit, now);
        let mut at = now.as_second();
        for (span, calls) in self
            .0
            .iter()
            .filter(|(span, _)| ends_to_count(**span) > now.as_second())
        {
            if left >= needed {
                break;
            }
            left = left.saturating_add(*calls);
            at = ends_to_count(*span);
        }
        let at = Timestamp::from_second(at).unwrap_or(now);
        at + SignedDuration::from_hours(24) * i32::try_from(days).unwrap_or(i32::MAX).min(3650)
    }
}

impl Block {
    /// When the last of its calls has to be made.
    pub fn ends(&self) -> Timestamp {
        Timestamp::from_second((self.span + 1) * SPAN + LATEST).unwrap_or(Timestamp::MAX)
    }

    /// Takes one call of it, if it holds any and its span is not over.
    pub fn take(&mut self, now: Timestamp) -> bool {
        let takes = self.left(now) > 0;
        if takes {
            self.calls -= 1;
        }
        takes
    }

    /// Takes back a call that was not made, if it had to be made when these have to be.
    pub fn give_back(&mut self, ends: Timestamp) {
        self.calls += u32::from(self.ends() == ends);
    }

    /// Calls that it still holds.
    pub fn left(&self, now: Timestamp) -> u32 {
        let current = now.as_second().div_euclid(SPAN);
        // A clock that is set back does not lengthen a span.
        if current == self.span { self.calls } else { 0 }
    }
}

fn ends_to_count(span: i64) -> i64 {
    (span + 1) * SPAN + COUNTS_FOR
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn no_day_holds_more_than_the_limit() {
        let mut ledger = Ledger::default();
        let mut spent: Vec<Timestamp> = Vec::new();
        let start = at("2026-01-01T00:00:00Z");
        for minute in 0..(3 * 24 * 60) {
            let now = start + SignedDuration::from_mins(minute);
            if let Some(mut block) = ledger.reserve(100, 7, now) {
                while block.take(now) {
                    spent.push(now);
                }
            }
            let day = spent
                .iter()
                .filter(|at| now.duration_since(**at) < SignedDuration::from_hours(24));
            assert!(day.count() <= 100, "{now}");
        }
        // Hardly anything of three days' calls is lost to the rounding.
        assert!(spent.len() >= 290, "{}", spent.len());
    }

    #[test]
    fn a_block_ends_with_its_span() {
        let mut ledger = Ledger::default();
        let mut block = ledger.reserve(10, 5, at("2026-01-01T00:01:00Z")).unwrap();
        assert!(block.take(at("2026-01-01T00:09:59Z")));
        assert!(!block.take(at("2026-01-01T00:10:00Z")));
        assert!(
            !block.take(at("2025-12-31T23:59:59Z")),
            "a clock that was set back"
        );
        assert_eq!(ledger.left(10, at("2026-01-01T12:00:00Z")), 5);
        assert_eq!(ledger.left(10, at("2026-01-02T00:20:00Z")), 10);
    }

    #[test]
    fn it_says_when_calls_are_left_again() {
        let mut ledger = Ledger::default();
        ledger.reserve(10, 6, at("2026-01-01T00:00:00Z"));
        ledger.reserve(10, 4, at("2026-01-01T05:00:00Z"));
        let now = at("2026-01-01T06:00:00Z");
        assert_eq!(ledger.left(10, now), 0);
        assert_eq!(ledger.when(10, 6, now), at("2026-01-02T00:20:00Z"));
        assert_eq!(ledger.when(10, 7, now), at("2026-01-02T05:20:00Z"));
        assert_eq!(ledger.when(10, 17, now), at("2026-01-03T05:20:00Z"));
        assert_eq!(Ledger::default().when(10, 10, now), now);
    }

    #[test]
    fn what_is_written_is_read() {
        let mut ledger = Ledger::default();
        ledger.reserve(10, 6, at("2026-01-01T00:05:00Z"));
        let written = ledger.written();
        assert_eq!(written.get("2026-01-01T00_00_00Z").unwrap(), "6");
        let read = Ledger::read(written.iter().map(|(at, calls)| (at.as_str(), calls.as_str())));
        assert_eq!(read, ledger);
        assert_eq!(
            Ledger::read([("nonsense", "1"), ("2026-01-01T00_00_00Z", "x")]),
            Ledger::default()
        );
    }

    #[test]
    fn ledgers_add_up_and_what_was_added_is_not_added_again() {
        let (mut key, mut account) = (Ledger::default(), Ledger::default());
        key.reserve(100, 6, at("2026-01-01T00:05:00Z"));
        account.reserve(100, 30, at("2026-01-01T00:01:00Z"));
        account.reserve(100, 10, at("2026-01-01T01:00:00Z"));
        account.add(&key);
        let now = at("2026-01-01T02:00:00Z");
        assert_eq!(account.left(100, now), 54);
        assert_eq!(
            account.left(100, at("2026-01-02T00:20:00Z")),
            90,
            "each in its span"
        );

        let moved = key.clone();
        key.reserve(100, 2, at("2026-01-01T00:06:00Z"));
        key.reserve(100, 1, at("2026-01-01T00:10:00Z"));
        account.add(&key.since(&moved));
        assert_eq!(account.left(100, now), 51);
        assert_eq!(key.since(&key), Ledger::default());
        assert_eq!(key.since(&Ledger::default()), key);
    }

    #[test]
    fn no_sum_of_ledgers_overflows() {
        let mut ledger = Ledger::read([("2026-01-01T00_00_00Z", "4294967295")]);
        ledger.add(&ledger.clone());
        assert_eq!(ledger.left(10, at("2026-01-01T01:00:00Z")), 0);
    }

    #[test]
    fn a_clock_that_is_ahead_frees_nothing() {
        let mut ledger = Ledger::default();
        ledger.reserve(10, 10, at("2026-01-01T01:00:00Z"));
        assert_eq!(ledger.left(10, at("2026-01-01T00:30:00Z")), 0);
    }

    #[test]
    fn one_that_is_right_again_finds_what_one_ahead_did_not_count() {
        let mut ledger = Ledger::default();
        ledger.reserve(10, 9, at("2026-01-01T09:00:00Z"));
        assert!(ledger.reserve(10, 1, at("2026-01-02T09:30:00Z")).is_some());
        assert_eq!(ledger.left(10, at("2026-01-02T08:30:00Z")), 0);
        ledger.reserve(10, 1, at("2026-01-05T09:30:00Z"));
        assert_eq!(ledger.written().len(), 1, "it is not kept for ever");
    }
}
