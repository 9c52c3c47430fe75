//! The calls that DataWorks got for one task.

use serde_json::Value;

use super::scene::Scene;
use crate::{Result, Simulator};

/// The number of the last call so far.
pub(super) async fn last(simulator: &Simulator) -> Result<u64> {
    let calls = simulator.get("calls").await?;
    let last = calls.as_array().and_then(|calls| calls.last());
    Ok(last.and_then(|call| call["seq"].as_u64()).unwrap_or_default())
}

/// Shows the calls for the task since that number, and returns their names.
pub(super) async fn show(scene: &Scene<'_>, task: &Value, after: u64) -> Result<Vec<String>> {
    let calls = scene.simulator.get(&format!("calls?after={after}")).await?;
    let calls: Vec<Call> = calls
        .as_array()
        .into_iter()
        .flatten()
        .filter(|call| concerns(call, task))
        .map(Call::read)
        .collect();
    scene.say("the calls for it, as DataWorks logged them:");
    for line in lines(&calls) {
        scene.say(&line);
    }
    Ok(calls.into_iter().map(|call| call.action).collect())
}

/// One call: what was asked, and what came of it.
#[derive(Debug, PartialEq)]
struct Call {
    action: String,
    outcome: String,
}

impl Call {
    fn read(call: &Value) -> Self {
        let text = |field: &str| call[field].as_str().unwrap_or_default().to_owned();
        Self {
            action: text("action"),
            outcome: text("outcome"),
        }
    }
}

/// Was the call made for the task? It names it by its ID, its thread or a token with the UID of its resource. A look at
/// the files of a workspace names several, and the one that it was made for first.
fn concerns(call: &Value, task: &Value) -> bool {
    let sent = |name: &str| call["parameters"][name].as_str().unwrap_or_default();
    let status = |name: &str| task["status"][name].as_i64().map(|id| id.to_string());
    let uid = task["metadata"]["uid"].as_str();
    let file_id = status("fileId");
    let process_id = status("processId");
    uid.is_some_and(|uid| sent("ClientToken").starts_with(uid))
        || file_id.is_some_and(|id| sent("FileId") == id || sent("FileIdIn").split(',').next() == Some(&id))
        || process_id.is_some_and(|id| sent("AsyncProcessId") == id)
}

/// Numbered lines; repeats of a call share one.
fn lines(calls: &[Call]) -> Vec<String> {
    let mut number = 0;
    calls
        .chunk_by(|one, next| one.action == next.action)
        .map(|group| {
            let first = number + 1;
            number += group.len();
            let numbers = match group.len() {
                1 => first.to_string(),
                _ => format!("{first}-{number}"),
            };
            let outcomes: Vec<_> = group.iter().map(|call| call.outcome.as_str()).collect();
            format!("{numbers:>7}  {:<36} {}", group[0].action, outcomes.join(", "))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_call_concerns_the_task_that_it_names() {
        let task = json!({"metadata": {"uid": "u-1"}, "status": {"fileId": 5, "processId": 9}});
        let call = |parameters: Value| json!({"parameters": parameters});
        for named in [
            json!({"FileId": "5"}),
            json!({"FileIdIn": "5,4"}),
            json!({"AsyncProcessId": "9"}),
            json!({"ClientToken": "u-1-create"}),
        ] {
            assert!(concerns(&call(named.clone()), &task), "{named}");
        }
        assert!(!concerns(
            &call(json!({"FileId": "55", "FileIdIn": "4,5", "ClientToken": "u-2"})),
            &task
        ));
        assert!(!concerns(
            &call(json!({"FileId": "", "AsyncProcessId": ""})),
            &json!({})
        ));
    }

    #[test]
    fn repeats_of_a_call_share_a_line() {
        let call = |action: &str, outcome: &str| Call {
            action: action.into(),
            outcome: outcome.into(),
        };
        let shown = lines(&[
            call("Ask", "inProgress"),
            call("Ask", "success"),
            call("Do", "fail"),
        ]);
        assert_eq!(shown.len(), 2);
        assert!(shown[0].trim().starts_with("1-2  Ask") && shown[0].ends_with("inProgress, success"));
        assert!(shown[1].trim().starts_with("3  Do") && shown[1].ends_with("fail"));
    }
}
