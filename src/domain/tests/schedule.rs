//! How long pauses are.

use super::*;

#[test]
fn pauses_grow_to_a_cap_and_are_spread() {
    let at = |consequence, n| pause_after(consequence, n, 7);
    for (consequence, first, cap) in [
        (Consequence::Retry, 2, 300),
        (Consequence::Ambiguous, 2, 300),
        (Consequence::RetrySlowly, 60, 3600),
        (Consequence::Throttled { after: None }, 5, 60),
        (Consequence::NameTaken, 1, 3600),
        (Consequence::TokenMismatch, 1, 3600),
        (Consequence::NotFound, 1, 3600),
    ] {
        let within = |pause: SignedDuration, secs: i64| {
            pause >= SignedDuration::from_secs(secs) && pause <= SignedDuration::from_millis(secs * 1200)
        };
        assert!(within(at(consequence, 1), first), "{consequence:?}");
        assert!(within(at(consequence, 2), 2 * first), "{consequence:?}");
        assert!(within(at(consequence, u32::MAX), cap), "{consequence:?}");
    }
    for failures in [1, 2, u32::MAX] {
        let pause = at(Consequence::Refused, failures);
        assert!(
            pause >= REFUSED_RESTS && pause <= REFUSED_RESTS * 6 / 5,
            "{failures}"
        );
    }
    assert_ne!(
        pause_after(Consequence::Retry, 3, 1),
        pause_after(Consequence::Retry, 3, 2)
    );
}

#[test]
fn the_service_may_ask_for_longer_but_not_for_shorter() {
    let asked = |secs| Consequence::Throttled {
        after: Some(SignedDuration::from_secs(secs)),
    };
    for failures in [1, 9] {
        let pause = pause_after(asked(90), failures, 0);
        assert!(pause >= SignedDuration::from_secs(90) && pause <= SignedDuration::from_secs(108));
    }
    assert!(pause_after(asked(1), 1, 0) >= SignedDuration::from_secs(5));
}
