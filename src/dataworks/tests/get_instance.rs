//! Looks at tasks at work: run states, solutions, and queries that failed.

use serde_json::{Value, json};

use super::*;
use crate::dataworks::Reply;
use crate::dataworks::operations::{Progress, Step};
use crate::dataworks::tests::refusal;
use crate::domain::failure::Consequence;

fn operation(task_type: &'static str) -> GetInstance {
    GetInstance {
        project_id: 1,
        task_type,
        file_id: 100,
    }
}

fn read(task_type: &'static str, data: Value) -> Result<Instance, Failure> {
    let document = json!({"RequestId": "r", "Success": true, "Data": data});
    operation(task_type).read(&Reply::json(200, &document))
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
        let expected = RealTimeInstance {
            state,
            name: Some("orders_rt".into()),
            message: None,
            request_id: Some("r".into()),
        };
        assert_eq!(
            read("DI_REALTIME", data.clone()).unwrap(),
            Instance::RealTime(expected),
            "{data}"
        );
    }
}

#[test]
fn a_message_decides_nothing() {
    let data = json!({"Status": "RUN", "Message": "fileId[100] is invalid"});
    let Instance::RealTime(instance) = read("DI_REALTIME", data).unwrap() else {
        panic!("a real-time task is none");
    };
    assert_eq!(instance.state, RunState::Running);
    assert_eq!(instance.message.as_deref(), Some("fileId[100] is invalid"));
}

#[test]
fn a_solution_has_steps() {
    let data = json!({"Status": "success", "Name": null, "SolutionInfo": {
    "Id": "7", "CreatorName": "c", "Status": "run", "StepDetail": [
        {"StepId": 1, "StepName": "create tables", "Status": "success", "Info": "[{\"status\":\"SUCCESS\"}]"},
        {"StepId": 2, "StepName": "start", "Status": "Queued"},
        "nonsense",
        {}
    ]}});
    let step = |id, name: Option<&str>, progress| Step {
        id,
        name: name.map(str::to_owned),
        progress,
    };
    let expected = SolutionInstance {
        id: Some(7),
        progress: Some(Progress::InProgress),
        steps: vec![
            step(Some(1), Some("create tables"), Some(Progress::Done)),
            step(Some(2), Some("start"), Some(Progress::Unknown("Queued".into()))),
            step(None, None, None),
        ],
        message: None,
        request_id: Some("r".into()),
    };
    assert_eq!(read("DI_SOLUTION", data).unwrap(), Instance::Solution(expected));
}

#[test]
fn a_solution_may_have_nothing_to_tell() {
    for data in [
        json!({"Status": "success", "SolutionInfo": null}),
        json!({"Status": true, "SolutionInfo": {}}),
        json!({"SolutionInfo": {"StepDetail": null}}),
    ] {
        let Instance::Solution(instance) = read("DI_SOLUTION", data.clone()).unwrap() else {
            panic!("a solution is none");
        };
        assert_eq!(
            (instance.id, instance.progress, instance.steps),
            (None, None, vec![]),
            "{data}"
        );
    }
}

#[test]
fn a_query_may_fail_or_not_tell() {
    for task_type in ["DI_REALTIME", "DI_SOLUTION"] {
        let operation = operation(task_type);
        refusal::demands(&operation, "fileId[100] is invalid", Consequence::NotFound);
        refusal::demands(&operation, "no privilege", Consequence::Refused);
        for silent in [
            json!(null),
            json!({}),
            json!({"Status": null}),
            json!({"Status": " "}),
        ] {
            let failure = read(task_type, silent.clone()).unwrap_err();
            assert_eq!(failure.consequence, Consequence::Retry, "{task_type} {silent}");
        }
    }
    let failure = read("DI_SOLUTION", json!({"Status": "RUN"})).unwrap_err();
    assert_eq!(
        failure.consequence,
        Consequence::Retry,
        "the word of another task type"
    );
}
