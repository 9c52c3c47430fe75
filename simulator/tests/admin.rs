//! The admin interface.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Call, Simulator};
use serde_json::{Value, json};

#[tokio::test]
async fn the_help_names_every_path() {
    let simulator = Simulator::start(&[]).await;
    let help = simulator.admin("GET", "", Value::Null).await.body;
    for path in [
        "state",
        "calls",
        "counts",
        "reset",
        "behaviour",
        "faults",
        "quota",
        "tasks",
        "keys",
    ] {
        assert!(help.contains(&format!("/_admin/{path}")), "{path}");
    }
}

#[tokio::test]
async fn put_starts_from_the_command_line_and_patch_from_what_is() {
    let simulator = Simulator::start(&["--process-polls", "3"]).await;
    simulator
        .behave(json!({"listLagMs": 5, "process": {"neverEnds": true}}))
        .await;
    let patched = simulator
        .admin("PATCH", "behaviour", json!({"statusStyle": true}))
        .await
        .json();
    assert_eq!(
        (&patched["listLagMs"], &patched["process"]["polls"]),
        (&json!(5), &json!(3))
    );
    let put = simulator
        .admin("PUT", "behaviour", json!({"messageStyle": null}))
        .await
        .json();
    assert_eq!(
        (&put["listLagMs"], &put["statusStyle"]),
        (&json!(0), &json!("success"))
    );
    assert_eq!(
        (&put["process"]["polls"], &put["process"]["neverEnds"]),
        (&json!(3), &json!(false))
    );
}

#[tokio::test]
async fn what_is_not_known_is_refused_with_what_is() {
    let simulator = Simulator::start(&[]).await;
    let cases = [
        ("PATCH", "behaviour", json!({"listLag": 5}), "listLagMs"),
        (
            "PATCH",
            "behaviour",
            json!({"refused": {"Stop": {}}}),
            "StopDISyncInstance",
        ),
        ("POST", "faults", json!({"kind": "explode"}), "resetAfter"),
        (
            "POST",
            "faults",
            json!({"action": "Create", "kind": "html"}),
            "CreateDISyncTask",
        ),
        ("PUT", "quota", json!({"perHour": 1}), "perDay"),
        ("PUT", "quota", json!({"day": "lunar"}), "sliding"),
        (
            "PUT",
            "quota",
            json!({"throttle": {"code": "Busy"}}),
            "Throttling.Api",
        ),
        (
            "POST",
            "tasks",
            json!({"name": "a", "type": "DI_JOB"}),
            "DI_REALTIME",
        ),
    ];
    for (method, path, body, hint) in cases {
        let reply = simulator.admin(method, path, body).await;
        assert_eq!(reply.status, 400);
        let error = reply.json()["error"].to_string();
        assert!(error.contains(hint), "{error}");
    }
}

#[tokio::test]
async fn a_person_makes_edits_and_deletes_tasks() {
    let simulator = Simulator::start(&[]).await;
    let made = simulator
        .admin("POST", "tasks", json!({"name": "by_hand", "type": "DI_REALTIME"}))
        .await
        .json();
    let path = format!("tasks/{}", made["fileId"]);
    let found = simulator.list(&[("ExactFileName", "by_hand")]).await;
    assert_eq!(found["Files"][0]["FileId"], made["fileId"]);
    assert_eq!(
        simulator.create("by_hand", &[]).await.error().1,
        "Invalid.DI.Parameter.File.Existed"
    );
    let edited = simulator
        .admin("PATCH", &path, json!({"content": "{}"}))
        .await
        .json();
    assert_eq!(
        (&edited["version"], &edited["content"]),
        (&json!(2), &json!("{}"))
    );
    assert_eq!(simulator.admin("DELETE", &path, Value::Null).await.status, 200);
    assert_eq!(simulator.admin("DELETE", &path, Value::Null).await.status, 404);
}

#[tokio::test]
async fn a_person_can_change_everything_about_a_task() {
    let simulator = Simulator::start(&[]).await;
    let id = simulator.created("a").await;
    simulator.created("b").await;
    let changes = json!({"name": "c", "folder": "Business Flow/x/Data Integration", "resourceGroup": "g", "cu": 1.5,
        "alarmList": [{"Id": 1, "RuleName": "late"}], "deployed": true, "runState": "RUN"});
    let edited = simulator.edit(&id, changes).await.json();
    for (field, value) in [
        ("name", json!("c")),
        ("folder", json!("业务流程/x/数据集成")),
        ("resourceGroup", json!("g")),
        ("cu", json!(1.5)),
        ("version", json!(2)),
        ("submittedVersion", json!(2)),
        ("deployedVersion", json!(2)),
        ("runningVersion", json!(2)),
        ("runState", json!("RUN")),
    ] {
        assert_eq!(edited[field], value, "{field}");
    }
    assert_eq!(simulator.look(&id).await, "RUN");
    let read = simulator.act("GetDISyncTask", &id).await;
    assert_eq!(read["AlarmList"], json!([{"Id": 1, "RuleName": "late"}]));
    assert_eq!(simulator.edit(&id, json!({"name": "b"})).await.status, 409);
    assert_eq!(simulator.edit(&id, json!({"state": "RUN"})).await.status, 400);
    let undeployed = simulator.edit(&id, json!({"deployed": false})).await.json();
    assert_eq!(
        (&undeployed["deployed"], &undeployed["runState"]),
        (&json!(false), &json!("NORUN"))
    );
}

#[tokio::test]
async fn transitions_of_a_demo_take_a_moment() {
    let simulator = Simulator::start(&["--transition-ms", "60000"]).await;
    let behaviour = simulator.admin("GET", "behaviour", Value::Null).await.json();
    for pointer in [
        "/instance/start",
        "/instance/stop",
        "/instance/deploy",
        "/solution/running",
        "/deployment",
    ] {
        assert_eq!(
            behaviour.pointer(pointer).unwrap()["durationMs"],
            60_000,
            "{pointer}"
        );
    }
}

#[tokio::test]
async fn data_sources_come_and_go() {
    let simulator = Simulator::start(&[]).await;
    let removed = simulator
        .admin("DELETE", "datasources?projectId=10000&name=dw", Value::Null)
        .await;
    assert_eq!(removed.status, 200, "{}", removed.body);
    let failed = simulator.generate().await.data();
    assert_eq!(
        failed,
        json!({"Status": "fail", "Message": "datasource:[dw] is invalid."})
    );
    simulator
        .admin("POST", "datasources", json!({"projectId": 10000, "name": "dw"}))
        .await;
    assert_eq!(simulator.generate().await.data()["Status"], "success");
}

#[tokio::test]
async fn calls_are_logged_without_secrets() {
    let simulator = Simulator::start(&[]).await;
    let key = json!({"accessKeyId": "STS.a", "accessKeySecret": "hidden-1", "securityToken": "hidden-2"});
    let listed = simulator.admin("PUT", "keys", key).await.body
        + &simulator.admin("GET", "keys", Value::Null).await.body;
    let call = Call::new("ListFiles", &[("ProjectId", "10000"), ("ClientToken", "c")]);
    let call = call
        .with("AccessKeyId", "STS.a")
        .with("SecurityToken", "hidden-2");
    simulator.send(&call.clone().secret("hidden-1")).await;
    simulator.send(&call.secret("wrong")).await;
    let log = simulator.admin("GET", "calls", Value::Null).await;
    assert!(!(listed + &log.body).contains("hidden"), "{}", log.body);
    let calls = log.json();
    assert_eq!(
        calls[0]["parameters"],
        json!({"ProjectId": "10000", "ClientToken": "c"})
    );
    assert_eq!(
        (&calls[0]["seq"], &calls[0]["outcome"]),
        (&json!(1), &json!("success"))
    );
    assert_eq!(calls[1]["code"], "SignatureNonceUsed");
    let counts = simulator.admin("GET", "counts", Value::Null).await.json();
    assert_eq!(counts, json!({"ListFiles": {"success": 1, "rejected": 1}}));
    simulator.admin("DELETE", "calls", Value::Null).await;
    simulator.list(&[]).await;
    assert_eq!(simulator.last_call().await["seq"], 3, "numbers go on");
    let after = simulator
        .admin("GET", "calls?action=ListFiles&after=3", Value::Null)
        .await
        .json();
    assert_eq!(after, json!([]));
}

#[tokio::test]
async fn quotas_throttle_and_permissions_refuse() {
    let simulator = Simulator::start(&[]).await;
    simulator.admin("PUT", "quota", json!({"perDay": 2})).await;
    simulator.list(&[]).await;
    simulator.list(&[]).await;
    let (status, code) = simulator
        .call("ListFiles", &[("ProjectId", "10000")])
        .await
        .error();
    assert_eq!((status, code.as_str()), (429, "Throttling.User"));
    let report = simulator.admin("GET", "quota", Value::Null).await.json();
    assert_eq!(report["accounts"]["1000000000000001"]["today"]["all"], 3);
    simulator.admin("PUT", "quota", json!({})).await;
    let key = json!({"accessKeyId": "LTAI5tSimulator", "accessKeySecret": "simulator-secret", "deniedActions": ["ListFiles"]});
    simulator.admin("PUT", "keys", key).await;
    let (status, code) = simulator
        .call("ListFiles", &[("ProjectId", "10000")])
        .await
        .error();
    assert_eq!((status, code.as_str()), (403, "NoPermission"));
}

#[tokio::test]
async fn reset_goes_back_to_the_start() {
    let simulator = Simulator::start(&["--project-id", "10000", "--project-id", "20000"]).await;
    simulator.create("a", &[]).await.data();
    simulator.behave(json!({"token": "ignored"})).await;
    simulator.fault(json!({"kind": "html", "times": 0})).await;
    simulator.admin("POST", "reset", Value::Null).await;
    let state = simulator.admin("GET", "state", Value::Null).await.json();
    let ids: Vec<&String> = state["workspaces"].as_object().unwrap().keys().collect();
    assert_eq!(ids, ["10000", "20000"]);
    assert!(simulator.tasks().await.is_empty());
    assert_eq!(
        simulator.admin("GET", "behaviour", Value::Null).await.json()["token"],
        "honoured"
    );
    assert_eq!(simulator.list(&[]).await["TotalCount"], 0);
}
