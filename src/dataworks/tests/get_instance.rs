//! Looks at tasks at work: run states, and queries that failed.

use serde_json::{Value, json};

use super::*;
use crate::dataworks::Reply;
use crate::dataworks::tests::refusal;
use crate::domain::failure::Consequence;

const OPERATION: GetInstance = GetInstance {
    project_id: 1,
    file_id: 100,
};

fn read(data: Value) -> Result<Instance, Failure> {
    let document = json!({"RequestId": "r", "Success": true, "Data": data});
    OPERATION.read(&Reply::json(200, &document))
}

#[test]
fn a_real_time_task_has_a_run_state() {
    for (data, state) in [
        (
            json!({"Status": "RUN", "Name": "orders_rt", "SolutionInfo": null}),
            RunState::Running,
        ),
        (json!({"Status": "wait", "Name": "orders_rt"}), RunState::Waiting),
        (
            json!({"Status": "success", "Name": "orders_rt"}),
            RunState::Unknown("success".into()),
        ),
        (
            json!({"Status": "FAILED", "Name": "orders_rt"}),
            RunState::Failed("FAILED".into()),
        ),
    ] {
        let expected = Instance {
            state,
            name: Some("orders_rt".into()),
            message: None,
            request_id: Some("r".into()),
        };
        assert_eq!(read(data.clone()).unwrap(), expected, "{data}");
    }
}

#[test]
fn a_message_decides_nothing() {
    let instance = read(json!({"Status": "RUN", "Message": "fileId[100] is invalid"})).unwrap();
    assert_eq!(instance.state, RunState::Running);
    assert_eq!(instance.message.as_deref(), Some("fileId[100] is invalid"));
}

#[test]
fn a_query_may_fail_or_not_tell() {
    refusal::demands(&OPERATION, "fileId[100] is invalid", Consequence::NotFound);
    refusal::demands(&OPERATION, "no privilege", Consequence::Refused);
    for silent in [
        json!(null),
        json!({}),
        json!({"Status": null}),
        json!({"Status": " "}),
    ] {
        let failure = read(silent.clone()).unwrap_err();
        assert_eq!(failure.consequence, Consequence::Retry, "{silent}");
    }
}
