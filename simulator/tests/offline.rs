//! Submission, deployment and deletion of an offline task.

#![allow(clippy::unwrap_used)]

mod common;

use common::Simulator;
use serde_json::{Value, json};

async fn create(simulator: &Simulator) -> String {
    let script = json!({"type": "job", "version": "2.0", "steps": [
        {"stepType": "mysql", "category": "reader", "parameter": {"datasource": "orders_db"}},
        {"stepType": "odps", "category": "writer", "parameter": {"datasource": "dw"}},
    ]})
    .to_string();
    let fields = [
        ("TaskType", "DI_OFFLINE"),
        ("TaskName", "batch"),
        ("TaskContent", &script),
    ];
    simulator.file("CreateDISyncTask", &fields).await.data()["FileId"].to_string()
}

async fn deployment(simulator: &Simulator, id: &Value) -> Value {
    let id = id.to_string();
    simulator
        .file("GetDeployment", &[("DeploymentId", &id)])
        .await
        .data()
}

#[tokio::test]
async fn submitted_deployed_deleted() {
    let simulator = Simulator::start(&[]).await;
    simulator.behave(json!({"deployment": {"looks": 1}})).await;
    let id = create(&simulator).await;
    let file = [("FileId", id.as_str())];
    let committed = async || simulator.list(&[]).await["Files"][0]["CommitStatus"].clone();
    let early = simulator.file("DeployFile", &file).await;
    assert_eq!(
        early.json()["ErrorMessage"],
        format!("fileId:[{id}] is not submitted.")
    );

    let submitted = simulator.file("SubmitFile", &file).await.json();
    assert_eq!(
        (&submitted["Success"], &submitted["HttpStatusCode"]),
        (&json!(true), &json!(200))
    );
    let seen = deployment(&simulator, &submitted["Data"]).await;
    assert_eq!(
        (
            &seen["Deployment"]["Status"],
            &seen["Deployment"]["CheckingStatus"]
        ),
        (&json!(0), &Value::Null)
    );
    let seen = deployment(&simulator, &submitted["Data"]).await;
    assert_eq!(
        (&seen["Deployment"]["Status"], &seen["Deployment"]["ErrorMessage"]),
        (&json!(1), &json!("Success"))
    );
    assert_eq!(
        (
            &seen["Deployment"]["FromEnvironment"],
            &seen["Deployment"]["ToEnvironment"]
        ),
        (&json!(0), &json!(1))
    );
    assert_eq!(
        seen["DeployedItems"],
        json!([{"FileId": simulator.tasks().await[0]["fileId"], "FileVersion": 1, "Status": 1}])
    );
    assert_eq!(committed().await, 1);

    let node = simulator.tasks().await[0]["nodeId"].to_string();
    let deployed = simulator.file("DeployFile", &[("NodeId", &node)]).await.json()["Data"].clone();
    assert_eq!(deployment(&simulator, &deployed).await["Deployment"]["Status"], 0);
    assert_eq!(simulator.tasks().await[0]["deployed"], true);
    let seen = deployment(&simulator, &deployed).await;
    assert_eq!(seen["Deployment"]["ToEnvironment"], 2);
    assert_eq!(
        simulator.tasks().await[0]["deployments"],
        json!([submitted["Data"], deployed])
    );

    let deleted = simulator.file("DeleteFile", &file).await.json();
    assert_eq!(deleted.get("Data"), None);
    assert_eq!(
        deployment(&simulator, &deleted["DeploymentId"]).await["Deployment"]["Status"],
        0
    );
    assert_eq!(
        deployment(&simulator, &deleted["DeploymentId"]).await["Deployment"]["Status"],
        1
    );
    assert_eq!(simulator.list(&[]).await["TotalCount"], 0);
    let state = simulator.admin("GET", "state", Value::Null).await.json();
    let kinds: Vec<_> = state["workspaces"]["10000"]["deployments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|deployment| deployment["kind"].clone())
        .collect();
    assert_eq!(kinds, ["submit", "deploy", "delete"]);
}

#[tokio::test]
async fn what_was_never_submitted_has_no_deployment() {
    let simulator = Simulator::start(&[]).await;
    let id = create(&simulator).await;
    let deleted = simulator
        .file("DeleteFile", &[("FileId", id.as_str())])
        .await
        .json();
    assert_eq!(deleted.get("DeploymentId"), None);
    let unknown = simulator.file("GetDeployment", &[("DeploymentId", "7")]).await;
    assert_eq!(unknown.json()["ErrorMessage"], "deploymentId:[7] is invalid.");
}

#[tokio::test]
async fn a_deployment_can_fail_or_hang() {
    let simulator = Simulator::start(&[]).await;
    let id = create(&simulator).await;
    let file = [("FileId", id.as_str())];
    simulator
        .behave(json!({"deployment": {"fails": ["submit"], "message": "no parent", "checking": true}}))
        .await;
    let submit = async |more: &[(&str, &str)]| {
        let reply = simulator.file("SubmitFile", &[&file[..], more].concat()).await;
        deployment(&simulator, &reply.json()["Data"]).await["Deployment"].clone()
    };
    let failed = submit(&[]).await;
    assert_eq!(
        (
            &failed["Status"],
            &failed["CheckingStatus"],
            &failed["ErrorMessage"]
        ),
        (&json!(2), &json!(7), &json!("no parent"))
    );
    assert_eq!(
        simulator.list(&[]).await["Files"][0]["CommitStatus"],
        0,
        "nothing was submitted"
    );
    let skipped = submit(&[("SkipAllDeployFileExtensions", "true")]).await;
    assert_eq!(skipped["CheckingStatus"], Value::Null);
    simulator
        .behave(json!({"deployment": {"fails": [], "neverEnds": true}}))
        .await;
    assert_eq!(submit(&[]).await["CheckingStatus"], 8);
    simulator
        .behave(json!({"deployment": {"needsInput": true, "neverEnds": false}}))
        .await;
    assert_eq!(simulator.file("SubmitFile", &file).await.json()["Success"], false);
    let input = [("FileId", id.as_str()), ("InputList", "shop_root")];
    simulator.file("UpdateFile", &input).await.json();
    assert_eq!(submit(&[]).await["Status"], 1);
}

#[tokio::test]
async fn scheduling_is_stored_and_shown() {
    let simulator = Simulator::start(&[]).await;
    let id = create(&simulator).await;
    let fields = [
        ("FileId", id.as_str()),
        ("CronExpress", "00 30 05 * * ?"),
        ("CycleType", "DAY"),
        ("RerunMode", "ALL_DENIED"),
        ("ParaValue", "bizdate=$bizdate"),
        ("AutoRerunTimes", "3"),
        ("ApplyScheduleImmediately", "true"),
        ("InputList", "shop_root"),
        ("FileDescription", "nightly"),
        ("FileName", "batch_2"),
        ("FileFolderPath", "Business Flow/orders/Data Integration"),
    ];
    let updated = simulator.file("UpdateFile", &fields).await.json();
    assert_eq!((&updated["Success"], updated.get("Data")), (&json!(true), None));
    let task = simulator.tasks().await[0].clone();
    assert_eq!(
        (&task["name"], &task["folder"], &task["version"]),
        (&json!("batch_2"), &json!("业务流程/orders/数据集成"), &json!(2))
    );
    assert_eq!(task["schedule"]["CronExpress"], "00 30 05 * * ?");
    let read = simulator.file("GetFile", &[("FileId", &id)]).await.data();
    assert_eq!(
        (&read["File"]["FileDescription"], &read["File"]["Content"]),
        (&json!("nightly"), &task["content"])
    );
    assert_eq!(read["File"]["DeletedStatus"], "NORMAL");
    let node = &read["NodeConfiguration"];
    assert_eq!(
        (
            &node["RerunMode"],
            &node["AutoRerunTimes"],
            &node["ApplyScheduleImmediately"],
            &node["InputList"]
        ),
        (
            &json!("ALL_DENIED"),
            &json!(3),
            &json!("true"),
            &json!([{"Input": "shop_root"}])
        )
    );
    let wrong = [("FileId", id.as_str()), ("CycleType", "WEEKLY")];
    assert_eq!(
        simulator.file("UpdateFile", &wrong).await.error(),
        (400, "InvalidCycleType".to_owned())
    );
    let moved = [("FileId", id.as_str()), ("FileFolderPath", "nowhere")];
    assert_eq!(
        simulator.file("UpdateFile", &moved).await.json()["ErrorMessage"],
        "Invalid path: nowhere"
    );
    simulator.created("other").await;
    let taken = [("FileId", id.as_str()), ("FileName", "other")];
    assert_eq!(
        simulator.file("UpdateFile", &taken).await.error().1,
        "Invalid.DI.Parameter.File.Existed"
    );
}

#[tokio::test]
async fn what_was_deleted_may_lie_in_the_recycle_bin() {
    let simulator = Simulator::start(&[]).await;
    simulator
        .create("batch", &[("TaskType", "DI_OFFLINE")])
        .await
        .data();
    let id = simulator.tasks().await[0]["fileId"].to_string();
    simulator.file("DeleteFile", &[("FileId", &id)]).await;
    assert_eq!(simulator.list(&[]).await["TotalCount"], 0);
    let absent = simulator.file("GetFile", &[("FileId", &id)]).await.json();
    assert_eq!(absent["ErrorMessage"], format!("fileId:[{id}] is invalid."));
    simulator.behave(json!({"recycleBin": true})).await;
    let read = simulator.file("GetFile", &[("FileId", &id)]).await.data();
    assert_eq!(read["File"]["DeletedStatus"], "RECYCLE_BIN");
}
