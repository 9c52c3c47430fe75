//! What a survey counts.

use serde_json::{Value, json};

use super::*;

const NOW: &str = "2026-01-01T12:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn condition(kind: &str, status: &str, reason: &str, since: &str) -> Value {
    json!({ "type": kind, "status": status, "reason": reason, "message": "", "lastTransitionTime": since })
}

/// A task, with `more` merged over it.
fn task(name: &str, spec: Value, status: Value) -> Cached {
    let mut whole = json!({
        "apiVersion": "dataworks.alibabacloud.com/v1alpha1", "kind": "DISyncTask",
        "metadata": { "name": name, "namespace": "ns", "uid": name, "creationTimestamp": "2026-01-01T11:00:00Z" },
        "spec": { "taskType": "DI_REALTIME", "workspaceRef": { "name": "w" } },
        "status": status
    });
    for (key, value) in spec.as_object().unwrap() {
        whole["spec"][key] = value.clone();
    }
    serde_json::from_value(whole).unwrap()
}

fn counted(tasks: &[Cached]) -> TaskCount {
    count(tasks.iter(), &Words::new(), now())
}

fn labels(phase: &'static str, ready: &'static str, reason: &'static str) -> TaskLabels {
    TaskLabels {
        r#type: "DI_REALTIME",
        phase,
        ready,
        stalled: "False",
        reason,
    }
}

#[test]
fn tasks_are_counted_by_what_they_have_in_common() {
    let running = json!({
        "phase": "Running", "drift": ["cu"],
        "conditions": [condition("Ready", "True", "Running", "2026-01-01T10:00:00Z")]
    });
    let stalled = json!({ "phase": "Failed", "conditions": [
        condition("Ready", "False", "InvalidSpec", "2026-01-01T11:30:00Z"),
        condition("Stalled", "True", "InvalidSpec", "2026-01-01T11:30:00Z")
    ] });
    let counted = counted(&[
        task("a", json!({}), running.clone()),
        task("b", json!({}), running),
        task("c", json!({}), stalled),
        task(
            "d",
            json!({}),
            json!({ "observedGeneration": -1, "conditions": [] }),
        ),
    ]);
    let needs_a_person = TaskLabels {
        stalled: "True",
        ..labels("Failed", "False", "InvalidSpec")
    };
    let expected = [
        (labels("Running", "True", "Running"), 2),
        (needs_a_person, 1),
        (labels("Pending", "Unknown", "Pending"), 1),
    ];
    assert_eq!(counted.of, HashMap::from(expected));
    assert_eq!((counted.drifted, counted.deleting), (2, 0));
    assert_eq!(
        counted.oldest_unready,
        Duration::from_secs(3600),
        "since it was made"
    );
}

#[test]
fn a_word_that_is_none_of_ours_becomes_no_label() {
    let strange = json!({ "conditions": [condition("Ready", "Maybe", "orders-secret-name", NOW)] });
    let counted = counted(&[task("a", json!({}), strange)]);
    assert_eq!(
        counted.of,
        HashMap::from([(labels("Pending", "Unknown", "Unknown"), 1)])
    );
}

#[test]
fn an_object_that_does_not_decode_is_counted() {
    let counted = counted(&[task("a", json!({ "taskType": 7 }), json!({}))]);
    let broken = TaskLabels {
        r#type: "Unknown",
        stalled: "True",
        ..labels("Failed", "False", "Undecodable")
    };
    assert_eq!(counted.of, HashMap::from([(broken, 1)]));
}

#[test]
fn suspended_tasks_are_not_late_and_a_deletion_has_its_own_age() {
    let unready =
        || json!({ "conditions": [condition("Ready", "False", "Deleting", "2026-01-01T09:00:00Z")] });
    let mut deleted = task("a", json!({}), unready());
    if let Ok(task) = &mut deleted.0 {
        task.metadata.deletion_timestamp = Some(Time("2026-01-01T11:45:00Z".parse().unwrap()));
    }
    let counted = counted(&[deleted, task("b", json!({ "suspend": true }), unready())]);
    assert_eq!(counted.deleting, 1);
    assert_eq!(counted.oldest_deletion, Duration::from_secs(900));
    assert_eq!(counted.oldest_unready, Duration::ZERO);
}
