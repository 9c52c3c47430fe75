//! Deployment, start, stop and end of a real-time task.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Simulator, realtime};
use serde_json::{Value, json};

async fn data(simulator: &Simulator, action: &str, id: &str) -> Value {
    simulator.act(action, id).await
}

#[tokio::test]
async fn from_deployment_to_deletion() {
    let simulator = Simulator::start(&[]).await;
    simulator
        .behave(json!({"instance": {"start": {"looks": 1}, "stop": {"looks": 1}}}))
        .await;
    let id = simulator.created("a").await;
    let success = json!({"Status": "success", "Message": null});
    assert_eq!(simulator.look(&id).await, "NORUN");
    assert_eq!(
        data(&simulator, "StartDISyncInstance", &id).await,
        json!({"Status": "fail", "Message": format!("fileId:[{id}] is not deployed.")})
    );
    assert_eq!(data(&simulator, "DeployDISyncTask", &id).await, success);
    assert_eq!(simulator.list(&[]).await["Files"][0]["CommitStatus"], 1);
    let start = realtime(&[
        ("FileId", id.as_str()),
        ("StartParam", r#"{"errorLimit": {"record": 0}}"#),
    ]);
    assert_eq!(
        simulator.call("StartDISyncInstance", &start).await.data(),
        success
    );
    assert_eq!(
        data(&simulator, "GetDISyncInstanceInfo", &id).await,
        json!({"Status": "WAIT", "Message": null, "Name": "a", "SolutionInfo": null})
    );
    assert_eq!(simulator.look(&id).await, "RUN");
    let task = &simulator.tasks().await[0];
    assert_eq!(
        (
            &task["deployed"],
            &task["deployedVersion"],
            &task["runningVersion"],
            &task["runState"]
        ),
        (&json!(true), &json!(1), &json!(1), &json!("RUN"))
    );
    assert_eq!(task["startParam"], r#"{"errorLimit": {"record": 0}}"#);
    for action in ["TerminateDISyncInstance", "DeleteDISyncTask"] {
        let refused = data(&simulator, action, &id).await;
        assert_eq!(
            refused["Message"],
            format!("fileId:[{id}] is in the state [RUN].")
        );
    }
    assert_eq!(data(&simulator, "StopDISyncInstance", &id).await, success);
    assert_eq!(simulator.look(&id).await, "KILLING");
    assert_eq!(simulator.look(&id).await, "PAUSE");
    assert_eq!(data(&simulator, "TerminateDISyncInstance", &id).await, success);
    assert_eq!(simulator.look(&id).await, "NORUN");
    assert_eq!(data(&simulator, "DeleteDISyncTask", &id).await, success);
    assert_eq!(
        data(&simulator, "GetDISyncInstanceInfo", &id).await,
        json!({"Status": "fail", "Message": format!("fileId[{id}] is invalid")})
    );
}

#[tokio::test]
async fn a_start_or_a_stop_may_never_end() {
    let simulator = Simulator::start(&[]).await;
    simulator
        .behave(json!({"instance": {"start": {"neverEnds": true}, "stop": {"neverEnds": true}}}))
        .await;
    let id = simulator.created("a").await;
    simulator.set_going(&id).await;
    assert_eq!(simulator.look(&id).await, "WAIT");
    assert_eq!(simulator.look(&id).await, "WAIT");
    data(&simulator, "StopDISyncInstance", &id).await;
    assert_eq!(simulator.look(&id).await, "KILLING");
    assert_eq!(simulator.look(&id).await, "KILLING");
    simulator.edit(&id, json!({"runState": "PAUSE"})).await.json();
    assert_eq!(simulator.look(&id).await, "PAUSE", "a person helps");
}

#[tokio::test]
async fn an_instance_falls_in_time_or_by_hand() {
    let simulator = Simulator::start(&[]).await;
    let id = simulator.created("a").await;
    simulator
        .behave(json!({"instance": {"fall": {"to": "FAILED", "afterMs": 1500}}}))
        .await;
    simulator.set_going(&id).await;
    assert_eq!(simulator.look(&id).await, "RUN");
    let fallen = async |simulator: &Simulator| (simulator.look(&id).await == "FAILED").then_some(());
    simulator.until("the fall", fallen).await;
    simulator
        .behave(json!({"instance": {"fall": {"to": null}}}))
        .await;
    assert_eq!(
        data(&simulator, "StartDISyncInstance", &id).await["Status"],
        "success"
    );
    assert_eq!(simulator.look(&id).await, "RUN");
    let edited = simulator.edit(&id, json!({"runState": "NORUN"})).await.json();
    assert_eq!(
        (&edited["runState"], &edited["version"], &edited["deployed"]),
        (&json!("NORUN"), &json!(1), &json!(true))
    );
    assert_eq!(simulator.look(&id).await, "NORUN");
}

#[tokio::test]
async fn the_ends_have_switches() {
    let simulator = Simulator::start(&[]).await;
    simulator
        .behave(
            json!({"instance": {"afterStop": "NORUN", "beforeDeploy": "absent", "afterTerminate": "absent",
            "delete": "undeployed"}}),
        )
        .await;
    let id = simulator.created("a").await;
    assert_eq!(simulator.look(&id).await, "fail");
    simulator.set_going(&id).await;
    data(&simulator, "StopDISyncInstance", &id).await;
    assert_eq!(simulator.look(&id).await, "NORUN");
    assert_eq!(
        data(&simulator, "DeleteDISyncTask", &id).await["Message"],
        format!("fileId:[{id}] is deployed.")
    );
    data(&simulator, "TerminateDISyncInstance", &id).await;
    assert_eq!(simulator.look(&id).await, "fail");
    assert_eq!(simulator.tasks().await[0]["runState"], Value::Null);
    assert_eq!(
        data(&simulator, "DeleteDISyncTask", &id).await["Status"],
        "success"
    );
}

#[tokio::test]
async fn what_is_done_already_succeeds_or_fails() {
    let simulator = Simulator::start(&[]).await;
    let id = simulator.created("a").await;
    for (verdict, hand) in [("success", "fail"), ("fail", "success")] {
        // The other way round for the rest, so that each operation is seen to have its own switch.
        for (action, key, state, deployed) in [
            ("StartDISyncInstance", "start", "RUN", true),
            ("StopDISyncInstance", "stop", "PAUSE", true),
            ("DeployDISyncTask", "deploy", "PAUSE", true),
            ("TerminateDISyncInstance", "terminate", "NORUN", false),
        ] {
            let mut repeated = json!({"start": hand, "stop": hand, "deploy": hand, "terminate": hand});
            repeated[key] = json!(verdict);
            simulator
                .behave(json!({"instance": {"repeated": repeated}}))
                .await;
            let state = json!({"runState": state, "deployed": deployed});
            simulator.edit(&id, state.clone()).await.json();
            assert_eq!(data(&simulator, action, &id).await["Status"], verdict, "{action}");
            assert_eq!(simulator.look(&id).await, state["runState"]);
        }
    }
}

#[tokio::test]
async fn types_that_cannot_and_parameters_that_are_none() {
    let simulator = Simulator::start(&[]).await;
    let id = simulator.created("a").await;
    let param = "Param.Invalid";
    for (action, task_type) in [
        ("StopDISyncInstance", "DI_SOLUTION"),
        ("TerminateDISyncInstance", "DI_SOLUTION"),
        ("StartDISyncInstance", "DI_OFFLINE"),
        ("DeployDISyncTask", "DI_OFFLINE"),
    ] {
        let call = [("ProjectId", "10000"), ("TaskType", task_type), ("FileId", &id)];
        assert_eq!(
            simulator.call(action, &call).await.error(),
            (400, param.to_owned()),
            "{action}"
        );
    }
    let start = realtime(&[
        ("FileId", id.as_str()),
        ("StartParam", r#"{"ddlMarkMap": {"ADDCOLUMN": "x"}}"#),
    ]);
    assert_eq!(
        simulator.call("StartDISyncInstance", &start).await.error(),
        (400, "Invalid.DI.Parameter".to_owned())
    );
    let foreign = [
        ("ProjectId", "1"),
        ("TaskType", "DI_REALTIME"),
        ("FileId", id.as_str()),
    ];
    for action in [
        "DeployDISyncTask",
        "StartDISyncInstance",
        "StopDISyncInstance",
        "GetDISyncInstanceInfo",
    ] {
        let reply = simulator.call(action, &foreign).await;
        assert_eq!(reply.error(), (403, "Forbidden.DI.NoPrivilege".to_owned()));
    }
}

#[tokio::test]
async fn refusals_come_on_command() {
    let simulator = Simulator::start(&[]).await;
    let id = simulator.created("a").await;
    let refused = json!({"DeployDISyncTask": {"message": "submit and deploy fail."}});
    simulator.behave(json!({"refused": refused})).await;
    assert_eq!(
        data(&simulator, "DeployDISyncTask", &id).await,
        json!({"Status": "fail", "Message": "submit and deploy fail."})
    );
    simulator.behave(json!({"businessErrors": "http"})).await;
    let call = realtime(&[("FileId", id.as_str())]);
    assert_eq!(simulator.call("DeployDISyncTask", &call).await.error().0, 400);
    simulator
        .behave(json!({"refused": {"DeployDISyncTask": null}}))
        .await;
    assert_eq!(
        data(&simulator, "DeployDISyncTask", &id).await["Status"],
        "success"
    );
}

#[tokio::test]
async fn looks_are_reads_and_the_rest_are_writes() {
    let simulator = Simulator::start(&[]).await;
    let id = simulator.created("a").await;
    simulator.admin("PUT", "quota", json!({"writeQps": 1})).await;
    data(&simulator, "DeployDISyncTask", &id).await;
    simulator.look(&id).await;
    let call = realtime(&[("FileId", id.as_str())]);
    for action in ["StartDISyncInstance", "StopDISyncInstance", "UpdateDISyncTask"] {
        assert_eq!(simulator.call(action, &call).await.error().0, 429, "{action}");
    }
}
