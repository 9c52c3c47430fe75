//! What the text says of what was counted, and of what was found.

use std::collections::HashMap;

use super::super::*;
use super::sample::{counted, exposition, value};

#[test]
fn what_was_counted_and_what_was_found_is_told() {
    let exposition = exposition();
    for (name, labels, expected) in [
        (
            "calls_total",
            &[("operation", "ListFiles"), ("outcome", "Success")][..],
            1.0,
        ),
        (
            "call_duration_seconds_bucket",
            &[("operation", "ListFiles"), ("le", "0.05")],
            0.0,
        ),
        (
            "call_duration_seconds_bucket",
            &[("operation", "ListFiles"), ("le", "0.1")],
            1.0,
        ),
        ("calls_refused_total", &[("reason", "BudgetExhausted")], 1.0),
        ("calls_waiting", &[], 0.0),
        ("visits_total", &[("result", "Done")], 1.0),
        ("passes_total", &[("action", "Create"), ("result", "Done")], 1.0),
        ("pass_duration_seconds_sum", &[], 3.0),
        ("events_total", &[("type", "Normal"), ("reason", "Created")], 1.0),
        ("leader", &[], 1.0),
        ("lease_transitions_total", &[("transition", "Won")], 1.0),
        ("watch_errors_total", &[("resource", "disynctasks")], 1.0),
        (
            "credential_requests_total",
            &[("source", "oidc"), ("outcome", "Success")],
            1.0,
        ),
        ("ledger_conflicts_total", &[], 1.0),
        ("build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1.0),
        (
            "tasks",
            &[
                ("type", "DI_REALTIME"),
                ("phase", "Running"),
                ("stalled", "False"),
            ],
            7.0,
        ),
        ("tasks_drifted", &[], 1.0),
        ("tasks_deleting", &[], 2.0),
        ("oldest_deletion_seconds", &[], 1.5),
        ("oldest_unready_task_seconds", &[], 60.0),
        ("workspaces", &[("ready", "True"), ("reason", "Valid")], 1.0),
        (
            "calls_left",
            &[("account", "0123456789ab"), ("region", "cn-shanghai")],
            990.0,
        ),
        ("calls_per_day", &[("account", "0123456789ab")], 1_000.0),
        ("accounts_throttled", &[], 3.0),
        ("endpoints_unreachable", &[], 4.0),
        ("visits_running", &[], 5.0),
        ("visits_waiting", &[], 6.0),
    ] {
        assert_eq!(value(&exposition, name, labels), Some(expected), "{name}");
    }
    let started = super::sample::read(&exposition).value("process_start_time_seconds", &[]);
    assert_eq!(started, Some(1_700_000_000.5));
}

#[test]
fn a_call_waits_until_its_leave_is_there() {
    let metrics = Metrics::default();
    let exposition = Exposition::new(&metrics, 0.0, || None);
    let (one, other) = (metrics.calls.waiting(), metrics.calls.waiting());
    assert_eq!(value(&exposition, "calls_waiting", &[]), Some(2.0));
    drop(one);
    assert_eq!(value(&exposition, "calls_waiting", &[]), Some(1.0));
    drop(other);
    assert_eq!(value(&exposition, "calls_waiting", &[]), Some(0.0));
}

#[test]
fn one_that_stands_by_tells_of_itself_and_of_no_task() {
    let metrics = counted();
    let exposition = Exposition::new(&metrics, 0.0, || None);
    metrics.upkeep.lost();
    assert_eq!(value(&exposition, "leader", &[]), Some(0.0));
    assert_eq!(
        value(&exposition, "lease_transitions_total", &[("transition", "Lost")]),
        Some(1.0)
    );
    for name in ["tasks", "workspaces", "calls_left", "visits_waiting"] {
        assert_eq!(value(&exposition, name, &[]), None, "{name}");
    }
}

#[test]
fn tasks_that_are_not_listed_yet_are_not_told_to_be_none() {
    let exposition = Exposition::new(&Metrics::default(), 0.0, || Some(Survey::default()));
    assert_eq!(value(&exposition, "tasks_deleting", &[]), None);
    assert_eq!(value(&exposition, "visits_running", &[]), Some(0.0));
}

#[test]
fn what_a_label_holds_cannot_break_the_text() {
    let account = AccountLabels {
        account: "a\"} 1\nb\\".to_owned(),
        region: String::new(),
    };
    let calls = AccountCount {
        per_day: 1,
        left: None,
    };
    let survey = Survey {
        accounts: HashMap::from([(account.clone(), calls)]),
        ..Survey::default()
    };
    let exposition = Exposition::new(&Metrics::default(), 0.0, move || Some(survey.clone()));
    assert_eq!(
        value(&exposition, "calls_per_day", &[("account", &account.account)]),
        Some(1.0)
    );
    assert_eq!(value(&exposition, "calls_left", &[]), None, "nobody asked yet");
}

#[test]
fn the_content_type_is_that_of_the_text() {
    assert!(CONTENT_TYPE.starts_with("application/openmetrics-text; version=1.0.0;"));
    assert!(exposition().text().ends_with("# EOF\n"));
}
