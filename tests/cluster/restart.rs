//! What costs nothing: rest, a restart, an unchanged apply.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use crate::rights::writes_since;
use crate::stage::*;

#[allow(clippy::disallowed_methods)] // the API server's log goes by the wall clock
fn now() -> Timestamp {
    Timestamp::now()
}

#[tokio::test]
async fn rest_a_restart_and_an_unchanged_apply_cost_no_call_and_no_write() {
    let mut stage = Stage::new("rest").await;
    for (name, writer) in [("one", "odps"), ("two", "kafka")] {
        stage
            .create(
                name,
                json!({ "taskType": "DI_REALTIME", "taskParam": script(writer) }),
            )
            .await;
        stage.until_ready(name).await;
    }
    let versions = || async {
        let tasks = stage.tasks().list(&Default::default()).await.unwrap();
        tasks
            .items
            .into_iter()
            .map(|task| task.metadata.resource_version)
            .collect::<Vec<_>>()
    };
    let (calls, before) = (stage.calls().await.len(), versions().await);
    stage
        .edit("one", json!({ "spec": { "taskType": "DI_REALTIME" } }))
        .await;
    stage
        .edit("one", json!({ "metadata": { "labels": { "team": "a" } } }))
        .await;
    let before = [
        stage.tasks().get("one").await.unwrap().metadata.resource_version,
        before[1].clone(),
    ];
    let began = now();
    stage.operator.restart().await.unwrap();
    // A third task shows that the restarted operator is at work.
    stage.create("three", batch()).await;
    stage.until_ready("three").await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(stage.calls().await.len(), calls + 1);
    let after = stage.tasks().list(&Default::default()).await.unwrap();
    let after: Vec<_> = after
        .items
        .into_iter()
        .filter(|task| task.metadata.name.as_deref() != Some("three"))
        .collect();
    assert_eq!(
        after
            .into_iter()
            .map(|task| task.metadata.resource_version)
            .collect::<Vec<_>>(),
        before
    );
    let mut others = writes_since(stage.cluster, &stage.namespace, began);
    // The workspace counts its tasks, of which there is one more.
    others.retain(|write| !write.contains("three") && !write.contains("dataworksworkspaces"));
    assert!(others.is_empty(), "{others:?}");
}

#[tokio::test]
async fn a_suspended_task_is_left_alone() {
    let stage = Stage::new("suspend").await;
    stage
        .create(
            "orders",
            json!({ "taskType": "DI_REALTIME", "taskParam": script("odps"), "suspend": true }),
        )
        .await;
    stage.until_reason("orders", "Suspended").await;
    assert_eq!(stage.calls().await, [""; 0]);
    stage
        .edit("orders", json!({ "spec": { "suspend": false } }))
        .await;
    stage.until_ready("orders").await;
    stage.edit("orders", json!({ "spec": { "suspend": true } })).await;
    stage.until_reason("orders", "Suspended").await;
    stage.delete("orders").await;
    stage
        .until("orders", "told to be suspended", |task| {
            task.metadata.deletion_timestamp.is_some()
        })
        .await;
    assert_eq!(stage.remote().await.len(), 1);
    stage
        .edit("orders", json!({ "spec": { "suspend": false } }))
        .await;
    stage.until_gone("orders").await;
    assert_eq!(stage.remote().await.len(), 0);
}

#[tokio::test]
async fn a_signal_ends_it_in_order() {
    let mut stage = Stage::new("signal").await;
    stage.create("orders", realtime()).await;
    stage.until_ready("orders").await;
    let status = stage.operator.terminate().await.unwrap();
    assert!(status.success(), "{status}\n{}", stage.operator.log().tail(20));
}
