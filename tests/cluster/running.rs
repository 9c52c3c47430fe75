//! From a created task to one that runs, and what becomes of it then.

use serde_json::{Value, json};

use crate::stage::*;
use crate::updating::tables;

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

/// DataWorks submits what it then does not deploy, and its list says so of both alike.
#[tokio::test]
async fn a_deployment_that_is_refused_is_not_taken_for_done() {
    let stage = Stage::new("undeployed").await;
    let refuses = json!({ "instance": { "submitsOnly": true } });
    stage.create("runs", running()).await;
    stage.until_ready("runs").await;
    stage.behave(refuses).await;
    let mut spec = running();
    spec["desiredState"] = json!("Stopped");
    stage.create("stopped", spec).await;
    stage
        .edit("runs", tables(&["molin_di_test_in_pk_v4", "orders"]))
        .await;
    for name in ["runs", "stopped"] {
        stage.until_reason(name, "DeploymentFailed").await;
        for _ in 0..4 {
            let asked = stage.ask(name).await;
            let looked = stage
                .until(name, "tried once more", |task| {
                    task.status.as_ref().unwrap().last_handled_reconcile_at.as_ref() == Some(&asked)
                })
                .await;
            assert_eq!(
                condition(&looked, "Ready").unwrap().1,
                "DeploymentFailed",
                "{name}"
            );
        }
        let stalled = stage
            .until(name, "given to a person", |task| {
                condition(task, "Stalled").is_some()
            })
            .await;
        assert!(
            message(&stalled).contains("submit and deploy fail"),
            "{}",
            message(&stalled)
        );
    }
    let remote = stage.remote().await;
    assert_eq!(
        remote[0]["runningVersion"], remote[0]["deployedVersion"],
        "it runs on"
    );
    assert_ne!(remote[0]["runningVersion"], remote[0]["version"]);
    assert_eq!(remote[1]["deployed"], json!(false));
    assert!(!stage.mutations().await.contains(&"StopDISyncInstance".to_owned()));

    stage.behave(json!({})).await;
    for name in ["runs", "stopped"] {
        stage.ask(name).await;
        stage.until_ready(name).await;
    }
    let remote = stage.remote().await;
    assert_eq!(remote[0]["runningVersion"], remote[0]["version"]);
    assert_eq!(remote[1]["deployed"], json!(true));
}
