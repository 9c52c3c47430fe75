//! The life of a solution, which is told in digits.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Simulator, content};
use serde_json::{Value, json};

async fn act(simulator: &Simulator, action: &str, more: &[(&str, &str)]) -> Value {
    let solution = [("ProjectId", "10000"), ("TaskType", "DI_SOLUTION")];
    simulator.call(action, &[&solution, more].concat()).await.data()
}

async fn create(simulator: &Simulator) -> String {
    let text = content();
    let fields = [("TaskName", "s"), ("TaskContent", text.as_str())];
    act(simulator, "CreateDISyncTask", &fields).await["FileId"].to_string()
}

async fn digit(simulator: &Simulator, id: &str) -> Value {
    act(simulator, "GetDISyncTask", &[("FileId", id)]).await["SolutionDetail"]["Status"].clone()
}

#[tokio::test]
async fn deployed_waiting_running_done() {
    let simulator = Simulator::start(&[]).await;
    simulator
        .behave(json!({"instance": {"start": {"looks": 1}}, "solution": {"running": {"looks": 1}}}))
        .await;
    let id = create(&simulator).await;
    let file = [("FileId", id.as_str())];
    assert_eq!(digit(&simulator, &id).await, "1");
    assert_eq!(
        act(&simulator, "StartDISyncInstance", &file).await["Status"],
        "fail"
    );
    act(&simulator, "DeployDISyncTask", &file).await;
    assert_eq!(digit(&simulator, &id).await, "4");
    // No script of a start: a solution ignores it.
    let start = [("FileId", id.as_str()), ("StartParam", "nonsense")];
    assert_eq!(
        act(&simulator, "StartDISyncInstance", &start).await["Status"],
        "success"
    );
    assert_eq!(digit(&simulator, &id).await, "8");
    let info = act(&simulator, "GetDISyncInstanceInfo", &file).await;
    assert_eq!(
        (&info["Status"], &info["Name"]),
        (&json!("success"), &Value::Null)
    );
    assert_eq!(info["SolutionInfo"]["Status"], "run");
    assert_eq!(
        info["SolutionInfo"]["StepDetail"][0],
        json!({"StepId": 1, "StepName": "create_table", "Status": "success", "Info": r#"{"status":"SUCCESS"}"#})
    );
    let detail = act(&simulator, "GetDISyncTask", &file).await["SolutionDetail"].clone();
    assert_eq!(
        (&detail["Status"], &detail["Type"], &detail["SourceType"]),
        (&json!("0"), &json!("odps"), &json!("mysql"))
    );
    assert_eq!(detail["SubmitTime"].as_str().map(str::len), Some(19));
    assert_eq!(detail["StartTime"].as_str().map(str::len), Some(19));
    let task = &simulator.tasks().await[0];
    assert_eq!(
        (&task["runState"], &task["startParam"]),
        (&json!("0"), &Value::Null)
    );
}

#[tokio::test]
async fn a_person_confirms() {
    let simulator = Simulator::start(&[]).await;
    simulator
        .behave(json!({"solution": {"deployed": "1", "confirm": true, "final": "3"}}))
        .await;
    let id = create(&simulator).await;
    let file = [("FileId", id.as_str())];
    act(&simulator, "DeployDISyncTask", &file).await;
    assert_eq!(digit(&simulator, &id).await, "1");
    act(&simulator, "StartDISyncInstance", &file).await;
    assert_eq!(digit(&simulator, &id).await, "5");
    assert_eq!(digit(&simulator, &id).await, "5");
    simulator.edit(&id, json!({"runState": "6"})).await.json();
    assert_eq!(digit(&simulator, &id).await, "3");
    let info = act(&simulator, "GetDISyncInstanceInfo", &file).await;
    assert_eq!(info["SolutionInfo"]["Status"], "fail");
    let refused = simulator.edit(&id, json!({"runState": "RUN"})).await;
    assert_eq!(refused.status, 400, "{}", refused.body);
}
