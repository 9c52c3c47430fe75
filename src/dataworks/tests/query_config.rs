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

#[test]
fn a_failure_is_final_only_with_a_reason() {
    for status in [json!("fail"), json!(false)] {
        let found = read(json!({"Status": status, "Message": "table:[orders] is invalid."}));
        assert!(matches!(found, ConfigResult::Failed { .. }), "{found:?}");
    }
    for message in [
        json!(null),
        json!(""),
        json!("The thread is Running"),
        json!("处理中"),
        json!("not finished"),
    ] {
        let found = read(json!({"Status": "fail", "Message": message}));
        assert!(
            matches!(found, ConfigResult::FailedWithoutReason { .. }),
            "{found:?}"
        );
    }
}

#[test]
fn an_unknown_process_is_not_found_in_either_form() {
    let forms = [
        (
            200,
            json!({"Success": true, "Data": {"Status": "fail", "Message": "processId:[10] is invalid."}}),
        ),
        (
            200,
            json!({"Success": true, "Data": {"Status": "fail", "Message": "fileId:[10] is invalid."}}),
        ),
        (
            400,
            json!({"Code": "Invalid.DI.Parameter", "Message": "The parameter is invalid."}),
        ),
        (
            400,
            json!({"Code": "Param.Invalid", "Message": "The parameter is invalid."}),
        ),
    ];
    for (status, document) in forms {
        assert_eq!(
            reply(status, &document).unwrap_err().consequence,
            Consequence::NotFound,
            "{document}"
        );
    }
    let denied = reply(403, &json!({"Code": "Forbidden.DI.NoPrivilege"})).unwrap_err();
    assert_eq!(denied.consequence, Consequence::RetrySlowly);
}
