//! Tests of the fault rules.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::*;
use crate::state::fault_rule::{Delivery, Effect, Kind};

fn rule(value: Value) -> Rule {
    serde_json::from_value(value).unwrap()
}

fn faults(values: &[Value]) -> Faults {
    let mut faults = Faults::default();
    for value in values {
        faults.add(rule(value.clone())).unwrap();
    }
    faults
}

#[test]
fn a_rule_skips_strikes_and_goes() {
    let mut faults = faults(&[json!({"action": "A", "skip": 1, "times": 2, "kind": "error500"})]);
    assert!(faults.strike("B", None).is_none());
    let struck: Vec<bool> = (0..4).map(|_| faults.strike("A", None).is_some()).collect();
    assert_eq!(struck, [false, true, true, false]);
    assert!(faults.rules().is_empty());
}

#[test]
fn zero_times_is_for_ever() {
    let mut faults = faults(&[json!({"times": 0, "kind": "html"})]);
    assert!((0..10).all(|_| faults.strike("A", None).is_some()));
}

#[test]
fn a_rule_for_a_workspace_strikes_no_other() {
    let mut faults = faults(&[json!({"projectId": 7, "kind": "html"})]);
    assert!(faults.strike("A", None).is_none());
    assert!(faults.strike("A", Some(8)).is_none());
    assert!(faults.strike("A", Some(7)).is_some());
}

#[test]
fn the_first_rule_that_is_due_strikes() {
    let mut faults = faults(&[json!({"skip": 1, "kind": "html"}), json!({"kind": "empty"})]);
    assert_eq!(faults.strike("A", None).unwrap().kind, Kind::Empty);
    assert_eq!(faults.strike("A", None).unwrap().kind, Kind::Html);
}

#[test]
fn the_effect_of_a_kind_can_be_changed() {
    let lost = rule(json!({"kind": "error500", "effect": "first"}))
        .fault()
        .unwrap();
    assert_eq!(lost.effect, Effect::First);
    let late = rule(json!({"kind": "slow", "ms": 5, "effect": "none"}))
        .fault()
        .unwrap();
    assert_eq!(late.delivery, Delivery::Reset);
}

#[test]
fn an_error_is_spelled_out() {
    let value = json!({"kind": "error", "status": 403, "code": "Forbidden.Access", "retryAfterMs": 9});
    let Delivery::Error(error) = rule(value).fault().unwrap().delivery else {
        unreachable!("the kind sends an error")
    };
    assert_eq!(
        (error.status.as_u16(), error.code.as_str()),
        (403, "Forbidden.Access")
    );
    assert_eq!(error.retry_after_ms, Some(9));
}

#[test]
fn a_rule_that_makes_no_sense_is_refused() {
    for value in [
        json!({"kind": "error"}),
        json!({"kind": "slow"}),
        json!({"kind": "html", "code": "X"}),
        json!({"kind": "html", "retryAfterMs": 1}),
        json!({"kind": "html", "status": 1}),
        json!({"kind": "empty", "status": 404}),
    ] {
        assert!(rule(value).fault().is_err());
    }
}
