//! A task that should run and does not.

use serde_json::json;

use crate::stage::*;

fn impatient(limit: u32) -> serde_json::Value {
    let mut spec = running();
    spec["progressDeadlineSeconds"] = json!(1);
    spec["restartPolicy"] = json!({ "limit": limit });
    spec
}

#[tokio::test]
async fn a_task_that_fell_is_started_again_and_no_more_than_allowed() {
    let stage = Stage::with_workspace("fall", json!({ "watchInterval": "1s" })).await;
    stage.create("orders", impatient(1)).await;
    let file_id = stage.until_ready("orders").await.status.unwrap().file_id.unwrap();
    stage.console(file_id, json!({ "runState": "NORUN" })).await;
    stage
        .until("orders", "started again", |task| {
            task.status.as_ref().unwrap().restarts == Some(1)
        })
        .await;
    stage.until_ready("orders").await;
    stage.until_event("orders", "Warning Restarting").await;
    stage
        .console(file_id, json!({ "runState": "LOST_IN_SPACE" }))
        .await;
    let fallen = stage.until_reason("orders", "NotRunning").await;
    let fallen = if condition(&fallen, "Stalled").is_some() {
        fallen
    } else {
        stage
            .until("orders", "given up", |task| condition(task, "Stalled").is_some())
            .await
    };
    assert!(message(&fallen).contains("LOST_IN_SPACE"), "{}", message(&fallen));
    assert_eq!(
        fallen.status.as_ref().unwrap().run_state.as_deref(),
        Some("LOST_IN_SPACE")
    );
    assert_eq!(condition(&fallen, "Ready").unwrap().0, "False");
    stage.until_event("orders", "Warning NotRunning").await;

    stage
        .edit(
            "orders",
            json!({ "metadata": { "annotations": { "dataworks.alibabacloud.com/restart": "1" } } }),
        )
        .await;
    let again = stage.until_ready("orders").await;
    let status = again.status.unwrap();
    assert_eq!(
        (status.last_handled_restart.as_deref(), status.restarts),
        (Some("1"), None)
    );
}

#[tokio::test]
async fn a_start_that_never_ends_turns_ready_false() {
    let stage = Stage::new("waits").await;
    stage
        .behave(json!({ "instance": { "start": { "neverEnds": true } } }))
        .await;
    stage.create("orders", impatient(0)).await;
    let waiting = stage.until_reason("orders", "NotRunning").await;
    assert_eq!(condition(&waiting, "Ready").unwrap().0, "False");
    assert_eq!(waiting.status.unwrap().run_state.as_deref(), Some("WAIT"));
}

#[tokio::test]
async fn a_restart_is_asked_for_by_an_annotation() {
    let stage = Stage::new("again").await;
    stage.create("orders", running()).await;
    stage.until_ready("orders").await;
    stage.simulator.delete("calls").await.unwrap();
    stage
        .edit(
            "orders",
            json!({ "metadata": { "annotations": {
            "dataworks.alibabacloud.com/restart": "monday", "dataworks.alibabacloud.com/restrat": "x" } } }),
        )
        .await;
    stage
        .until("orders", "restarted", |task| {
            task.status.as_ref().unwrap().last_handled_restart.as_deref() == Some("monday")
                && condition(task, "Ready").is_some_and(|ready| ready.0 == "True")
        })
        .await;
    assert_eq!(
        stage.mutations().await,
        ["StopDISyncInstance", "StartDISyncInstance"]
    );
    stage.until_event("orders", "Warning UnknownAnnotation").await;

    // Flux takes away what was set by hand.
    let taken = json!({ "metadata": { "annotations": { "dataworks.alibabacloud.com/restart": null } } });
    stage.edit("orders", taken).await;
    stage
        .edit("orders", json!({ "spec": { "startParam": {} } }))
        .await;
    let asked = stage.ask("orders").await;
    let looked = stage
        .until("orders", "looked at", |task| {
            let status = task.status.as_ref().unwrap();
            status.last_handled_reconcile_at.as_ref() == Some(&asked)
        })
        .await;
    assert_eq!(condition(&looked, "Ready").unwrap().0, "True");
    assert_eq!(stage.mutations().await.len(), 2, "it runs on");
}

#[tokio::test]
async fn a_solution_runs_to_its_end_and_says_when_a_person_is_needed() {
    let stage = Stage::new("solution").await;
    stage.behave(json!({ "solution": { "confirm": true } })).await;
    stage
        .create(
            "move",
            json!({ "taskType": "DI_SOLUTION", "taskParam": script("holo") }),
        )
        .await;
    let waiting = stage.until_reason("move", "ConfirmationPending").await;
    assert!(message(&waiting).contains("a person"), "{}", message(&waiting));
    assert!(condition(&waiting, "Stalled").is_some());
    let status = waiting.status.unwrap();
    assert_eq!(
        status.run_state.as_deref(),
        Some("5 (pending manual confirmation)")
    );
    stage
        .console(status.file_id.unwrap(), json!({ "runState": "6" }))
        .await;
    stage.ask("move").await;
    let ready = stage.until_ready("move").await;
    assert_eq!(ready.status.unwrap().run_state.as_deref(), Some("0 (successful)"));

    stage
        .edit("move", json!({ "spec": { "desiredState": "Created" } }))
        .await;
    let stuck = stage.until_reason("move", "NotSupported").await;
    assert!(
        message(&stuck).contains("spec.desiredState"),
        "{}",
        message(&stuck)
    );
    stage.delete("move").await;
    stage.until_gone("move").await;
    assert_eq!(stage.remote().await.len(), 1, "the API cannot delete a solution");
}
