//! What is taken in of an audit log.

use serde_json::json;

use super::*;

#[test]
fn requests_of_the_operator_are_taken_in() {
    let line = |user: &str, decision: &str| {
        json!({
            "verb": "patch", "user": { "username": user },
            "objectRef": { "resource": "disynctasks", "subresource": "status", "namespace": "team",
                           "apiGroup": "dataworks.alibabacloud.com" },
            "annotations": { "authorization.k8s.io/decision": decision }
        })
        .to_string()
    };
    let operator = "system:serviceaccount:dataworks-system:dataworks-operator";
    let mut used = Used::default();
    used.take(&line("admin", "allow"));
    used.take("not JSON");
    assert!(used.done.is_empty());
    used.take(&line(operator, "allow"));
    used.take(&line(operator, "forbid"));
    let told: Vec<String> = used.done.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["patch disynctasks/status (dataworks.alibabacloud.com) in namespace team"]
    );
    assert_eq!(used.refused, used.done);
}
