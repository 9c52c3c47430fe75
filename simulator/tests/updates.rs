//! New tables, new scripts and new resources for a task that exists.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Simulator, content, realtime, script};
use serde_json::{Value, json};

/// Creates the task of the short script and gives its FileId.
async fn generated(simulator: &Simulator) -> String {
    let process = simulator.generate().await.data()["ProcessId"].clone();
    let text = simulator.query(&process).await.data()["TaskContent"].clone();
    let fields = [("TaskContent", text.as_str().unwrap())];
    let created = simulator.call("CreateDISyncTask", &realtime(&fields)).await;
    created.data()["FileId"].to_string()
}

fn tables(tables: &[&str]) -> String {
    let connection = json!([{"table": tables}]);
    json!({"steps": [{"name": "Reader", "category": "reader", "parameter": {"connection": connection}}]})
        .to_string()
}

async fn update(simulator: &Simulator, id: &str, more: &[(&str, &str)]) -> Value {
    let fields = [&[("FileId", id)], more].concat();
    simulator
        .call("UpdateDISyncTask", &realtime(&fields))
        .await
        .data()
}

#[tokio::test]
async fn new_tables_make_a_new_configuration() {
    let simulator = Simulator::start(&["--process-polls", "1"]).await;
    simulator.behave(json!({"process": {"polls": 0}})).await;
    let id = generated(&simulator).await;
    let before = simulator.tasks().await[0].clone();
    simulator.behave(json!({"process": {"polls": 1}})).await;
    let partial = tables(&["orders", "lines"]);
    let call = realtime(&[
        ("TaskId", id.as_str()),
        ("TaskParam", &partial),
        ("ClientToken", "t"),
    ]);
    let action = "GenerateDISyncTaskConfigForUpdating";
    let process = simulator.call(action, &call).await.data()["ProcessId"].clone();
    assert_eq!(
        simulator.call(action, &call).await.data()["ProcessId"],
        process,
        "a token"
    );
    assert_eq!(simulator.query(&process).await.data()["Status"], "processing");
    let text = simulator.query(&process).await.data()["TaskContent"].clone();
    let text = text.as_str().unwrap();
    assert!(text.contains("lines") && !text.contains("订单"), "{text}");

    assert_eq!(
        update(&simulator, &id, &[("TaskContent", text)]).await["Status"],
        "success"
    );
    let after = &simulator.tasks().await[0];
    assert_eq!((&after["content"], &after["version"]), (&json!(text), &json!(2)));
    assert!(after["lastEditTime"].as_i64() > before["lastEditTime"].as_i64());
    assert_eq!(after["createTime"], before["createTime"]);
}

#[tokio::test]
async fn only_tables_of_a_known_task_can_change() {
    let simulator = Simulator::start(&[]).await;
    let id = generated(&simulator).await;
    let action = "GenerateDISyncTaskConfigForUpdating";
    let whole = script();
    let call = realtime(&[("TaskId", id.as_str()), ("TaskParam", &whole)]);
    assert_eq!(
        simulator.call(action, &call).await.error(),
        (400, "Invalid.DI.Parameter".to_owned())
    );
    let partial = tables(&["orders"]);
    let call = realtime(&[("TaskId", "1"), ("TaskParam", &partial)]);
    let unknown = json!({"Status": "fail", "Message": "fileId:[1] is invalid."});
    assert_eq!(simulator.call(action, &call).await.data(), unknown);
    let call = realtime(&[("FileId", id.as_str()), ("TaskParam", &partial)]);
    assert_eq!(simulator.call(action, &call).await.error().1, "MissingTaskId");
    let wizard = simulator
        .admin("POST", "tasks", json!({"name": "w", "type": "DI_REALTIME"}))
        .await;
    let wizard = wizard.json()["fileId"].to_string();
    let call = realtime(&[("TaskId", wizard.as_str()), ("TaskParam", &partial)]);
    assert_eq!(simulator.call(action, &call).await.data()["Status"], "fail");
}

#[tokio::test]
async fn resources_alone_can_change() {
    let simulator = Simulator::start(&[]).await;
    let id = simulator.created("a").await;
    let group = r#"{"ResourceGroup": "S_res_group_9_9", "Cu": 2}"#;
    assert_eq!(
        update(&simulator, &id, &[("TaskParam", group)]).await,
        json!({"Status": "fail", "Message": "ResourceGroup:[S_res_group_9_9] is invalid."})
    );
    assert_eq!(simulator.tasks().await[0]["version"], 1);
    let group = r#"{"ResourceGroup": "S_res_group_1_2", "Cu": 2, "FileFolderPath": "ignored"}"#;
    assert_eq!(
        update(&simulator, &id, &[("TaskParam", group)]).await["Status"],
        "success"
    );
    let task = &simulator.tasks().await[0];
    assert_eq!(
        (&task["cu"], &task["version"], &task["content"]),
        (&json!(2.0), &json!(2), &json!(content()))
    );
    let call = realtime(&[("FileId", id.as_str())]);
    assert_eq!(
        simulator.call("UpdateDISyncTask", &call).await.error().1,
        "MissingTaskContent"
    );
    let call = realtime(&[("FileId", id.as_str()), ("TaskContent", "{}")]);
    assert_eq!(
        simulator.call("UpdateDISyncTask", &call).await.error().1,
        "Invalid.DI.Parameter"
    );
}

#[tokio::test]
async fn an_update_is_not_committed_until_it_is_deployed() {
    let simulator = Simulator::start(&[]).await;
    let id = simulator.created("a").await;
    simulator.set_going(&id).await;
    let listed = async || {
        let file = simulator.list(&[]).await["Files"][0].clone();
        (file["CommitStatus"].clone(), file["CurrentVersion"].clone())
    };
    assert_eq!(listed().await, (json!(1), json!(1)));
    let text = content();
    update(&simulator, &id, &[("TaskContent", &text)]).await;
    assert_eq!(listed().await, (json!(0), json!(2)));
    simulator.act("DeployDISyncTask", &id).await;
    assert_eq!(listed().await, (json!(1), json!(2)));
    let task = &simulator.tasks().await[0];
    assert_eq!(
        (&task["deployedVersion"], &task["runningVersion"]),
        (&json!(2), &json!(1)),
        "what runs is the version it was started with"
    );
    for action in ["StopDISyncInstance", "StartDISyncInstance"] {
        simulator.act(action, &id).await;
    }
    assert_eq!(simulator.tasks().await[0]["runningVersion"], 2);
}

#[tokio::test]
async fn updates_of_one_type_can_be_refused() {
    let simulator = Simulator::start(&[]).await;
    let id = simulator.created("a").await;
    let refused = json!({"UpdateDISyncTask": {
        "taskType": "DI_REALTIME", "code": "Invalid.DI.Parameter", "message": "TaskType:[DI_REALTIME] is invalid."}});
    simulator.behave(json!({"refused": refused})).await;
    let call = realtime(&[("FileId", id.as_str()), ("TaskParam", r#"{"Cu": 1}"#)]);
    assert_eq!(
        simulator.call("UpdateDISyncTask", &call).await.error(),
        (400, "Invalid.DI.Parameter".to_owned())
    );
    simulator.behave(json!({"businessErrors": "data"})).await;
    assert_eq!(
        simulator.call("UpdateDISyncTask", &call).await.data(),
        json!({"Status": "fail", "Message": "TaskType:[DI_REALTIME] is invalid."})
    );
    let other = [
        ("ProjectId", "10000"),
        ("TaskType", "DI_SOLUTION"),
        ("FileId", "1"),
        ("TaskParam", "{}"),
    ];
    assert_eq!(
        simulator.call("UpdateDISyncTask", &other).await.data()["Message"],
        "fileId:[1] is invalid.",
        "not refused, only not found"
    );
    assert_eq!(simulator.tasks().await[0]["version"], 1);
}
