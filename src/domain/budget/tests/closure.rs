//! When calls rest, and when they go on.

use super::*;

fn at(secs: i64) -> Timestamp {
    Timestamp::from_second(secs).unwrap()
}

#[test]
fn silence_closes_it_and_one_call_probes() {
    let mut closure = Closure::default();
    for task in ["a", "b", "c", "d", "d", "d"] {
        closure.answered(Outcome::Silent, task, at(0));
        assert_eq!(closure.pass(at(0)), Ok(()), "{task}");
    }
    closure.answered(Outcome::Silent, "e", at(0));
    assert_eq!(closure.closed(at(1)), Some(at(2)));
    assert_eq!(closure.pass(at(2)), Ok(()), "the probe");
    assert_eq!(closure.pass(at(2)), Err(at(32)), "the others wait for it");
    closure.answered(Outcome::Silent, "a", at(3));
    assert_eq!(closure.closed(at(3)), Some(at(7)), "twice as long");
    assert_eq!(closure.pass(at(7)), Ok(()));
    closure.answered(Outcome::Answered, "f", at(8));
    assert_eq!(closure.pass(at(8)), Ok(()));
    assert_eq!(closure.pass(at(8)), Ok(()), "open for all");
}

#[test]
fn what_befalls_a_few_closes_it_for_nobody() {
    let mut closure = Closure::default();
    for second in 0..100 {
        for task in ["a", "b", "c", "d"] {
            closure.answered(Outcome::Silent, task, at(second));
        }
    }
    assert_eq!(closure.closed(at(100)), None);
    assert!(closure.is_silent(), "which is told all the same");
    for task in ["e", "f", "g", "h", "i", "j"] {
        closure.answered(Outcome::Answered, "good", at(100));
        closure.answered(Outcome::Silent, task, at(100));
    }
    assert_eq!(closure.closed(at(100)), None, "others were answered");
    assert!(!closure.is_silent());
}

#[test]
fn the_service_says_for_how_long_it_throttles() {
    let mut closure = Closure::default();
    let asked = Outcome::Throttled(Some(SignedDuration::from_secs(90)));
    closure.throttled(asked, at(0));
    assert_eq!(closure.closed(at(0)), Some(at(90)));
    closure.throttled(Outcome::Silent, at(1));
    assert_eq!(closure.closed(at(1)), Some(at(90)), "silence is no leave");
    closure.throttled(Outcome::Answered, at(1));
    assert_eq!(closure.closed(at(1)), Some(at(90)), "it was under way");
    closure.throttled(Outcome::Answered, at(91));
    closure.throttled(Outcome::Throttled(None), at(92));
    assert_eq!(closure.closed(at(92)), Some(at(94)));
}

#[test]
fn what_was_under_way_does_not_lengthen_a_rest() {
    let mut closure = Closure::default();
    for _ in 0..20 {
        closure.throttled(Outcome::Throttled(None), at(0));
    }
    assert_eq!(closure.closed(at(0)), Some(at(2)));
}
