//! The names of effects, as the rows of the matrix show them.

use serde_json::Value;
use testbed::proxy::Head;

/// What every write of the workspace's status is called. It comes when it likes, so only a path of its own is about it.
pub const WORKSPACE_STATUS: &str = "workspace status";

/// What an event about a task is called before its reason.
pub const EVENT: &str = "event ";

/// The first calls that are reserved in the ledger of an account.
pub const LEDGER_BEGUN: &str = "ledger begun";

/// Further ones.
pub const LEDGER: &str = "ledger";

/// Effects that no path is about: they come by the clock, not by the path, and have tests of their own.
const UNRELATED: [&str; 1] = ["leases"];

/// Names a write to the API server.
pub fn kubernetes(head: &Head<'_>, body: &[u8]) -> Option<String> {
    if *head.method == "GET" {
        return None;
    }
    // /apis/GROUP/VERSION/namespaces/NAMESPACE/RESOURCE[/NAME[/SUBRESOURCE]]
    let place = head.path.split_once("/namespaces/")?.1;
    let mut words = place.split('/').skip(1);
    let (resource, subresource) = (words.next()?, words.nth(1));
    if UNRELATED.contains(&resource) {
        return None;
    }
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    Some(match (head.method.as_str(), resource, subresource) {
        ("PATCH", "disynctasks", None) => finalizer(&body).to_owned(),
        ("PATCH", "disynctasks", Some("status")) => status(&body),
        ("PATCH", "dataworksworkspaces", Some("status")) => WORKSPACE_STATUS.to_owned(),
        ("POST", "configmaps", None) => LEDGER_BEGUN.to_owned(),
        ("PUT", "configmaps", None) => LEDGER.to_owned(),
        ("POST", "events", None) => format!("{EVENT}{}", body["reason"].as_str().unwrap_or_default()),
        (method, resource, subresource) => {
            format!("{method} {resource} {}", subresource.unwrap_or_default())
        }
    })
}

fn finalizer(body: &Value) -> &'static str {
    match body["metadata"]["finalizers"].as_array() {
        Some(left) if left.is_empty() => "finalizer off",
        _ => "finalizer on",
    }
}

/// A write of a task's status, by what it does to the operation: the announcement is what a restart reads.
fn status(body: &Value) -> String {
    if body["metadata"]["resourceVersion"].is_null() {
        return "status: does not decode".to_owned();
    }
    let status = &body["status"];
    let operation = &status["operation"];
    let word = |key: &str| operation[key].as_str();
    match (word("kind"), word("state")) {
        (Some(kind), _) => format!("status: {kind} announced"),
        (None, Some(state)) => format!("status: {}", state.to_lowercase()),
        _ if status.get("operation") == Some(&Value::Null) => "status: done".to_owned(),
        _ => "status: other".to_owned(),
    }
}

/// Whether this is a change of DataWorks or the announcement of one: where a kill is worst.
pub fn is_weighty(name: &str) -> bool {
    name.ends_with(" announced") || is_change(name)
}

/// Whether an operation of this name changes something.
pub fn is_change(name: &str) -> bool {
    let changing = [
        "Generate",
        "Create",
        "Update",
        "Submit",
        "Deploy",
        "Start",
        "Stop",
        "Terminate",
        "Delete",
    ];
    changing.iter().any(|verb| name.starts_with(verb))
}

/// Names a call of DataWorks.
pub fn cloud(head: &Head<'_>, body: &[u8]) -> Option<String> {
    let body = String::from_utf8_lossy(body);
    let mut pairs = head.query.split('&').chain(body.split('&'));
    pairs
        .find_map(|pair| pair.strip_prefix("Action="))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn writes_are_named_by_what_they_do() {
        let tasks = "/apis/dataworks.alibabacloud.com/v1alpha1/namespaces/team/disynctasks/orders";
        let named = |method: &str, path: &str, body: Value| {
            let method = method.parse().unwrap();
            let head = Head {
                method: &method,
                path,
                query: "",
            };
            kubernetes(&head, body.to_string().as_bytes())
        };
        let finalizers = |list: Value| json!({ "metadata": { "finalizers": list } });
        assert_eq!(named("GET", tasks, json!({})), None);
        assert_eq!(
            named("PATCH", tasks, finalizers(json!([]))).unwrap(),
            "finalizer off"
        );
        assert_eq!(
            named("PATCH", tasks, finalizers(json!(["x"]))).unwrap(),
            "finalizer on"
        );
        let status = format!("{tasks}/status");
        let write = json!({ "metadata": { "resourceVersion": "1" }, "status": { "operation": { "kind": "Create" } } });
        assert_eq!(
            named("PATCH", &status, write).unwrap(),
            "status: Create announced"
        );
        let leases = "/apis/coordination.k8s.io/v1/namespaces/team/leases/x";
        assert_eq!(named("PUT", leases, json!({})), None);
        let ledger = "/api/v1/namespaces/team/configmaps/x";
        assert_eq!(named("PUT", ledger, json!({})).unwrap(), LEDGER);
    }
}
