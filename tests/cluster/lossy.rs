//! The whole life of a task with an answer lost at each step, in every reading that the API pages leave open.

use dataworks_operator::api::DISyncTask;
use serde_json::{Value, json};

use crate::stage::*;
use crate::updating::tables;

const STEPS: [&str; 8] = [
    "GenerateDISyncTaskConfigForUpdating",
    "UpdateDISyncTask",
    "DeployDISyncTask",
    "StartDISyncInstance",
    "StopDISyncInstance",
    "TerminateDISyncInstance",
    "GetDISyncInstanceInfo",
    "ListFiles",
];

async fn live(name: &str, behaviour: Value, kind: &str) {
    let stage = Stage::new(name).await;
    stage.behave(behaviour).await;
    for action in STEPS {
        stage.fault(json!({ "action": action, "kind": kind })).await;
    }
    stage.create("orders", running()).await;
    let before = stage.until_ready("orders").await.status.unwrap().file_id;
    let more = tables(&["molin_di_test_in_pk_v4", "orders"]);
    stage.edit("orders", more).await;
    let after = stage.until_ready("orders").await.status.unwrap().file_id;
    assert_eq!(before, after);
    let remote = stage.remote().await;
    assert_eq!((remote.len(), &remote[0]["runState"]), (1, &json!("RUN")));
    assert_eq!(remote[0]["runningVersion"], remote[0]["version"]);
    assert!(remote[0]["content"].as_str().unwrap().contains("\"orders\""));
    stage
        .edit("orders", json!({ "spec": { "desiredState": "Created" } }))
        .await;
    stage.until_reason("orders", "Created").await;
    assert_eq!(stage.remote().await[0]["deployed"], json!(false));
    stage.delete("orders").await;
    stage.until_gone("orders").await;
    assert_eq!(stage.remote().await.len(), 0);
}

#[tokio::test]
async fn an_answer_that_is_lost_after_the_effect_is_found_out() {
    live("after", json!({}), "resetAfter").await;
}

#[tokio::test]
async fn a_call_that_never_arrived_is_made_again() {
    live("before", json!({}), "resetBefore").await;
}

#[tokio::test]
async fn a_service_that_says_little_and_repeats_gladly() {
    let behaviour = json!({
        "statusStyle": true, "idStyle": "string", "messageStyle": "misleading", "token": "ignored",
        "instance": { "beforeDeploy": "absent", "afterTerminate": "absent", "afterStop": "NORUN", "delete": "undeployed",
                      "start": { "looks": 1 }, "stop": { "looks": 1 }, "deploy": { "durationMs": 1500 },
                      "repeated": { "start": "success", "stop": "success", "deploy": "success", "terminate": "success" } }
    });
    live("glad", behaviour, "error503").await;
}

#[tokio::test]
async fn a_service_that_refuses_what_is_so_already() {
    let behaviour = json!({
        "businessErrors": "http", "dataOnFailure": "absent",
        "instance": { "repeated": { "start": "fail", "stop": "fail", "deploy": "fail", "terminate": "fail" } }
    });
    live("grim", behaviour, "resetAfter").await;
}

#[tokio::test]
async fn a_batch_task_loses_answers_too() {
    let stage = Stage::new("lossy-batch").await;
    for action in [
        "UpdateFile",
        "SubmitFile",
        "GetDeployment",
        "DeployFile",
        "DeleteFile",
    ] {
        stage
            .fault(json!({ "action": action, "kind": "resetAfter" }))
            .await;
    }
    let daily = json!({ "taskType": "DI_OFFLINE", "taskContent": job(), "schedule": { "cronExpress": "00 30 05 * * ?" } });
    stage.create("daily", daily).await;
    stage.until_ready("daily").await;
    assert_eq!(stage.remote().await[0]["deployed"], json!(true));
    stage.delete("daily").await;
    stage.until_gone("daily").await;
    assert_eq!(stage.remote().await.len(), 0);
}

#[tokio::test]
async fn a_start_of_a_solution_whose_answer_is_lost_is_not_made_again() {
    let clock = fast_clock(60);
    let stage = Stage::with("again", &["--clock", &clock], &["--clock", &clock]).await;
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(json!({})).await;
    let starts = async || {
        let actions = stage.actions().await;
        actions
            .iter()
            .filter(|action| *action == "StartDISyncInstance")
            .count()
    };
    let lost = json!({ "action": "StartDISyncInstance", "kind": "resetAfter" });
    stage.fault(lost.clone()).await;
    let spec = json!({ "taskType": "DI_SOLUTION", "taskParam": script("holo") });
    stage.create("move", spec).await;
    stage.until_ready("move").await;
    assert_eq!(starts().await, 1, "the first start");

    stage.fault(lost).await;
    let again = json!({ "metadata": { "annotations": { "dataworks.alibabacloud.com/restart": "1" } } });
    stage.edit("move", again).await;
    let restarted = |task: &DISyncTask| {
        let status = task.status.as_ref().unwrap();
        status.last_handled_restart.as_deref() == Some("1")
            && status.operation.is_none()
            && condition(task, "Ready").is_some_and(|ready| ready.0 == "True")
    };
    stage.until("move", "restarted", restarted).await;
    assert_eq!(starts().await, 2, "the second one");
}
