//! A service whose lists lag for longer than anybody waits.

use serde_json::json;

use crate::stage::*;

async fn lagging(name: &str) -> Stage {
    let stage = Stage::new(name).await;
    stage.behave(json!({ "listLagMs": 600_000 })).await;
    stage
}

#[tokio::test]
async fn what_lists_do_not_show_is_deleted_all_the_same() {
    let stage = lagging("unlisted-deleted").await;
    for (name, spec) in [("created", realtime()), ("runs", running()), ("batch", batch())] {
        stage.create(name, spec).await;
    }
    for name in ["created", "runs", "batch"] {
        stage.until_ready(name).await;
        stage.delete(name).await;
    }
    for name in ["created", "runs", "batch"] {
        stage.until_gone(name).await;
    }
    assert_eq!(stage.remote().await, Vec::<serde_json::Value>::new());
}

/// The key of a workspace of which it is no member any more: no list shows anything, and all else is refused.
#[tokio::test]
async fn what_the_key_may_not_see_any_more_is_not_taken_for_gone() {
    let stage = lagging("unlisted-denied").await;
    stage.create("orders", running()).await;
    stage.until_ready("orders").await;
    for (action, code, status) in [
        ("GetDISyncInstanceInfo", "NotAMember", 403),
        ("GetDISyncTask", "NotAMember", 403),
        ("DeleteDISyncTask", "NotAMember", 403),
    ] {
        let denied = json!({ "action": action, "kind": "error", "times": 0, "status": status, "code": code, "message": "No." });
        stage.fault(denied).await;
    }
    stage.delete("orders").await;
    let kept = stage.until_reason("orders", "ServiceError").await;
    assert!(message(&kept).contains("NotAMember"), "{}", message(&kept));
    assert_eq!(stage.remote().await[0]["runState"], json!("RUN"));

    // What says no more than that it refuses tells as little.
    stage.simulator.delete("faults").await.unwrap();
    stage
        .behave(json!({ "refused": { "GetDISyncTask": { "message": "No." }, "DeleteDISyncTask": { "message": "No." } } }))
        .await;
    stage.ask("orders").await;
    let kept = stage.until_reason("orders", "DeletionFailed").await;
    stage.ask("orders").await;
    stage
        .until("orders", "refused again", |task| {
            task.status.as_ref().unwrap().failures > kept.status.as_ref().unwrap().failures
        })
        .await;
    assert_eq!(stage.remote().await.len(), 1);

    stage.behave(json!({})).await;
    stage.ask("orders").await;
    stage.until_gone("orders").await;
    assert_eq!(stage.remote().await.len(), 0);
}

#[tokio::test]
async fn what_lists_do_not_show_is_neither_missing_nor_made_again() {
    let stage = lagging("unlisted-kept").await;
    for policy in ["Report", "Correct"] {
        let name = policy.to_lowercase();
        let mut spec = running();
        spec["driftPolicy"] = json!(policy);
        stage.create(&name, spec).await;
        stage.until_ready(&name).await;
        let asked = stage.ask(&name).await;
        let looked = stage
            .until(&name, "looked at", |task| {
                let status = task.status.as_ref().unwrap();
                status.last_handled_reconcile_at.as_ref() == Some(&asked)
            })
            .await;
        assert_eq!(looked.status.as_ref().unwrap().missing_since, None);
        assert_eq!(condition(&looked, "Ready").unwrap().0, "True");
        assert_eq!(condition(&looked, "DriftDetected").unwrap().0, "False");
    }
    let creates = stage.mutations().await;
    let creates = creates.iter().filter(|action| *action == "CreateDISyncTask");
    assert_eq!(creates.count(), 2);
}

#[tokio::test]
async fn what_lies_in_the_recycle_bin_is_missing() {
    let stage = Stage::new("unlisted-bin").await;
    stage.behave(json!({ "recycleBin": true })).await;
    let mut spec = batch();
    spec["driftPolicy"] = json!("Report");
    stage.create("batch", spec).await;
    let task = stage.until_ready("batch").await;
    let file_id = task.status.unwrap().file_id.unwrap();
    stage.simulator.delete(&format!("tasks/{file_id}")).await.unwrap();
    stage.ask("batch").await;
    let missing = stage
        .until("batch", "seen missing", |task| {
            task.status.as_ref().unwrap().missing_since.is_some()
        })
        .await;
    assert_eq!(condition(&missing, "Ready").unwrap().0, "False");
    let removed = json!({ "message": "The node was removed." });
    stage
        .behave(json!({ "recycleBin": true, "refused": { "DeleteFile": removed } }))
        .await;
    stage.delete("batch").await;
    stage.until_gone("batch").await;
}

#[tokio::test]
async fn what_somebody_deleted_is_let_go_though_its_deletion_is_refused() {
    let stage = Stage::new("unlisted-gone").await;
    stage.create("orders", running()).await;
    let task = stage.until_ready("orders").await;
    let file_id = task.status.unwrap().file_id.unwrap();
    stage.simulator.delete(&format!("tasks/{file_id}")).await.unwrap();
    let removed = json!({ "message": "The node was removed." });
    stage
        .behave(json!({ "refused": { "DeleteDISyncTask": removed } }))
        .await;
    stage.delete("orders").await;
    stage.until_gone("orders").await;
    assert!(stage.actions().await.contains(&"DeleteDISyncTask".to_owned()));
}
