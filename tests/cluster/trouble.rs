//! Keys that are refused, limits that are hit, a service that is away.

use dataworks_operator::api::{DISyncTask, RECONCILE_REQUESTED_AT};
use serde_json::json;

use crate::stage::*;

#[tokio::test]
async fn a_wrong_key_costs_one_call_for_all_tasks_and_heals_when_it_changes() {
    // The right key was never there: the operator would remember it for some seconds.
    let stage = Stage::bare("key", &[]).await;
    stage.create_secret("wrong").await;
    stage.create_workspace(json!({})).await;
    stage.create("first", realtime()).await;
    let stalled = stage.until_reason("first", "CredentialsRefused").await;
    assert!(
        message(&stalled).contains("SignatureDoesNotMatch"),
        "{}",
        message(&stalled)
    );
    for name in ["second", "third"] {
        stage.create(name, realtime()).await;
        stage.until_reason(name, "CredentialsRefused").await;
    }
    assert_eq!(stage.calls().await.len(), 1, "{:?}", stage.calls().await);
    stage.create_secret("simulator-secret").await;
    for name in ["first", "second", "third"] {
        stage.until_ready(name).await;
    }
    let log = stage.operator.log().read();
    for secret in ["simulator-secret", "wrong&", "string to sign", "molin_di_test"] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

#[tokio::test]
async fn throttling_is_waited_for_at_either_status() {
    let stage = Stage::new("throttle").await;
    for kind in ["throttle400", "throttle429"] {
        stage
            .fault(json!({ "action": "CreateDISyncTask", "kind": kind, "retryAfterMs": 500 }))
            .await;
        stage.create(kind, realtime()).await;
        let waiting = stage.until_reason(kind, "Throttled").await;
        assert_eq!(condition(&waiting, "Reconciling").unwrap().0, "True");
        stage.until_ready(kind).await;
    }
    assert!(
        !stage
            .calls()
            .await
            .iter()
            .any(|call| call.starts_with("ListFiles")),
        "nothing was in doubt"
    );
}

#[tokio::test]
async fn a_service_that_is_away_is_waited_for() {
    let nobody = nobody_listens();
    let dead = nobody.local_addr().unwrap();
    let spec = json!({ "endpoint": format!("http://{dead}") });
    let stage = Stage::with_workspace("away", spec).await;
    stage.create("orders", realtime()).await;
    let waiting = stage.until_reason("orders", "Unreachable").await;
    assert_eq!(condition(&waiting, "Reconciling").unwrap().0, "True");
    stage.create_workspace(json!({})).await;
    stage.until_ready("orders").await;
}

#[tokio::test]
async fn errors_of_the_service_are_ridden_out() {
    let stage = Stage::new("errors").await;
    let faults = [
        json!({ "kind": "error500" }),
        json!({ "kind": "error503" }),
        json!({ "kind": "html" }),
        json!({ "kind": "html", "status": 404 }),
        json!({ "kind": "empty" }),
    ];
    for (n, mut fault) in faults.into_iter().enumerate() {
        for action in [
            "GenerateDISyncTaskConfigForCreating",
            "QueryDISyncTaskConfigProcessResult",
        ] {
            fault["action"] = json!(action);
            stage.fault(fault.clone()).await;
        }
        let name = format!("task-{n}");
        stage.create(&name, realtime()).await;
        stage.until_ready(&name).await;
    }
}

#[tokio::test]
async fn a_clock_that_differs_by_more_than_the_window_is_corrected() {
    let stage = Stage::new("clock").await;
    stage.behave(json!({ "clockOffsetSeconds": -3600 })).await;
    stage.create("orders", realtime()).await;
    stage.until_ready("orders").await;
}

#[tokio::test]
async fn a_visit_that_is_asked_for_does_not_wait() {
    let stage = Stage::new("asked").await;
    let refused = json!({ "action": "GenerateDISyncTaskConfigForCreating", "kind": "error", "status": 403,
                          "code": "Forbidden.DI.NoPrivilege", "message": "No access." });
    stage.fault(refused).await;
    stage.create("orders", realtime()).await;
    // The next attempt is a minute away.
    let refused = stage.until_reason("orders", "GenerationFailed").await;
    let due = refused.status.unwrap().next_poll_time.unwrap().0;
    let ask = |value: &str| json!({ "metadata": { "annotations": { RECONCILE_REQUESTED_AT: value } } });
    stage.edit("orders", ask("2026-01-01T00:00:00Z")).await;
    let ready = stage.until_ready("orders").await;
    let log = stage.call_log().await;
    let made = log.iter().map(|call| call["timeMs"].as_i64().unwrap()).nth(1);
    assert!(made.unwrap() < due.as_millisecond(), "it waited all the same");
    assert_eq!(
        ready.status.unwrap().last_handled_reconcile_at.as_deref(),
        Some("2026-01-01T00:00:00Z")
    );
    stage.edit("orders", ask("again")).await;
    stage
        .until("orders", "told that it was seen", |task| {
            task.status.as_ref().unwrap().last_handled_reconcile_at.as_deref() == Some("again")
        })
        .await;
}

#[tokio::test]
async fn a_service_that_gives_small_pages_is_read_to_the_end() {
    let stage = Stage::new("pages").await;
    stage.behave(json!({ "listPageLimit": 2 })).await;
    let names = ["a", "b", "c", "d", "e"];
    let mut files = Vec::new();
    for name in names {
        // The answer is lost, so that the task is looked up by its name.
        stage
            .fault(json!({ "action": "CreateDISyncTask", "kind": "resetAfter" }))
            .await;
        stage.create(name, realtime()).await;
        files.push(stage.until_ready(name).await.status.unwrap().file_id.unwrap());
    }
    assert_eq!(stage.remote().await.len(), names.len());

    let ask = json!({ "metadata": { "annotations": { RECONCILE_REQUESTED_AT: "1" } } });
    let seen = |task: &DISyncTask| {
        let handled = task.status.as_ref().unwrap().last_handled_reconcile_at.as_deref();
        handled == Some("1") && condition(task, "Ready").is_some_and(|ready| ready.0 == "True")
    };
    stage.simulator.delete("calls").await.unwrap();
    stage.edit("c", ask.clone()).await;
    stage.until("c", "seen", seen).await;
    let calls = stage.calls().await;
    let looks = calls.iter().filter(|call| call.starts_with("ListFiles")).count();
    assert_eq!(looks, 3, "five tasks on pages of two: {calls:?}");

    stage
        .simulator
        .delete(&format!("tasks/{}", files[4]))
        .await
        .unwrap();
    stage.edit("e", ask.clone()).await;
    stage.until_reason("e", "TaskMissing").await;
    stage.edit("d", ask).await;
    stage.until("d", "seen", seen).await;
}
