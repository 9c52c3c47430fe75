//! From `kubectl apply` to a task in DataWorks.

use dataworks_operator::api::{DISyncTask, Phase};
use kube::ResourceExt;
use serde_json::{Value, json};

use crate::stage::*;

const GENERATE: &str = "GenerateDISyncTaskConfigForCreating";
const QUERY: &str = "QueryDISyncTaskConfigProcessResult";
const CREATE: &str = "CreateDISyncTask";

#[tokio::test]
async fn three_calls_make_a_task_and_the_status_says_so() {
    let stage = Stage::new("path").await;
    let task = stage.create("orders-rt", realtime()).await;
    let uid = task.uid().unwrap();
    let ready = stage.until_ready("orders-rt").await;
    let log = stage.call_log().await;
    let actions: Vec<_> = log.iter().map(|call| call["action"].as_str().unwrap()).collect();
    assert_eq!(actions, [GENERATE, QUERY, CREATE]);
    assert_eq!(log[0]["parameters"]["ClientToken"], json!(uid));
    assert_eq!(
        log[2]["parameters"]["ClientToken"],
        json!(format!("{uid}-create"))
    );
    assert_eq!(log[2]["parameters"]["TaskName"], json!("orders_rt"));
    assert_eq!(log[2]["origins"]["TaskContent"], json!("body"));
    let sent: Value = serde_json::from_str(log[0]["parameters"]["TaskParam"].as_str().unwrap()).unwrap();
    assert_eq!(sent, script("odps"), "the script goes out as it was written");
    let settings: Value = serde_json::from_str(log[2]["parameters"]["TaskParam"].as_str().unwrap()).unwrap();
    assert_eq!(
        settings["FileFolderPath"],
        json!("Business Flow/demo/Data Integration")
    );
    assert_eq!(
        settings["ResourceGroup"],
        script("odps")["setting"]["resourceGroup"]
    );

    let remote = stage.remote().await;
    let status = ready.status.as_ref().unwrap();
    assert_eq!(remote.len(), 1);
    assert_eq!(json!(status.file_id), remote[0]["fileId"]);
    assert_eq!(
        status.process_id,
        log[1]["parameters"]["AsyncProcessId"]
            .as_str()
            .unwrap()
            .parse()
            .ok()
    );
    assert_eq!(
        (status.status.as_deref(), status.phase),
        (Some("success"), Some(Phase::Created))
    );
    assert_eq!(json!(status.request_id), log[2]["requestId"]);
    assert_eq!(
        (
            &status.operation,
            status.next_poll_time.is_some(),
            status.failures
        ),
        (&None, true, None)
    );
    for kind in ["ConfigGenerated", "TaskCreated"] {
        assert_eq!(condition(&ready, kind).unwrap().0, "True", "{kind}");
    }
    assert!(
        !serde_json::to_string(status).unwrap().contains("molin_di_test"),
        "no script in the status"
    );
    stage
        .until_events("orders-rt", |events| events == ["Normal Created"])
        .await;
}

#[tokio::test]
async fn every_style_of_answer_is_understood() {
    let stage = Stage::new("styles").await;
    for (at, style) in [
        json!({ "statusStyle": true, "messageStyle": "misleading", "idStyle": "string" }),
        json!({ "statusStyle": "true", "messageStyle": "empty" }),
        json!({ "messageStyle": "absent", "process": { "polls": 1, "inProgress": null } }),
        json!({ "process": { "polls": 1, "inProgress": "success-without-content" } }),
        json!({ "process": { "polls": 2, "inProgress": "fail-without-message" } }),
        json!({ "process": { "polls": 1, "inProgress": "DOING" } }),
    ]
    .into_iter()
    .enumerate()
    {
        stage.behave(style.clone()).await;
        let name = format!("task-{at}");
        stage.create(&name, realtime()).await;
        let ready = stage.until_ready(&name).await;
        assert!(ready.status.unwrap().file_id.is_some(), "{style}");
    }
    assert_eq!(stage.remote().await.len(), 6);
}

#[tokio::test]
async fn texts_arrive_intact_and_large_scripts_too() {
    let stage = Stage::new("texts").await;
    stage.behave(json!({ "urlLimitBytes": 8192 })).await;
    let mut large = script("odps");
    let tables: Vec<Value> = (0..600)
        .map(|n| json!({ "table": format!("订单_*~+/ {n}") }))
        .collect();
    large["steps"][0]["parameter"]["connection"][0]["selectedTables"][0]["schema"][0]["tableInfos"] =
        json!(tables);
    let spec = json!({ "taskType": "DI_REALTIME", "taskName": "订单_同步", "taskParam": large,
                       "folderPath": "Business Flow/订单/folderDi", "cu": 1.5, "resourceGroup": "S_res_group_1_2" });
    stage.create("large", spec).await;
    stage.until_ready("large").await;
    let log = stage.call_log().await;
    let sent: Value = serde_json::from_str(log[0]["parameters"]["TaskParam"].as_str().unwrap()).unwrap();
    assert_eq!(sent, large);
    assert_eq!(log[0]["origins"]["TaskParam"], json!("body"));
    let remote = &stage.remote().await[0];
    assert_eq!(remote["name"], json!("订单_同步"));
    let settings: Value = serde_json::from_str(log[2]["parameters"]["TaskParam"].as_str().unwrap()).unwrap();
    let expected =
        json!({ "FileFolderPath": "业务流程/订单/数据集成", "ResourceGroup": "S_res_group_1_2", "Cu": 1.5 });
    assert_eq!(settings, expected);
}

#[tokio::test]
async fn a_batch_task_is_created_directly() {
    let stage = Stage::new("batch").await;
    stage.create("daily", batch()).await;
    stage.until_ready("daily").await;
    let log = stage.call_log().await;
    assert_eq!(stage.calls().await, ["CreateDISyncTask success"]);
    let sent: Value = serde_json::from_str(log[0]["parameters"]["TaskContent"].as_str().unwrap()).unwrap();
    assert_eq!(sent, job());
}

#[tokio::test]
async fn a_solution_is_created_like_a_real_time_task() {
    let stage = Stage::new("solution").await;
    stage.create("all", solution()).await;
    stage.until_ready("all").await;
    assert_eq!(stage.remote().await[0]["taskType"], json!("DI_SOLUTION"));
}

#[tokio::test]
async fn a_script_comes_from_a_config_map_or_a_secret() {
    let stage = Stage::new("sources").await;
    let yaml = serde_saphyr::to_string(&script("kafka")).unwrap();
    let text = script("holo").to_string();
    stage
        .apply_object::<k8s_openapi::api::core::v1::ConfigMap>(
            json!({ "metadata": { "name": "scripts" }, "data": { "kafka.yaml": yaml } }),
        )
        .await;
    stage
        .apply_object::<k8s_openapi::api::core::v1::Secret>(
            json!({ "metadata": { "name": "scripts" }, "stringData": { "holo.json": text } }),
        )
        .await;
    for (name, field, key) in [
        ("kafka", "configMapKeyRef", "kafka.yaml"),
        ("holo", "secretKeyRef", "holo.json"),
    ] {
        let source = json!({ field: { "name": "scripts", "key": key } });
        stage
            .create(name, json!({ "taskType": "DI_REALTIME", "scriptFrom": source }))
            .await;
        stage.until_ready(name).await;
    }
    assert_eq!(stage.remote().await.len(), 2);
}

#[tokio::test]
async fn a_process_that_is_lost_or_fails_is_begun_anew_with_another_token() {
    // The second may be lost, too, and the third comes after two minutes.
    let clock = fast_clock(20);
    let stage = Stage::with("lost", &["--clock", &clock], &["--clock", &clock]).await;
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(json!({})).await;
    stage
        .behave(json!({ "process": { "polls": 5, "lostAfterPolls": 1 } }))
        .await;
    let uid = stage.create("lost", realtime()).await.uid().unwrap();
    stage.until("lost", "generating again", second_attempt).await;
    stage.behave(json!({})).await;
    stage.until_ready("lost").await;
    let tokens: Vec<_> = stage
        .call_log()
        .await
        .iter()
        .filter(|call| call["action"] == GENERATE)
        .map(|call| call["parameters"]["ClientToken"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(tokens[..2], [uid.clone(), format!("{uid}-generate-g1-a2")]);
}

fn second_attempt(task: &DISyncTask) -> bool {
    task.status
        .as_ref()
        .and_then(|s| s.operation.as_ref())
        .is_some_and(|operation| operation.attempt > 1)
}

#[tokio::test]
async fn a_refused_generation_stalls_and_heals_by_an_edit() {
    let stage = Stage::new("refused").await;
    for style in ["http", "data", "success-false"] {
        stage.behave(json!({ "businessErrors": style })).await;
        let mut wrong = script("odps");
        wrong["steps"][1]["parameter"]["datasource"] = json!("nowhere");
        stage
            .create(
                style,
                json!({ "taskType": "DI_REALTIME", "taskParam": wrong, "desiredState": "Created" }),
            )
            .await;
        let stalled = stage.until_reason(style, "GenerationFailed").await;
        assert_eq!(condition(&stalled, "Stalled").unwrap().0, "True", "{style}");
        assert!(
            message(&stalled).contains("nowhere") || style == "http",
            "{style}: {}",
            message(&stalled)
        );
        stage
            .edit(style, json!({ "spec": { "taskParam": script("odps") } }))
            .await;
        stage.until_ready(style).await;
        let both = ["Warning GenerationFailed", "Normal Created"];
        stage.until_events(style, |events| events == both).await;
    }
}

#[tokio::test]
async fn a_refusal_in_400_chinese_characters_is_told_in_an_event() {
    let stage = Stage::new("wordy").await;
    let refused = json!({ "action": "CreateDISyncTask", "kind": "error", "status": 400, "code": "Param.Invalid",
                          "message": "任".repeat(400) });
    stage.fault(refused).await;
    stage.create("orders", batch()).await;
    let stalled = stage.until_reason("orders", "CreationFailed").await;
    assert!(message(&stalled).len() > 1024, "{}", message(&stalled));
    stage.until_event("orders", "Warning CreationFailed").await;
}

#[tokio::test]
async fn a_typed_pipeline_is_the_same_task_as_its_script() {
    let stage = Stage::new("typed").await;
    let group = script("odps")["setting"]["resourceGroup"].clone();
    let pipeline = json!({
        "source": { "type": "MySQL", "dataSource": "mysql_pub",
                    "databases": [ { "name": "mysql_db", "tables": ["molin_di_test_in_pk_v4"] } ] },
        "sink": { "type": "MaxCompute", "dataSource": "odps_source" },
        "options": { "resourceGroup": group }
    });
    let spec = json!({ "taskType": "DI_REALTIME", "pipeline": pipeline });
    stage.create("orders", spec).await;
    stage.until_ready("orders").await;
    let log = stage.call_log().await;
    let sent: Value = serde_json::from_str(log[0]["parameters"]["TaskParam"].as_str().unwrap()).unwrap();
    assert_eq!(sent, script("odps"));
    let written = json!({ "spec": { "pipeline": null, "taskParam": script("odps") } });
    stage.edit("orders", written).await;
    stage.until_ready("orders").await;
    assert_eq!(
        stage.call_log().await.len(),
        log.len(),
        "moving from one form to the other changes nothing"
    );
}
