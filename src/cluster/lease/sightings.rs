//! Whether a candidate may take the lease, by what it saw itself and when, on its own monotonic clock.

use std::time::Instant;

use k8s_openapi::api::coordination::v1::Lease;

use super::{LEASE, record};

/// What a look at the lease leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be taken now.
    Free,
    /// Somebody may still act on it.
    Held,
}

/// One look: when it was asked for, and when it was answered. What it shows was so at some moment in between.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Before the request was sent.
    pub asked: Instant,
    /// After the answer came.
    pub answered: Instant,
}

/// What a candidate saw so far.
#[derive(Debug, Default)]
pub struct Sightings(Option<Sighting>);

#[derive(Debug)]
struct Sighting {
    /// The version of the record, or `None` while the lease is gone.
    version: Option<String>,
    /// When the look that first showed it was answered.
    since: Instant,
}

impl Sightings {
    /// What this look leads to for the candidate `me`.
    pub fn judge(&mut self, lease: Option<&Lease>, me: &str, look: Look) -> Verdict {
        let Some(lease) = lease else {
            // Somebody removed a lease that was there. Its holder may not have noticed yet.
            let known = self.0.is_some();
            return match known && !self.unchanged(None, look, LEASE) {
                true => Verdict::Held,
                false => Verdict::Free,
            };
        };
        let unchanged = self.unchanged(Some(record::version(lease)), look, record::duration(lease));
        let holder = record::holder(lease);
        // What has our name, which no other process has, is from a term of ours, or from a request that was given up.
        match holder.is_empty() || holder == me || unchanged {
            true => Verdict::Free,
            false => Verdict::Held,
        }
    }

    /// Whether the record has been as it is for so long.
    fn unchanged(&mut self, version: Option<String>, look: Look, long: std::time::Duration) -> bool {
        let known = self.0.as_ref().filter(|known| known.version == version);
        if let Some(known) = known {
            return look.asked.saturating_duration_since(known.since) >= long;
        }
        self.0 = Some(Sighting {
            version,
            since: look.answered,
        });
        false
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::{SignedDuration, Timestamp};

    use super::Verdict::{Free, Held};
    use super::*;

    /// A record of this version, whose holder's clock is wrong by `skew`.
    fn lease(version: u32, holder: &str, skew: SignedDuration) -> Option<Lease> {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let mut lease = record::new("operator", holder, now + skew);
        lease.metadata.resource_version = Some(version.to_string());
        Some(lease)
    }

    /// Looks at these seconds, each of which takes half a second, and what each must lead to.
    fn tell(looks: &[(f64, Option<Lease>, Verdict)]) {
        let (mut sightings, start) = (Sightings::default(), Instant::now());
        for (second, lease, expected) in looks {
            let asked = start + Duration::from_secs_f64(*second);
            let answered = asked + Duration::from_millis(500);
            let verdict = sightings.judge(lease.as_ref(), "me", Look { asked, answered });
            assert_eq!(verdict, *expected, "at {second} s");
        }
    }

    #[test]
    fn a_record_that_stays_is_free_after_the_lease_on_our_own_clock_whatever_its_times_say() {
        for hours in [-10_000, -1, 0, 1, 10_000] {
            let held = || lease(1, "other", SignedDuration::from_hours(hours));
            tell(&[
                (0.0, held(), Held),
                (8.0, held(), Held),
                (15.4, held(), Held),
                (15.5, held(), Free),
            ]);
        }
    }

    #[test]
    fn every_write_starts_the_count_anew() {
        let at = |version| lease(version, "other", SignedDuration::ZERO);
        tell(&[
            (0.0, at(1), Held),
            (14.0, at(2), Held),
            (29.0, at(2), Held),
            (29.5, at(2), Free),
            (29.6, at(3), Held),
        ]);
    }

    #[test]
    fn a_candidate_that_slept_counts_from_what_it_sees_now() {
        let at = |version| lease(version, "other", SignedDuration::ZERO);
        tell(&[
            (0.0, at(1), Held),
            (3600.0, at(900), Held),
            (3616.0, at(900), Free),
        ]);
    }

    #[test]
    fn what_was_given_up_and_what_is_ours_is_free_at_once() {
        let at = |holder| lease(1, holder, SignedDuration::ZERO);
        tell(&[(0.0, at(""), Free)]);
        tell(&[(0.0, at("me"), Free)]);
        tell(&[
            (0.0, at("other"), Held),
            (1.0, lease(2, "", SignedDuration::ZERO), Free),
        ]);
        let mut empty = at("other");
        empty.as_mut().unwrap().spec = None;
        tell(&[(0.0, empty, Free)]);
    }

    #[test]
    fn a_lease_that_never_was_is_free_and_one_that_was_removed_is_not() {
        let held = || lease(1, "other", SignedDuration::ZERO);
        tell(&[(0.0, None, Free), (1.0, None, Free)]);
        tell(&[
            (0.0, held(), Held),
            (1.0, None, Held),
            (16.0, None, Held),
            (16.5, None, Free),
        ]);
    }

    #[test]
    fn a_holder_that_asked_for_more_gets_it() {
        let mut long = lease(1, "other", SignedDuration::ZERO);
        long.as_mut()
            .unwrap()
            .spec
            .as_mut()
            .unwrap()
            .lease_duration_seconds = Some(60);
        tell(&[
            (0.0, long.clone(), Held),
            (59.0, long.clone(), Held),
            (61.0, long, Free),
        ]);
    }
}
