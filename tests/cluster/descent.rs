//! The way down: stop, wait, take offline, delete, see it gone.

use serde_json::json;

use crate::stage::*;

#[tokio::test]
async fn a_running_task_goes_in_the_safe_order() {
    let stage = Stage::new("safe").await;
    stage
        .behave(json!({ "instance": { "delete": "undeployed", "stop": { "looks": 1 } } }))
        .await;
    stage.create("orders", running()).await;
    stage.until_ready("orders").await;
    stage.simulator.delete("calls").await.unwrap();
    stage.delete("orders").await;
    stage.until_gone("orders").await;
    assert_eq!(
        stage.mutations().await,
        [
            "StopDISyncInstance",
            "TerminateDISyncInstance",
            "DeleteDISyncTask"
        ]
    );
    assert_eq!(
        stage.actions().await.last().unwrap(),
        "ListFiles",
        "it was seen gone"
    );
    assert_eq!(stage.remote().await.len(), 0);
}

#[tokio::test]
async fn a_stop_that_never_ends_is_said_and_nothing_is_torn_down() {
    let stage = Stage::new("stuck").await;
    stage
        .behave(json!({ "instance": { "stop": { "neverEnds": true } } }))
        .await;
    let mut spec = running();
    spec["progressDeadlineSeconds"] = json!(1);
    stage.create("orders", spec).await;
    let file_id = stage.until_ready("orders").await.status.unwrap().file_id.unwrap();
    stage.delete("orders").await;
    let stuck = stage.until_reason("orders", "StopTimedOut").await;
    assert!(message(&stuck).contains("KILLING"), "{}", message(&stuck));
    assert!(!stage.mutations().await.contains(&"DeleteDISyncTask".to_owned()));
    stage.console(file_id, json!({ "runState": "PAUSE" })).await;
    stage.until_gone("orders").await;
    assert_eq!(stage.remote().await.len(), 0);
}

#[tokio::test]
async fn a_broken_script_and_an_odd_state_do_not_stand_in_the_way() {
    let stage = Stage::new("odd").await;
    stage.create("orders", running()).await;
    let file_id = stage.until_ready("orders").await.status.unwrap().file_id.unwrap();
    stage
        .edit("orders", json!({ "spec": { "taskParam": { "steps": [] } } }))
        .await;
    stage.until_reason("orders", "InvalidSpec").await;
    assert_eq!(
        stage.remote().await[0]["runState"],
        json!("RUN"),
        "the live task goes on"
    );
    stage
        .console(file_id, json!({ "runState": "LOST_IN_SPACE" }))
        .await;
    stage.delete("orders").await;
    stage.until_gone("orders").await;
    assert_eq!(stage.remote().await.len(), 0);
}

#[tokio::test]
async fn a_kill_at_any_step_of_the_way_loses_nothing() {
    let mut stage = Stage::new("killed").await;
    stage.behave(json!({ "latencyMs": { "*": 150 } })).await;
    stage.create("orders", running()).await;
    for step in [
        "DeployDISyncTask",
        "StartDISyncInstance",
        "StopDISyncInstance",
        "TerminateDISyncInstance",
        "DeleteDISyncTask",
    ] {
        if step == "StopDISyncInstance" {
            stage.until_ready("orders").await;
            stage.delete("orders").await;
        }
        stage.until_called(step).await;
        stage.operator.restart().await.unwrap();
    }
    stage.until_gone("orders").await;
    assert_eq!(stage.remote().await.len(), 0);
}
