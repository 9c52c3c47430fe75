//! Whose is the name?

use dataworks_operator::api::{DISyncTask, RECONCILE_REQUESTED_AT};
use serde_json::json;

use crate::stage::*;

fn named(name: &str) -> serde_json::Value {
    json!({ "taskType": "DI_REALTIME", "taskParam": script("odps"), "taskName": name })
}

#[tokio::test]
async fn of_two_resources_the_younger_steps_back_without_a_call() {
    let stage = Stage::new("rivals").await;
    stage.create("elder", named("orders")).await;
    stage.until_ready("elder").await;
    stage.simulator.delete("calls").await.unwrap();
    stage.create("younger", named("orders")).await;
    let stalled = stage.until_reason("younger", "NameConflict").await;
    assert!(message(&stalled).contains("/elder"), "{}", message(&stalled));
    assert_eq!(stage.calls().await, [""; 0]);
    // When the elder goes, the younger takes over by itself.
    stage.delete("elder").await;
    stage.until_ready("younger").await;
    assert_eq!(stage.remote().await.len(), 1);
}

#[tokio::test]
async fn two_at_once_make_one_task() {
    let stage = Stage::new("race").await;
    futures::join!(
        stage.create("one", named("orders")),
        stage.create("two", named("orders"))
    );
    let conflict = |task: &_| condition(task, "Ready").is_some_and(|(_, reason, _)| reason == "NameConflict");
    let ready = |task: &_| condition(task, "Ready").is_some_and(|(status, _, _)| status == "True");
    let settled = |task: &_| conflict(task) || ready(task);
    let one = stage.until("one", "settled", settled).await;
    let two = stage.until("two", "settled", settled).await;
    assert!(ready(&one) != ready(&two));
    assert_eq!(stage.remote().await.len(), 1);
}

#[tokio::test]
async fn a_strangers_task_is_not_taken() {
    let stage = Stage::new("stranger").await;
    let remote = stage
        .simulator
        .post(
            "tasks",
            &json!({ "name": "orders", "type": "DI_REALTIME", "projectId": 10000 }),
        )
        .await;
    let file_id = remote.unwrap()["fileId"].clone();
    stage.create("orders", named("orders")).await;
    let stalled = stage.until_reason("orders", "NameConflict").await;
    assert!(
        message(&stalled).contains(&file_id.to_string()),
        "{}",
        message(&stalled)
    );
    stage.delete("orders").await;
    stage.until_gone("orders").await;
    assert_eq!(stage.remote().await.len(), 1, "the stranger's task stays");
}

#[tokio::test]
async fn a_name_that_becomes_free_is_taken_when_somebody_asks() {
    let stage = Stage::new("freed").await;
    let strangers = json!({ "name": "orders", "type": "DI_REALTIME", "projectId": 10000 });
    let made = stage.simulator.post("tasks", &strangers).await.unwrap();
    stage.create("orders", named("orders")).await;
    let stalled = stage.until_reason("orders", "NameConflict").await;
    assert!(message(&stalled).contains("once a day"), "{}", message(&stalled));
    let rest = stalled.status.unwrap().next_poll_time.unwrap().0;
    let now = stalled.metadata.creation_timestamp.unwrap().0;
    assert!(rest.duration_since(now).as_hours() >= 24, "{rest}");
    stage
        .console(made["fileId"].as_i64().unwrap(), json!({ "name": "another" }))
        .await;
    stage.ask("orders").await;
    stage.until_ready("orders").await;
}

#[tokio::test]
async fn a_strangers_task_of_the_same_minute_is_told_by_what_it_is_made_from() {
    let stage = Stage::new("minute").await;
    let strangers = json!({ "name": "orders", "type": "DI_REALTIME", "projectId": 10000,
                            "content": script("kafka").to_string() });
    let made = stage.simulator.post("tasks", &strangers).await.unwrap();
    stage.behave(json!({ "fileClockOffsetSeconds": -20 })).await;
    stage
        .fault(json!({ "action": "CreateDISyncTask", "kind": "resetAfter" }))
        .await;
    stage.create("orders", named("orders")).await;
    let stalled = stage.until_reason("orders", "NameConflict").await;
    let said = message(&stalled);
    assert!(said.contains(&made["fileId"].to_string()), "{said}");
    assert!(said.contains("does not tell"), "{said}");
    stage.delete("orders").await;
    // In doubt it is not deleted, and the resource says so until somebody decides.
    let held = |task: &DISyncTask| task.metadata.deletion_timestamp.is_some() && message(task) == said;
    stage.until("orders", "held", held).await;
    stage.behave(json!({ "fileClockOffsetSeconds": -600 })).await;
    let ask = json!({ "metadata": { "annotations": { RECONCILE_REQUESTED_AT: "1" } } });
    stage.edit("orders", ask).await;
    stage.until_gone("orders").await;
    stage.until_event("orders", "Warning NameConflict").await;
    assert_eq!(stage.remote().await.len(), 1, "the stranger's task stays");
}

#[tokio::test]
async fn the_same_name_elsewhere_is_another_task() {
    let stage = Stage::new("elsewhere").await;
    let scratch = testbed::Scratch::new("elsewhere").unwrap();
    let other = testbed::Simulator::start(scratch.path(), Default::default())
        .await
        .unwrap();
    let workspace = json!({ "metadata": { "name": "other" }, "spec": {
        "projectId": 10000, "regionId": "cn-shanghai", "endpoint": other.endpoint(),
        "credentials": { "secretRef": { "name": "keys" } } } });
    stage
        .apply_object::<dataworks_operator::api::DataWorksWorkspace>(workspace)
        .await;
    stage.create("here", named("orders")).await;
    stage.until_ready("here").await;
    // Both count their tasks from the same number, and a look-up must not take the one for the other.
    other
        .post(
            "faults",
            &json!({ "action": "CreateDISyncTask", "kind": "resetAfter" }),
        )
        .await
        .unwrap();
    let mut spec = named("orders");
    spec["workspaceRef"] = json!({ "name": "other" });
    stage.create("there", spec).await;
    let there = stage.until_ready("there").await;
    let here = stage.tasks().get("here").await.unwrap();
    assert_eq!(here.status.unwrap().file_id, there.status.unwrap().file_id);
}
