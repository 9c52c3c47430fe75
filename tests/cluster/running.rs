//! From a created task to one that runs, and what becomes of it then.

use serde_json::{Value, json};

use crate::stage::*;

#[tokio::test]
async fn a_pipeline_in_git_is_a_pipeline_that_runs() {
    let stage = Stage::new("runs").await;
    let mut spec = running();
    spec["startParam"] = json!({
        "failoverLimit": { "count": 10, "interval": 30 }, "errorLimit": { "record": 0 },
        "ddlMarkMap": { "ADDCOLUMN": "NORMAL", "DROPTABLE": "CRITICAL" }
    });
    stage.create("orders", spec.clone()).await;
    let task = stage.until_ready("orders").await;
    assert_eq!(
        stage.actions().await,
        [
            "GenerateDISyncTaskConfigForCreating",
            "QueryDISyncTaskConfigProcessResult",
            "CreateDISyncTask",
            "DeployDISyncTask",
            "StartDISyncInstance",
            "GetDISyncInstanceInfo"
        ]
    );
    let status = task.status.as_ref().unwrap();
    assert_eq!(status.run_state.as_deref(), Some("RUN"));
    assert_eq!(condition(&task, "TaskRunning").unwrap().0, "True");
    let remote = stage.remote().await;
    assert_eq!(
        (&remote[0]["runState"], &remote[0]["deployed"]),
        (&json!("RUN"), &json!(true))
    );
    let sent: Value = serde_json::from_str(remote[0]["startParam"].as_str().unwrap()).unwrap();
    assert_eq!(sent, spec["startParam"]);

    stage.simulator.delete("calls").await.unwrap();
    stage
        .edit("orders", json!({ "spec": { "desiredState": "Stopped" } }))
        .await;
    let task = stage.until_reason("orders", "Stopped").await;
    assert_eq!(condition(&task, "Ready").unwrap().0, "True");
    assert_eq!(
        stage.actions().await,
        [
            "GetDISyncInstanceInfo",
            "StopDISyncInstance",
            "GetDISyncInstanceInfo"
        ]
    );
    assert_eq!(stage.remote().await[0]["runState"], json!("PAUSE"));

    stage
        .edit("orders", json!({ "spec": { "desiredState": "Running" } }))
        .await;
    stage.until_reason("orders", "Running").await;
    stage.simulator.delete("calls").await.unwrap();
    stage
        .edit("orders", json!({ "spec": { "desiredState": "Created" } }))
        .await;
    stage.until_reason("orders", "Created").await;
    assert_eq!(
        stage.actions().await,
        [
            "GetDISyncInstanceInfo",
            "StopDISyncInstance",
            "GetDISyncInstanceInfo",
            "TerminateDISyncInstance"
        ]
    );
    assert_eq!(stage.remote().await[0]["deployed"], json!(false));
}

#[tokio::test]
async fn a_way_up_that_is_taken_back_halfway_leads_down_again() {
    let stage = Stage::new("taken-back").await;
    stage.create("orders", realtime()).await;
    stage.until_ready("orders").await;
    stage
        .behave(json!({ "latencyMs": { "DeployDISyncTask": 2000 } }))
        .await;
    for state in ["Running", "Created"] {
        stage
            .edit("orders", json!({ "spec": { "desiredState": state } }))
            .await;
        stage.until_called("DeployDISyncTask").await;
    }
    stage.until_called("TerminateDISyncInstance").await;
    stage.until_ready("orders").await;
    assert_eq!(stage.remote().await[0]["deployed"], json!(false));
}
