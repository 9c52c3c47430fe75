//! The verdicts on resources as the API server shows them.

use dataworks_operator::api::{DISyncTask, DataWorksWorkspace};
use kube::Api;
use serde::Serialize;
use serde_json::{Value, json};
use testbed::wait::{self, Look};

use crate::stage::*;
use crate::verdicts::judged;

/// kstatus' word for one resource, after both verdicts were held against the rule.
async fn word(resource: &impl Serialize) -> String {
    judged(&[json!(resource)]).await.remove(0).kstatus.status
}

async fn workspace_is(stage: &Stage, aim: &str) {
    wait::until(&format!("a workspace that is {aim}"), PATIENCE, || async {
        let workspace: DataWorksWorkspace = stage.workspaces().get("default").await.unwrap();
        let found = word(&workspace).await;
        Ok(if found == aim {
            Look::Met(())
        } else {
            Look::NotYet(found)
        })
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_workspace_is_current_once_its_key_is_there() {
    let stage = Stage::bare("judged-workspace", &[]).await;
    stage.create_workspace(json!({ "endpoint": "example.com" })).await;
    // A person has to change that.
    workspace_is(&stage, "Failed").await;
    stage.create_workspace(json!({})).await;
    // The Secret may be on its way.
    workspace_is(&stage, "InProgress").await;
    stage.create_secret("simulator-secret").await;
    workspace_is(&stage, "Current").await;
}

#[tokio::test]
async fn a_task_is_in_progress_until_an_operator_has_seen_its_generation() {
    let mut stage = Stage::new("judged-task").await;
    stage.create("orders", realtime()).await;
    assert_eq!(word(&stage.until_ready("orders").await).await, "Current");
    stage.operator.kill().await.unwrap();
    let fresh = stage.create("clicks", realtime()).await;
    assert_eq!(word(&fresh).await, "InProgress", "nobody has touched it");
    let edited = stage
        .edit("orders", json!({ "spec": { "desiredState": "Running" } }))
        .await;
    assert_eq!(word(&edited).await, "InProgress", "nobody has seen the edit");
    stage.delete("orders").await;
    let tasks: Api<DISyncTask> = stage.tasks();
    assert_eq!(word(&tasks.get("orders").await.unwrap()).await, "Terminating");
}

#[tokio::test]
async fn a_workspace_that_nobody_has_touched_is_in_progress() {
    let mut stage = Stage::bare("judged-fresh", &[]).await;
    stage.operator.kill().await.unwrap();
    stage.create_workspace(json!({})).await;
    let workspace = stage.workspaces().get("default").await.unwrap();
    assert_eq!(json!(workspace.status)["observedGeneration"], json!(-1));
    assert_eq!(word(&workspace).await, "InProgress");
}

#[tokio::test]
async fn a_task_that_cannot_go_on_has_failed() {
    let stage = Stage::new("judged-stalled").await;
    let mut spec: Value = realtime();
    spec["taskParam"]["steps"].as_array_mut().unwrap().pop();
    stage.create("orders", spec).await;
    let task = stage.until_reason("orders", "InvalidSpec").await;
    assert_eq!(word(&task).await, "Failed");
}
