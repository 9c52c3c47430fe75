//! What came of a call during which somebody touched the object.

use serde_json::{Value, json};

use super::*;
use crate::domain::failure::{Consequence, Failure};
use crate::domain::plan::Step;

/// A task that is about to be started.
fn announced() -> Value {
    json!({
        "apiVersion": "dataworks.alibabacloud.com/v1alpha1", "kind": "DISyncTask",
        "metadata": { "name": "orders", "namespace": "team", "uid": "uid", "generation": 1, "resourceVersion": "1" },
        "spec": { "taskType": "DI_REALTIME", "workspaceRef": { "name": "default" } },
        "status": {
            "observedGeneration": 1, "fileId": 7, "conditions": [],
            "operation": {
                "kind": "Start", "state": "Announced", "attempt": 1, "payloadHash": "",
                "announcedAt": "2026-01-01T00:00:00Z", "deadline": "2026-01-01T00:05:00Z",
            },
        },
    })
}

#[test]
fn what_was_asked_for_during_a_call_is_not_answered_by_it() {
    let mut touched = announced();
    touched["metadata"]["generation"] = json!(2);
    touched["metadata"]["resourceVersion"] = json!("2");
    touched["metadata"]["annotations"] =
        json!({ "dataworks.alibabacloud.com/reconcile-requested-at": "now" });
    touched["spec"]["desiredState"] = json!("Stopped");
    touched["status"]["missingSince"] = json!("2026-01-01T00:00:00Z");
    let of = |task| -> DISyncTask { serde_json::from_value(task).unwrap() };
    let task = as_called_for(&of(announced()), of(touched));
    assert_eq!(
        task.metadata.resource_version.as_deref(),
        Some("2"),
        "or it is lost"
    );
    let status = task.status.as_ref().unwrap();
    assert!(status.missing_since.is_some(), "what the status says is kept");
    let failure = Failure {
        consequence: Consequence::Ambiguous,
        code: "DeadlineExceeded".into(),
        message: "no answer".into(),
        request_id: None,
    };
    let fact = Fact::CallFailed(Step::Change(OperationKind::Start), failure);
    let told = report(&task, &fact, "2026-01-01T00:00:30Z".parse().unwrap()).status;
    assert!(told.next_poll_time.is_some(), "it rests from the failure");
    assert_eq!(told.observed_generation, Some(1), "the edit was not seen");
    assert_eq!(told.last_handled_reconcile_at, None, "no look was taken");
}
