//! Tests of the call limits.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::*;

const DAY: i64 = 86_400;

/// 2024-05-07, 00:00 in UTC+8, and so many seconds.
fn at(second: i64, ms: i32) -> Timestamp {
    Timestamp::new(1_715_011_200 + second, ms * 1_000_000).unwrap()
}

fn quota(limits: Value) -> Quota {
    Quota::new(serde_json::from_value(limits).unwrap()).unwrap()
}

fn takes(quota: &mut Quota, access: Access, now: Timestamp) -> bool {
    quota.take("a", access, now).is_ok()
}

#[test]
fn the_window_of_a_second_slides() {
    let mut quota = quota(json!({"qps": 2}));
    assert!(takes(&mut quota, Access::Read, at(0, 0)));
    assert!(takes(&mut quota, Access::Write, at(0, 900)));
    assert!(!takes(&mut quota, Access::Read, at(0, 999)));
    assert!(takes(&mut quota, Access::Read, at(1, 0)));
    assert!(!takes(&mut quota, Access::Read, at(1, 1)));
}

#[test]
fn classes_are_counted_apart() {
    let mut quota = quota(json!({"readQps": 1, "writeQps": 1}));
    assert!(takes(&mut quota, Access::Read, at(0, 0)));
    assert!(takes(&mut quota, Access::Write, at(0, 0)));
    assert!(!takes(&mut quota, Access::Write, at(0, 0)));
}

#[test]
fn accounts_are_counted_apart() {
    let mut quota = quota(json!({"perDay": 1}));
    assert!(quota.take("a", Access::Read, at(0, 0)).is_ok());
    assert!(quota.take("a", Access::Read, at(1, 0)).is_err());
    assert!(quota.take("b", Access::Read, at(1, 0)).is_ok());
}

#[test]
fn a_day_ends_at_midnight_or_after_24_hours_or_with_the_later_of_them() {
    // A call an hour before midnight, one after it, and one 24 hours after the first.
    for (rule, after_midnight) in [("calendar", true), ("sliding", false), ("both", false)] {
        let mut quota = quota(json!({"perDay": 1, "day": rule, "countThrottled": false}));
        assert!(takes(&mut quota, Access::Read, at(-3600, 0)));
        assert!(!takes(&mut quota, Access::Read, at(-1, 0)), "{rule}");
        assert_eq!(
            takes(&mut quota, Access::Read, at(0, 0)),
            after_midnight,
            "{rule}"
        );
        let next = takes(&mut quota, Access::Read, at(DAY - 3600, 0));
        assert_eq!(next, !after_midnight, "{rule}");
    }
}

#[test]
fn a_throttled_call_counts_against_the_day_unless_it_does_not() {
    for (counts, next_day) in [(true, false), (false, true)] {
        let mut quota = quota(json!({"perDay": 1, "countThrottled": counts}));
        assert!(takes(&mut quota, Access::Read, at(0, 0)));
        assert!(!takes(&mut quota, Access::Read, at(60, 0)));
        assert_eq!(takes(&mut quota, Access::Read, at(DAY, 0)), next_day);
    }
}

#[test]
fn the_worst_is_remembered_whatever_came_of_it() {
    let mut quota = quota(json!({"qps": 2}));
    for _ in 0..3 {
        let _ = quota.take("a", Access::Write, at(0, 0));
    }
    let _ = quota.take("a", Access::Read, at(2 * DAY, 0));
    let report = serde_json::to_value(quota.report(at(2 * DAY, 0))).unwrap();
    let (one, three, four) = (
        json!({"all": 1, "read": 1, "write": 0}),
        json!({"all": 3, "read": 1, "write": 3}),
        json!({"all": 4, "read": 1, "write": 3}),
    );
    assert_eq!(
        report["accounts"]["a"],
        json!({"calls": four, "throttled": {"all": 1, "read": 0, "write": 1}, "today": one, "worstDay": three,
            "last24h": one, "worst24h": three, "worstSecond": three})
    );
}

#[test]
fn a_call_is_refused_in_each_of_the_documented_ways() {
    for (status, code, after) in [
        (400, "Throttling.User", None),
        (429, "Throttling", Some(500)),
        (429, "Throttling.Api", None),
    ] {
        let mut quota =
            quota(json!({"qps": 0, "throttle": {"status": status, "code": code, "retryAfterMs": after}}));
        let error = quota.take("a", Access::Read, at(0, 0)).unwrap_err();
        assert_eq!((error.status.as_u16(), error.code.as_str()), (status, code));
        assert_eq!(error.retry_after_ms, after);
    }
    for throttle in [json!({"status": 200}), json!({"code": "NoPermission"})] {
        let limits = serde_json::from_value(json!({"throttle": throttle})).unwrap();
        assert!(Quota::new(limits).unwrap_err().contains("throttle."));
    }
}
