//! Tests of the scheduling.

#![allow(clippy::unwrap_used)]

use super::*;

fn one(name: &'static str, text: &'static str) -> Result<Fields, ApiError> {
    read_schedule(move |asked| (asked == name).then_some(text))
}

#[test]
fn each_field_is_shown_in_its_own_type() {
    for (name, text, shown_as, value) in [
        ("CycleType", "NOT_DAY", "CycleType", json!("NOT_DAY")),
        ("AutoRerunTimes", "3", "AutoRerunTimes", json!(3)),
        ("Stop", "true", "Stop", json!(true)),
        (
            "ApplyScheduleImmediately",
            "true",
            "ApplyScheduleImmediately",
            json!("true"),
        ),
        (
            "InputList",
            "p.a, p.b",
            "InputList",
            json!([{"Input": "p.a"}, {"Input": "p.b"}]),
        ),
        (
            "ResourceGroupIdentifier",
            "group_375827434852437",
            "ResourceGroupId",
            json!(375_827_434_852_437_i64),
        ),
    ] {
        let fields = one(name, text).unwrap();
        assert_eq!(shown(&fields)[shown_as], value, "{name}");
    }
    assert_eq!(shown(&Fields::new())["CycleType"], "DAY");
}

#[test]
fn what_cannot_be_is_refused_by_its_name() {
    for (name, text) in [
        ("CycleType", "WEEK"),
        ("RerunMode", "all_allowed"),
        ("AutoRerunTimes", "-1"),
        ("AutoRerunIntervalMillis", "1800001"),
        ("Stop", "1"),
        ("CronExpress", "daily"),
        ("InputParameters", "{}"),
    ] {
        assert_eq!(one(name, text).unwrap_err(), ApiError::invalid(name));
    }
}
