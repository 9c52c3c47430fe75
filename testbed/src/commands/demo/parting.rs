//! One task in detail, and its end: the resource goes only after DataWorks says that the task is gone.

use serde_json::Value;

use super::stage::NAMESPACE;
use crate::commands::steps::Steps;
use crate::{Cluster, Error, Operator, Result, Simulator};

pub(super) async fn run(
    cluster: &Cluster,
    operator: &mut Operator,
    simulator: &Simulator,
    steps: &mut Steps,
) -> Result<()> {
    let tasks = cluster.kubectl_json(&["get", "dist", "-n", NAMESPACE]).await?;
    let (name, file_id) = deletable(&tasks)
        .ok_or_else(|| Error::State("no example has a task in DataWorks that may be deleted".into()))?;

    steps.next(&format!("One task in detail: kubectl describe dist {name}"));
    steps.show(
        &cluster
            .kubectl(&["describe", "dist", name, "-n", NAMESPACE])
            .await?,
    );

    steps.next(&format!("Deleting it: kubectl delete dist {name}"));
    let before = simulator.get("state").await?;
    if !holds(&before, file_id) {
        return Err(Error::State(format!(
            "the simulator does not know the FileId {file_id} of {name}: {before}"
        )));
    }
    steps.show(
        &cluster
            .kubectl(&["delete", "dist", name, "-n", NAMESPACE, "--timeout=120s"])
            .await?,
    );
    operator.check()?;
    let after = simulator.get("state").await?;
    if holds(&after, file_id) {
        return Err(Error::State(format!(
            "{name} is deleted, but the simulator still holds FileId {file_id}"
        )));
    }
    steps.show(&format!(
        "the simulator held FileId {file_id} before, and does not hold it any more"
    ));
    steps.show(&cluster.kubectl(&["get", "dist", "-n", NAMESPACE]).await?);
    Ok(())
}

/// A task that exists in DataWorks and whose deletion reaches it.
fn deletable(tasks: &Value) -> Option<(&str, i64)> {
    tasks["items"].as_array()?.iter().find_map(|task| {
        let goes = task["spec"]["taskType"] == "DI_REALTIME" && task["spec"]["deletionPolicy"] != "Retain";
        let file_id = task.pointer("/status/fileId")?.as_i64()?;
        let name = task.pointer("/metadata/name")?.as_str()?;
        goes.then_some((name, file_id))
    })
}

/// Does the state of the simulator tell of a file with this id?
fn holds(state: &Value, file_id: i64) -> bool {
    match state {
        Value::Object(fields) => fields.iter().any(|(name, value)| {
            (name.eq_ignore_ascii_case("fileId") && value.as_i64() == Some(file_id)) || holds(value, file_id)
        }),
        Value::Array(items) => items.iter().any(|item| holds(item, file_id)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_a_task_whose_deletion_reaches_dataworks_is_chosen() {
        let task = |name: &str, policy: &str, status: Value| {
            json!({
                "metadata": {"name": name},
                "spec": {"taskType": "DI_REALTIME", "deletionPolicy": policy},
                "status": status,
            })
        };
        let tasks = json!({"items": [
            task("kept", "Retain", json!({"fileId": 1})),
            task("new", "Delete", json!({})),
            task("running", "Delete", json!({"fileId": 3})),
        ]});
        assert_eq!(deletable(&tasks), Some(("running", 3)));
    }

    #[test]
    fn a_file_is_found_wherever_the_state_lists_it() {
        let state = json!({"workspaces": [{"files": [{"fileId": 5, "name": "a"}]}]});
        assert!(holds(&state, 5));
        assert!(!holds(&state, 6));
    }
}
