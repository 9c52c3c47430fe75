//! Batch tasks: submitted, deployed, scheduled, and deleted by operations of their own.

use serde_json::json;

use crate::stage::*;

fn daily() -> serde_json::Value {
    json!({
        "taskType": "DI_OFFLINE", "taskContent": job(),
        "schedule": { "cronExpress": "00 30 05 * * ?", "cycleType": "DAY", "rerunMode": "ALL_ALLOWED",
                      "paraValue": "bizdate=$[yyyymmdd-1]", "inputList": ["demo_root"] }
    })
}

#[tokio::test]
async fn a_batch_task_is_scheduled_submitted_and_deployed() {
    let stage = Stage::new("batch").await;
    stage.create("daily", daily()).await;
    let ready = stage.until_reason("daily", "Deployed").await;
    assert_eq!(condition(&ready, "Ready").unwrap().0, "True");
    assert_eq!(
        stage.actions().await,
        [
            "CreateDISyncTask",
            "UpdateFile",
            "SubmitFile",
            "GetDeployment",
            "DeployFile",
            "GetDeployment"
        ]
    );
    let remote = stage.remote().await;
    assert_eq!(remote[0]["deployed"], json!(true));
    assert_eq!(remote[0]["schedule"]["CronExpress"], json!("00 30 05 * * ?"));

    stage.simulator.delete("calls").await.unwrap();
    let mut script = job();
    script["steps"][1]["parameter"]["datasource"] = json!("dw");
    stage
        .edit("daily", json!({ "spec": { "taskContent": script } }))
        .await;
    stage.until_ready("daily").await;
    assert_eq!(
        stage.mutations().await,
        ["UpdateDISyncTask", "SubmitFile", "DeployFile"],
        "a batch task takes a whole new script in place"
    );
    stage.simulator.delete("calls").await.unwrap();
    stage
        .edit(
            "daily",
            json!({ "spec": { "schedule": { "cronExpress": "00 00 06 * * ?" } } }),
        )
        .await;
    stage.until_ready("daily").await;
    assert_eq!(
        stage.mutations().await,
        ["UpdateFile", "SubmitFile", "DeployFile"]
    );
    stage.simulator.delete("calls").await.unwrap();
    stage.delete("daily").await;
    stage.until_gone("daily").await;
    assert_eq!(stage.mutations().await, ["DeleteFile"]);
    assert_eq!(stage.remote().await.len(), 0);
}

#[tokio::test]
async fn a_deployment_that_fails_says_why_and_is_tried_again() {
    let stage = Stage::new("undeployed").await;
    stage
        .behave(json!({ "deployment": { "fails": ["submit"], "message": "The node has no parent." } }))
        .await;
    stage.create("daily", daily()).await;
    let failed = stage.until_reason("daily", "DeploymentFailed").await;
    assert!(
        message(&failed).contains("The node has no parent"),
        "{}",
        message(&failed)
    );
    stage.behave(json!({})).await;
    stage.ask("daily").await;
    stage.until_ready("daily").await;
}

#[tokio::test]
async fn a_scheduling_node_that_stays_is_told_before_the_resource_goes() {
    let stage = Stage::new("node").await;
    stage.create("daily", daily()).await;
    stage.until_ready("daily").await;
    stage
        .behave(json!({ "deployment": { "fails": ["delete"], "message": "The node has children." } }))
        .await;
    stage.delete("daily").await;
    let failed = stage.until_reason("daily", "DeletionFailed").await;
    assert!(
        message(&failed).contains("The node has children"),
        "{}",
        message(&failed)
    );
    stage.ask("daily").await;
    stage.until_gone("daily").await;
    let mutations = stage.mutations().await;
    let deletions = mutations.iter().filter(|action| *action == "DeleteFile");
    assert_eq!(
        deletions.count(),
        2,
        "that the file is gone says nothing of its node"
    );
}
