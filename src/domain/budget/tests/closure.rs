//! When calls rest, and when they go on.

use super::*;

fn at(secs: i64) -> Timestamp {
    Timestamp::from_second(secs).unwrap()
}

/// The same failure of a call, with an ID that DataWorks gave to the request, or without.
fn failed(code: &str, request_id: Option<&str>) -> Failure {
    Failure {
        consequence: Consequence::Retry,
        code: code.to_owned(),
        message: String::new(),
        request_id: request_id.map(ToOwned::to_owned),
    }
}

#[test]
fn an_answer_that_dataworks_wrote_is_no_silence_however_odd_it_is() {
    for (code, request_id, outcome) in [
        ("Unreachable", None, Outcome::Silent),
        ("Interrupted", None, Outcome::Silent),
        ("DeadlineExceeded", None, Outcome::Silent),
        ("UnreadableAnswer", None, Outcome::Silent),
        ("UnreadableAnswer", Some("r"), Outcome::Answered),
        ("Http403", None, Outcome::Silent),
        ("Http502", None, Outcome::Silent),
        ("Http502", Some("r"), Outcome::Silent),
        ("ServiceUnavailable", Some("r"), Outcome::Silent),
        ("InternalError.DI.Unknown", Some("r"), Outcome::Answered),
        ("Forbidden.Access", Some("r"), Outcome::Answered),
    ] {
        assert_eq!(Outcome::of(Some(&failed(code, request_id))), outcome, "{code}");
    }
    assert_eq!(Outcome::of(None), Outcome::Answered);
}

#[test]
fn after_a_rest_one_call_is_let_through_until_its_outcome_is_known() {
    let mut closure = Closure::default();
    closure.throttled(Outcome::Throttled(None), at(0));
    assert_eq!(closure.pass(at(1)), Err(at(2)));
    assert_eq!(closure.pass(at(2)), Ok(()), "the probe");
    assert_eq!(closure.pass(at(2)), Err(at(32)), "the others wait for it");
    closure.throttled(Outcome::Throttled(None), at(3));
    assert_eq!(closure.pass(at(3)), Err(at(7)), "twice as long");
    assert_eq!(closure.pass(at(7)), Ok(()));
    closure.throttled(Outcome::Answered, at(8));
    assert_eq!(closure.pass(at(8)), Ok(()));
    assert_eq!(closure.pass(at(8)), Ok(()), "open for all");
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
