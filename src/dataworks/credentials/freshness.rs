//! When temporary credentials are renewed, and until when they serve.

use jiff::{SignedDuration, Timestamp};

/// They are renewed this long before their end, or at half of a shorter life.
const EARLY: SignedDuration = SignedDuration::from_mins(15);

/// They serve until so long before their end, or a tenth of a shorter life: a call that is on its way with them must
/// arrive before it.
const LAST: SignedDuration = SignedDuration::from_secs(60);

/// How good credentials still are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Freshness {
    /// They serve.
    Fresh,
    /// They serve, and are to be renewed.
    Ageing,
    /// They serve no more.
    Stale,
}

/// How good credentials are that were got at `obtained`, for a life of `life`.
pub(super) fn freshness(obtained: Timestamp, life: SignedDuration, now: Timestamp) -> Freshness {
    let left = life - now.duration_since(obtained);
    if left <= LAST.min(life / 10) {
        Freshness::Stale
    } else if left <= EARLY.min(life / 2) {
        Freshness::Ageing
    } else {
        Freshness::Fresh
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seconds of a life at which credentials begin to age and to be stale.
    fn turns(life: i64) -> (Option<i64>, Option<i64>) {
        let at = |second: i64| {
            let now = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second);
            freshness(Timestamp::UNIX_EPOCH, SignedDuration::from_secs(life), now)
        };
        let first = |wanted| (0..=life.max(0)).find(|second| at(*second) == wanted);
        (first(Freshness::Ageing), first(Freshness::Stale))
    }

    #[test]
    fn they_are_renewed_a_quarter_of_an_hour_and_serve_until_a_minute_before_their_end() {
        assert_eq!(turns(3_600), (Some(2_700), Some(3_540)));
        assert_eq!(turns(43_200), (Some(42_300), Some(43_140)));
    }

    #[test]
    fn of_a_short_life_they_serve_most() {
        assert_eq!(turns(900), (Some(450), Some(840)));
        assert_eq!(turns(60), (Some(30), Some(54)));
        assert_eq!(turns(10), (Some(5), Some(9)));
    }

    #[test]
    fn what_has_ended_never_serves() {
        assert_eq!(turns(0), (None, Some(0)));
        assert_eq!(turns(-5), (None, Some(0)));
    }
}
