//! Who keeps whose calls from being made, and who tries again.

use super::*;

fn at(secs: i64) -> Timestamp {
    Timestamp::from_second(secs).unwrap()
}

/// A breaker that closed at 0 until 2, by what befell `a` to `e`.
fn closed() -> Breaker {
    let mut breaker = Breaker::default();
    for task in ["a", "b", "c", "d", "d", "d"] {
        breaker.answered(Outcome::Silent, task, at(0));
        assert_eq!(breaker.pass(task, at(0)), Ok(()), "{task}");
    }
    breaker.answered(Outcome::Silent, "e", at(0));
    assert!(breaker.is_silent());
    breaker
}

#[test]
fn silence_closes_it_and_one_call_probes() {
    let mut breaker = closed();
    assert_eq!(breaker.closed("f", at(1)), Some(at(2)));
    assert_eq!(breaker.pass("f", at(2)), Ok(()), "the probe");
    assert_eq!(breaker.pass("g", at(2)), Err(at(32)), "the others wait for it");
    breaker.answered(Outcome::Silent, "f", at(3));
    assert_eq!(breaker.closed("g", at(3)), Some(at(7)), "twice as long");
    assert_eq!(breaker.pass("g", at(7)), Ok(()));
    breaker.answered(Outcome::Answered, "g", at(8));
    for task in ["a", "g", "h"] {
        assert_eq!(breaker.pass(task, at(8)), Ok(()), "open for all");
    }
}

#[test]
fn what_befalls_a_few_closes_it_for_nobody() {
    let mut breaker = Breaker::default();
    for second in 0..100 {
        for task in ["a", "b", "c", "d"] {
            breaker.answered(Outcome::Silent, task, at(second));
        }
    }
    assert_eq!(breaker.closed("good", at(100)), None);
    assert!(breaker.is_silent(), "which is told all the same");
    for task in ["e", "f", "g", "h", "i", "j"] {
        breaker.answered(Outcome::Answered, "good", at(100));
        breaker.answered(Outcome::Silent, task, at(100));
    }
    assert_eq!(breaker.closed("good", at(100)), None, "others were answered");
    assert!(!breaker.is_silent());
}

#[test]
fn who_got_no_answer_tries_after_those_who_did_not_try() {
    let mut breaker = closed();
    assert_eq!(breaker.admit("a", at(2)), Err(at(4)));
    assert_eq!(breaker.admit("good", at(3)), Ok(()));
    breaker.answered(Outcome::Answered, "good", at(3));
    assert_eq!(breaker.admit("a", at(3)), Ok(()));

    // Where there is nobody else, the next one does.
    let mut breaker = closed();
    assert_eq!(breaker.admit("a", at(4)), Ok(()));
    breaker.answered(Outcome::Silent, "a", at(4));
    assert_eq!(breaker.admit("b", at(9)), Err(at(10)));
    assert_eq!(breaker.admit("b", at(10)), Ok(()));
}

#[test]
fn of_visits_that_begin_at_once_one_is_let_in_and_may_make_its_calls() {
    let mut breaker = closed();
    assert_eq!(breaker.admit("f", at(2)), Ok(()));
    assert_eq!(breaker.admit("g", at(2)), Err(at(4)));
    assert_eq!(breaker.closed("f", at(3)), None);
    assert_eq!(breaker.pass("f", at(3)), Ok(()));
    assert_eq!(breaker.admit("g", at(4)), Err(at(33)), "its call is under way");
    assert_eq!(breaker.admit("f", at(4)), Ok(()), "another pass of the visit");
}

#[test]
fn a_visit_that_makes_no_call_keeps_the_others_away_for_seconds_only() {
    let mut breaker = closed();
    assert_eq!(breaker.admit("idle", at(2)), Ok(()));
    assert_eq!(breaker.admit("g", at(4)), Ok(()));
    assert_eq!(breaker.closed("idle", at(4)), Some(at(6)));
}

#[test]
fn calls_that_were_under_way_when_it_closed_do_not_end_the_turn_of_who_tries() {
    let mut breaker = closed();
    assert_eq!(breaker.pass("f", at(2)), Ok(()));
    breaker.answered(Outcome::Silent, "late", at(3));
    assert_eq!(breaker.closed("g", at(3)), Some(at(32)));
    breaker.answered(Outcome::Silent, "f", at(4));
    assert_eq!(breaker.closed("g", at(4)), Some(at(8)), "the second rest");
}
