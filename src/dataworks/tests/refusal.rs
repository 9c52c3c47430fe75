//! A refusal in each of its forms: every operation has to draw the same consequence from all of them.

use serde_json::json;

use crate::dataworks::{Operation, Reply};
use crate::domain::failure::Consequence;

/// A refusal as the DISync operations give it: in `Data.Status`, in `Success`, and as a code with a status.
pub(in crate::dataworks) fn demands<O: Operation>(operation: &O, message: &str, expected: Consequence) {
    for word in [json!("fail"), json!("FAIL"), json!(false)] {
        let data = json!({"Status": word, "Message": message});
        check(
            operation,
            200,
            &json!({"RequestId": "r", "Success": true, "Data": data}),
            message,
            expected,
        );
    }
    let data = json!({"Status": "fail", "Message": message});
    check(
        operation,
        200,
        &json!({"RequestId": "r", "Success": "False", "Data": data}),
        message,
        expected,
    );
    for code in ["Invalid.DI.Parameter", "Param.Invalid"] {
        let document = json!({"RequestId": "r", "Code": code, "Message": message});
        check(operation, 400, &document, message, expected);
        check(operation, 200, &document, message, expected);
    }
}

/// A refusal as the file operations give it: in `Success`, in the fields of the family, and as a code with a
/// status.
pub(in crate::dataworks) fn demands_of_file<O: Operation>(
    operation: &O,
    message: &str,
    expected: Consequence,
) {
    let (id, code) = ("r", "Invalid.Tenant.ConnectionNotExists");
    for document in [
        json!({"RequestId": id, "Success": false, "ErrorMessage": message}),
        json!({"RequestId": id, "Success": false, "HttpStatusCode": 400, "ErrorCode": code, "ErrorMessage": message}),
        json!({"RequestId": id, "HttpStatusCode": "400", "ErrorCode": code, "ErrorMessage": message}),
        json!({"RequestId": id, "Code": "Param.Invalid", "Message": message}),
    ] {
        check(operation, 200, &document, message, expected);
    }
    let document = json!({"RequestId": id, "Code": "Param.Invalid", "Message": message});
    check(operation, 400, &document, message, expected);
}

fn check<O: Operation>(
    operation: &O,
    status: u16,
    document: &serde_json::Value,
    message: &str,
    expected: Consequence,
) {
    let Err(failure) = operation.read(&Reply::json(status, document)) else {
        panic!("{} takes {document} for a success", O::NAME);
    };
    assert_eq!(failure.consequence, expected, "{}: {document}", O::NAME);
    assert_eq!(failure.message, message, "{}: {document}", O::NAME);
    assert_eq!(
        failure.request_id.as_deref(),
        Some("r"),
        "{}: {document}",
        O::NAME
    );
}
