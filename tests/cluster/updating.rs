//! From an edit of the spec to a task that is as it says, without a live sync lost on the way.

use serde_json::{Value, json};

use crate::stage::*;

/// The tables of the script, for a merge patch.
pub fn tables(names: &[&str]) -> Value {
    let mut script = script("odps");
    let infos: Vec<Value> = names.iter().map(|name| json!({ "table": name })).collect();
    script["steps"][0]["parameter"]["connection"][0]["selectedTables"][0]["schema"][0]["tableInfos"] =
        json!(infos);
    json!({ "spec": { "taskParam": script } })
}

fn other_sink() -> Value {
    let mut script = script("odps");
    script["steps"][1]["parameter"]["datasource"] = json!("dw");
    json!({ "spec": { "taskParam": script } })
}

#[tokio::test]
async fn a_table_is_added_without_losing_the_task() {
    let stage = Stage::new("table").await;
    stage.create("orders", running()).await;
    let before = stage.until_ready("orders").await;
    stage.simulator.delete("calls").await.unwrap();
    stage
        .edit("orders", tables(&["molin_di_test_in_pk_v4", "orders"]))
        .await;
    let after = stage.until_ready("orders").await;
    assert_eq!(
        stage.actions().await,
        [
            "ListFiles",
            "GetDISyncInstanceInfo",
            "GenerateDISyncTaskConfigForUpdating",
            "QueryDISyncTaskConfigProcessResult",
            "UpdateDISyncTask",
            "DeployDISyncTask",
            "GetDISyncInstanceInfo",
            "StopDISyncInstance",
            "GetDISyncInstanceInfo",
            "StartDISyncInstance",
            "GetDISyncInstanceInfo"
        ]
    );
    let id = |task: &dataworks_operator::api::DISyncTask| task.status.as_ref().unwrap().file_id;
    assert_eq!(id(&before), id(&after));
    let remote = stage.remote().await;
    assert!(remote[0]["content"].as_str().unwrap().contains("\"orders\""));
    assert_eq!(remote[0]["runState"], json!("RUN"));
    assert_eq!(
        remote[0]["runningVersion"], remote[0]["version"],
        "the new version runs"
    );
}

#[tokio::test]
async fn settings_and_limits_take_their_own_shortest_way() {
    let stage = Stage::new("settings").await;
    stage.create("orders", running()).await;
    stage.until_ready("orders").await;
    stage.simulator.delete("calls").await.unwrap();
    stage
        .edit(
            "orders",
            json!({ "spec": { "resourceGroup": "S_res_group_1_2", "cu": 1.5 } }),
        )
        .await;
    stage.until_ready("orders").await;
    let log = stage.call_log().await;
    let update = log
        .iter()
        .find(|call| call["action"] == "UpdateDISyncTask")
        .unwrap();
    let sent: Value = serde_json::from_str(update["parameters"]["TaskParam"].as_str().unwrap()).unwrap();
    assert_eq!(sent, json!({ "ResourceGroup": "S_res_group_1_2", "Cu": 1.5 }));
    assert!(update["parameters"].get("TaskContent").is_none(), "{update}");
    assert!(
        !stage
            .actions()
            .await
            .contains(&"GenerateDISyncTaskConfigForUpdating".to_owned())
    );

    stage.simulator.delete("calls").await.unwrap();
    stage
        .edit(
            "orders",
            json!({ "spec": { "startParam": { "errorLimit": { "record": 7 } } } }),
        )
        .await;
    stage.until_ready("orders").await;
    assert_eq!(
        stage.actions().await,
        [
            "GetDISyncInstanceInfo",
            "StopDISyncInstance",
            "GetDISyncInstanceInfo",
            "StartDISyncInstance",
            "GetDISyncInstanceInfo"
        ]
    );
    assert!(
        stage.remote().await[0]["startParam"]
            .as_str()
            .unwrap()
            .contains('7')
    );
}

#[tokio::test]
async fn what_cannot_be_changed_is_refused_and_the_task_goes_on() {
    let stage = Stage::new("fixed").await;
    stage.create("orders", running()).await;
    let before = stage.until_ready("orders").await;
    stage.simulator.delete("calls").await.unwrap();
    stage.edit("orders", other_sink()).await;
    let refused = stage.until_reason("orders", "UpdateUnsupported").await;
    let said = message(&refused);
    for part in [
        "spec.taskParam.steps[1].parameter.datasource",
        "create a new DISyncTask",
        "spec.replacePolicy to Recreate",
    ] {
        assert!(said.contains(part), "{said}");
    }
    assert!(stage.mutations().await.is_empty(), "{:?}", stage.actions().await);
    assert_eq!(stage.remote().await[0]["runState"], json!("RUN"));
    assert_eq!(condition(&refused, "TaskRunning").unwrap().0, "True");

    stage
        .edit("orders", json!({ "spec": { "desiredState": "Stopped" } }))
        .await;
    stage
        .until("orders", "stopped, with the last good spec", |task| {
            task.status.as_ref().unwrap().run_state.as_deref() == Some("PAUSE")
                && message(task).contains("spec.replacePolicy")
        })
        .await;

    stage
        .edit(
            "orders",
            json!({ "spec": { "replacePolicy": "Recreate", "desiredState": "Running" } }),
        )
        .await;
    let replaced = stage.until_ready("orders").await;
    assert_ne!(
        before.status.as_ref().unwrap().file_id,
        replaced.status.as_ref().unwrap().file_id
    );
    let remote = stage.remote().await;
    assert_eq!(remote.len(), 1);
    assert_eq!(remote[0]["runState"], json!("RUN"));
    stage.until_event("orders", "Warning Replacing").await;
    let mutations = stage.mutations().await;
    let place = |action: &str| mutations.iter().position(|made| made == action).unwrap();
    assert!(
        place("TerminateDISyncInstance") < place("DeleteDISyncTask"),
        "{mutations:?}"
    );
    assert!(
        place("DeleteDISyncTask") < place("CreateDISyncTask"),
        "{mutations:?}"
    );
}

#[tokio::test]
async fn a_refused_update_is_shown_and_not_looped_on() {
    let stage = Stage::new("refused").await;
    stage.create("orders", running()).await;
    stage.until_ready("orders").await;
    stage
        .behave(json!({ "refused": { "UpdateDISyncTask": { "taskType": "DI_REALTIME", "code": "Invalid.DI.Parameter", "message": "Batch tasks only." } } }))
        .await;
    stage.edit("orders", tables(&["orders"])).await;
    let refused = stage.until_reason("orders", "UpdateFailed").await;
    assert!(
        message(&refused).contains("Batch tasks only"),
        "{}",
        message(&refused)
    );
    assert_eq!(stage.remote().await[0]["runState"], json!("RUN"));
    let updates = |actions: &[String]| {
        actions
            .iter()
            .filter(|action| *action == "UpdateDISyncTask")
            .count()
    };
    assert_eq!(updates(&stage.actions().await), 1);

    stage.behave(json!({})).await;
    stage
        .edit("orders", json!({ "metadata": { "annotations": { "dataworks.alibabacloud.com/reconcile-requested-at": "now" } } }))
        .await;
    stage.until_ready("orders").await;
    assert_eq!(updates(&stage.actions().await), 2);
}

#[tokio::test]
async fn both_forms_of_a_pipeline_are_one_task() {
    let stage = Stage::new("forms").await;
    stage.create("orders", running()).await;
    stage.until_ready("orders").await;
    stage.simulator.delete("calls").await.unwrap();
    let pipeline = json!({
        "source": { "type": "MySQL", "dataSource": "mysql_pub",
                    "databases": [ { "name": "mysql_db", "tables": ["molin_di_test_in_pk_v4"] } ] },
        "sink": { "type": "MaxCompute", "dataSource": "odps_source" },
        "options": { "resourceGroup": "S_res_group_280749521950784_1623033752022" }
    });
    stage
        .edit(
            "orders",
            json!({ "spec": { "taskParam": null, "pipeline": pipeline } }),
        )
        .await;
    stage.until_ready("orders").await;
    assert!(stage.mutations().await.is_empty());
}

#[tokio::test]
async fn an_edit_in_the_middle_of_a_replacement_still_ends_with_a_task() {
    let stage = Stage::new("midway").await;
    stage.behave(json!({ "latencyMs": { "ListFiles": 1000 } })).await;
    let mut spec = running();
    spec["replacePolicy"] = json!("Recreate");
    stage.create("orders", spec).await;
    stage.until_ready("orders").await;
    stage.edit("orders", other_sink()).await;
    stage.until_called("DeleteDISyncTask").await;
    stage
        .edit("orders", json!({ "spec": { "taskParam": script("odps") } }))
        .await;
    stage.until_ready("orders").await;
    let remote = stage.remote().await;
    assert_eq!((remote.len(), &remote[0]["runState"]), (1, &json!("RUN")));
    assert!(
        remote[0]["content"].as_str().unwrap().contains("odps_source"),
        "by what the spec says now"
    );
}
