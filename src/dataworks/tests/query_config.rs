//! How far a thread is, in every vocabulary that was seen or must be feared.

use serde_json::{Value, json};

use super::*;
use crate::dataworks::Reply;

fn reply(status: u16, document: &Value) -> Result<ConfigResult, Failure> {
    QueryConfig {
        project_id: 1,
        task_type: "DI_REALTIME",
        process_id: 10,
    }
    .read(&Reply::json(status, document))
}

fn read(data: Value) -> ConfigResult {
    reply(200, &json!({"RequestId": "r", "Success": true, "Data": data})).unwrap()
}

#[test]
fn the_id_is_sent_under_its_other_name() {
    let parameters = QueryConfig {
        project_id: 1,
        task_type: "DI_REALTIME",
        process_id: 10,
    }
    .parameters();
    assert_eq!(parameters.get("AsyncProcessId"), Some("10"));
    assert_eq!(parameters.get("ProcessId"), None);
}

#[test]
fn ready_means_success_and_a_script_that_stays_as_it_is() {
    let script = " {\"k\":\"任务 \\n\" ";
    for status in [json!("success"), json!("true"), json!(true)] {
        let found = read(json!({"Status": status, "Message": "XXX is invalid.", "TaskContent": script}));
        let ConfigResult::Ready { content, .. } = found else {
            unreachable!("{found:?}")
        };
        assert_eq!(content.as_str(), script);
    }
}

#[test]
fn everything_unknown_is_in_progress() {
    for (data, expected) in [
        (json!({"Status": "processing"}), Some("processing")),
        (json!({"Status": "RUNNING", "TaskContent": "{}"}), Some("RUNNING")),
        (json!({"Status": 2}), Some("2")),
        (json!({"Status": "success"}), Some("success")),
        (json!({"Status": true, "TaskContent": ""}), Some("true")),
        (json!({"Status": null}), None),
        (json!({}), None),
        (json!(null), None),
    ] {
        let found = read(data.clone());
        let ConfigResult::InProgress { word, .. } = found else {
            unreachable!("{data}: {found:?}")
        };
        assert_eq!(word.as_deref(), expected, "{data}");
    }
}

/// The same message as `fail` in the data, and as the message of each code that may stand for it.
fn forms(message: &Value) -> Vec<Result<ConfigResult, Failure>> {
    let document = |status| json!({"Success": true, "Data": {"Status": status, "Message": message}});
    let mut forms: Vec<_> = [json!("fail"), json!(false)]
        .map(|status| reply(200, &document(status)))
        .into();
    for code in ["Invalid.DI.Parameter", "Param.Invalid"] {
        forms.push(reply(400, &json!({"Code": code, "Message": message})));
    }
    forms
}

#[test]
fn a_failure_is_final_only_with_a_reason() {
    for found in forms(&json!("datasource:[orders_db] is invalid.")) {
        assert!(matches!(found, Ok(ConfigResult::Failed { .. })), "{found:?}");
    }
    for message in [
        json!(null),
        json!(""),
        json!("The thread is Running"),
        json!("处理中"),
        json!("not finished"),
    ] {
        for found in forms(&message) {
            assert!(
                matches!(found, Ok(ConfigResult::FailedWithoutReason { .. })),
                "{found:?}"
            );
        }
    }
}

#[test]
fn a_name_that_is_there_already_fails_the_thread() {
    for said in [
        "table orders already exists",
        "a running task of this name already exists",
    ] {
        for found in forms(&json!(said)) {
            assert!(
                matches!(&found, Ok(ConfigResult::Failed { message, .. }) if message == said),
                "{found:?}"
            );
        }
    }
    let code = "Invalid.DI.Parameter.File.Existed";
    let found = reply(400, &json!({"Code": code})).unwrap();
    assert!(
        matches!(&found, ConfigResult::Failed { message, .. } if message == code),
        "{found:?}"
    );
}

#[test]
fn an_unknown_process_is_not_found() {
    for message in [
        "processId:[10] is invalid.",
        "fileId:[10] is invalid.",
        "The parameter is invalid.",
    ] {
        for found in forms(&json!(message)) {
            assert_eq!(found.unwrap_err().consequence, Consequence::NotFound, "{message}");
        }
    }
}

#[test]
fn other_failures_keep_their_meaning() {
    for (status, code, expected) in [
        (403, "Forbidden.DI.NoPrivilege", Consequence::RetrySlowly),
        (500, "InternalError.DI.Parameter", Consequence::Retry),
        (400, "InvalidProjectId", Consequence::Refused),
    ] {
        assert_eq!(
            reply(status, &json!({"Code": code})).unwrap_err().consequence,
            expected,
            "{code}"
        );
    }
}
