//! Tests of the spellings of an answer.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::operations::find;

fn body(changes: Value, result: Result<Reply, Refusal>) -> (u16, Value) {
    let behaviour = Behaviour::default().patched(changes).unwrap();
    let answer = answer(find("CreateDISyncTask").unwrap(), result, &behaviour, "host");
    (answer.status.as_u16(), Value::Object(answer.body))
}

fn done() -> Result<Reply, Refusal> {
    Ok(Reply::done([("FileId", json!(7))]))
}

#[test]
fn success_in_every_spelling() {
    for (changes, data) in [
        (
            json!({}),
            json!({"FileId": 7, "Status": "success", "Message": null}),
        ),
        (
            json!({"statusStyle": true}),
            json!({"FileId": 7, "Status": true, "Message": null}),
        ),
        (
            json!({"statusStyle": "true", "messageStyle": "empty"}),
            json!({"FileId": 7, "Status": "true", "Message": ""}),
        ),
        (
            json!({"statusStyle": "missing", "messageStyle": "absent"}),
            json!({"FileId": 7}),
        ),
        (
            json!({"messageStyle": "misleading"}),
            json!({"FileId": 7, "Status": "success", "Message": "XXX is invalid."}),
        ),
    ] {
        assert_eq!(
            body(changes, done()),
            (200, json!({"Success": true, "Data": data}))
        );
    }
}

#[test]
fn a_failure_shows_where_the_switch_says() {
    let failed = |changes| body(changes, Err(Refusal::parameter("no")));
    let data = json!({"Status": "fail", "Message": "no"});
    assert_eq!(failed(json!({})), (200, json!({"Success": true, "Data": data})));
    assert_eq!(
        failed(json!({"businessErrors": "success-false"})),
        (200, json!({"Success": false, "Data": data}))
    );
    let (status, envelope) = failed(json!({"businessErrors": "http"}));
    assert_eq!((status, &envelope["Code"]), (400, &json!("Invalid.DI.Parameter")));
    assert_eq!(
        failed(json!({"dataOnFailure": "absent"})),
        (200, json!({"Success": true}))
    );
    assert_eq!(
        failed(json!({"dataOnFailure": "null"})),
        (200, json!({"Success": true, "Data": null}))
    );
}

#[test]
fn a_taken_name_is_an_error_unless_the_switch_says_data() {
    let taken = |changes| body(changes, Err(Refusal::name_taken()));
    assert_eq!(taken(json!({})).1["Code"], "Invalid.DI.Parameter.File.Existed");
    assert_eq!(
        taken(json!({"businessErrors": "data"})).1["Data"]["Status"],
        "fail"
    );
}
