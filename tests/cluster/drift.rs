//! What somebody does to a task in the console.

use serde_json::{Value, json};

use crate::stage::*;

async fn watched(name: &str) -> Stage {
    Stage::with_workspace(name, json!({ "watchInterval": "1s" })).await
}

fn without_tables(content: &str) -> Value {
    let mut content: Value = serde_json::from_str(content).unwrap();
    let steps = content["steps"].as_array_mut().unwrap();
    for connection in steps[0]["parameter"]["connection"].as_array_mut().unwrap() {
        connection["selectedTables"][0]["schema"][0]["tableInfos"] =
            json!([ { "table": "by_hand", "tableName": "by_hand", "enable": true } ]);
    }
    json!({ "content": content.to_string() })
}

#[tokio::test]
async fn an_edit_in_the_console_is_reported_as_paths() {
    let stage = watched("report").await;
    stage.create("orders", running()).await;
    let file_id = stage.until_baseline("orders").await;
    let content = stage.remote().await[0]["content"].as_str().unwrap().to_owned();
    stage.simulator.delete("calls").await.unwrap();
    stage.console(file_id, without_tables(&content)).await;
    let drifted = stage.until_reason("orders", "Drifted").await;
    let drift = drifted.status.as_ref().unwrap().drift.join(" ");
    assert!(
        drift.contains("spec.taskParam.steps[0].parameter.connection[0].selectedTables"),
        "{drift}"
    );
    assert!(
        !json!(drifted.status).to_string().contains("by_hand"),
        "paths, not contents"
    );
    assert_eq!(condition(&drifted, "DriftDetected").unwrap().0, "True");
    stage.until_event("orders", "Warning Drifted").await;
    assert!(stage.mutations().await.is_empty());
    let details = |actions: &[String]| actions.iter().filter(|action| *action == "GetDISyncTask").count();
    assert_eq!(details(&stage.actions().await), 1, "read in detail once");

    stage.console(file_id, json!({ "content": content })).await;
    stage.until_ready("orders").await;
}

#[tokio::test]
async fn drift_is_corrected_where_the_policy_says_so_and_not_all_the_time() {
    let stage = watched("correct").await;
    let mut spec = running();
    spec["driftPolicy"] = json!("Correct");
    stage.create("orders", spec).await;
    let file_id = stage.until_baseline("orders").await;
    let content = stage.remote().await[0]["content"].as_str().unwrap().to_owned();
    stage.console(file_id, without_tables(&content)).await;
    stage
        .until("orders", "corrected", |task| {
            let status = task.status.as_ref().unwrap();
            status.last_correction_time.is_some() && condition(task, "Ready").unwrap().0 == "True"
        })
        .await;
    let remote = stage.remote().await;
    assert!(!remote[0]["content"].as_str().unwrap().contains("by_hand"));
    assert_eq!(remote[0]["runState"], json!("RUN"));
    stage.until_event("orders", "Normal Correcting").await;

    stage.until_baseline("orders").await;
    stage.simulator.delete("calls").await.unwrap();
    stage.console(file_id, without_tables(&content)).await;
    let again = stage.until_reason("orders", "Drifted").await;
    assert!(message(&again).contains("after a pause"), "{}", message(&again));
    assert!(stage.mutations().await.is_empty());
}

#[tokio::test]
async fn a_task_that_was_deleted_by_hand_is_created_again_only_where_the_policy_says_so() {
    let stage = watched("missing").await;
    stage.create("orders", running()).await;
    let file_id = stage.until_baseline("orders").await;
    stage.simulator.delete(&format!("tasks/{file_id}")).await.unwrap();
    let missing = stage
        .until("orders", "missing for sure", |task| {
            condition(task, "Stalled").is_some_and(|stalled| stalled.1 == "TaskMissing")
        })
        .await;
    assert_eq!(condition(&missing, "TaskCreated").unwrap().0, "False");
    assert_eq!(stage.remote().await.len(), 0);
    stage
        .edit("orders", json!({ "spec": { "driftPolicy": "Correct" } }))
        .await;
    let again = stage.until_ready("orders").await;
    assert_ne!(again.status.unwrap().file_id, Some(file_id));
    let log = stage.call_log().await;
    let tokens: Vec<&Value> = log
        .iter()
        .filter(|call| call["action"] == "CreateDISyncTask")
        .map(|call| &call["parameters"]["ClientToken"])
        .collect();
    assert_eq!(tokens.len(), 2);
    assert_ne!(tokens[0], tokens[1], "another task has another token");
}

#[tokio::test]
async fn a_task_that_was_stopped_or_started_by_hand_is_told_apart_from_one_that_fell() {
    let stage = watched("stopped").await;
    stage.create("orders", running()).await;
    let file_id = stage.until_ready("orders").await.status.unwrap().file_id.unwrap();
    stage.simulator.delete("calls").await.unwrap();
    stage.console(file_id, json!({ "runState": "PAUSE" })).await;
    let drifted = stage.until_reason("orders", "Drifted").await;
    assert_eq!(drifted.status.as_ref().unwrap().drift, ["spec.desiredState"]);
    assert!(stage.mutations().await.is_empty());
    stage
        .edit("orders", json!({ "spec": { "driftPolicy": "Correct" } }))
        .await;
    stage.until_ready("orders").await;
    assert_eq!(stage.mutations().await, ["StartDISyncInstance"]);

    stage
        .edit(
            "orders",
            json!({ "spec": { "driftPolicy": "Report", "desiredState": "Stopped" } }),
        )
        .await;
    stage.until_ready("orders").await;
    stage.simulator.delete("calls").await.unwrap();
    stage.console(file_id, json!({ "runState": "RUN" })).await;
    stage.until_reason("orders", "Drifted").await;
    assert!(stage.mutations().await.is_empty(), "a live task is not stopped");
}

#[tokio::test]
async fn one_list_serves_all_tasks_of_a_workspace() {
    // Looks within half of it are shared, on a busy machine as well.
    let stage = Stage::with_workspace("shared", json!({ "watchInterval": "16s" })).await;
    let names = ["one", "two", "three", "four"];
    for name in names {
        stage.create(name, realtime()).await;
    }
    for name in names {
        stage.until_baseline(name).await;
    }
    // The first round brings them together, and the second one is shared.
    for _ in 0..2 {
        stage.simulator.delete("calls").await.unwrap();
        // Of all before any is waited for: they come in any order, and each has one look in a round.
        let mut before = Vec::new();
        for name in names {
            before.push(stage.tasks().get(name).await.unwrap().metadata.resource_version);
        }
        for (name, version) in names.into_iter().zip(before) {
            stage
                .until(name, "looked at again", |task| {
                    task.metadata.resource_version != version
                })
                .await;
        }
    }
    let log = stage.call_log().await;
    let asked = |call: &Value| {
        let ids = call["parameters"]["FileIdIn"].as_str();
        ids.map_or(0, |ids| ids.split(',').count())
    };
    let shared = |call: &Value| call["action"] == "ListFiles" && asked(call) == names.len();
    assert!(log.iter().all(shared), "{log:?}");
    assert!(log.len() < names.len(), "{} looks for four tasks", log.len());
}
