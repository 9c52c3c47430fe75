//! Watching the tasks the way a person does.

use std::cell::RefCell;
use std::time::Duration;

use serde_json::Value;

use super::news::Seen;
use super::scene::{Scene, TASK};
use super::stage::NAMESPACE;
use crate::wait::{self, Look};
use crate::{Error, Result};

/// From "applied" or "edited" to what is waited for.
const PATIENCE: Duration = Duration::from_secs(180);

/// Shows the tasks whenever they change, until all are Ready; gives up when the operator has.
pub(super) async fn until_all_ready(scene: &mut Scene<'_>) -> Result<()> {
    until(scene, "every task to be Ready", &["get", "dist"], all_ready).await?;
    Ok(())
}

/// Shows the task whenever it changes, until its newest spec is carried out; returns it as it is then.
pub(super) async fn until_ready(scene: &mut Scene<'_>) -> Result<Value> {
    until_task(scene, "the task to be Ready", is_ready).await
}

/// Shows the task whenever it changes, until it is as described; returns it as it is then.
pub(super) async fn until_task(
    scene: &mut Scene<'_>,
    what: &str,
    is_met: impl Fn(&Value) -> bool,
) -> Result<Value> {
    until(scene, what, &["get", "dist", TASK], |task| {
        if let Some(stalled) = stalled(task) {
            return Err(stalled);
        }
        Ok(match is_met(task) {
            true => Look::Met(()),
            false => Look::NotYet(task["status"].to_string()),
        })
    })
    .await
}

async fn until(
    scene: &mut Scene<'_>,
    what: &str,
    get: &[&str],
    verdict: impl Fn(&Value) -> Result<Look<()>>,
) -> Result<Value> {
    scene.show_command(get);
    let get = [get, &["-n", NAMESPACE]].concat();
    let (cluster, steps) = (scene.cluster, &*scene.steps);
    let operator = RefCell::new(&mut *scene.operator);
    let seen = RefCell::new(Seen::default());
    wait::until(what, PATIENCE, || async {
        operator.borrow_mut().check()?;
        let tasks = cluster.kubectl_json(&get).await?;
        let versions = versions(&tasks);
        if seen.borrow_mut().is_new(versions) {
            let table = cluster.kubectl(&get).await?;
            if let Some(news) = seen.borrow_mut().news(&table) {
                steps.show(&news);
            }
        }
        Ok(match verdict(&tasks)? {
            Look::Met(()) => Look::Met(tasks),
            Look::NotYet(last) => Look::NotYet(last),
        })
    })
    .await
}

/// kubectl prints one object, or a list of them.
fn items(tasks: &Value) -> &[Value] {
    match tasks.get("items").and_then(Value::as_array) {
        Some(items) => items,
        None => std::slice::from_ref(tasks),
    }
}

fn versions(tasks: &Value) -> Vec<String> {
    items(tasks)
        .iter()
        .map(|task| task["metadata"]["resourceVersion"].to_string())
        .collect()
}

fn all_ready(tasks: &Value) -> Result<Look<()>> {
    let tasks = items(tasks);
    if let Some(stalled) = tasks.iter().find_map(stalled) {
        return Err(stalled);
    }
    let waiting: Vec<_> = tasks.iter().filter(|task| !is_ready(task)).map(name).collect();
    match (tasks.len(), waiting.len()) {
        (0, _) => Ok(Look::NotYet("there are no tasks".into())),
        (_, 0) => Ok(Look::Met(())),
        _ => Ok(Look::NotYet(format!("not ready: {}", waiting.join(", ")))),
    }
}

/// Whether the operator has seen the newest spec, and the task is as it says.
pub(super) fn is_ready(task: &Value) -> bool {
    holds(task, "Ready") && task["status"]["observedGeneration"] == task["metadata"]["generation"]
}

/// Whether this condition is true.
pub(super) fn holds(task: &Value, kind: &str) -> bool {
    condition(task, kind).is_some_and(|condition| condition["status"] == "True")
}

/// A person is needed for the newest spec, and the demo has none.
fn stalled(task: &Value) -> Option<Error> {
    let why = condition(task, "Stalled")?;
    if why["status"] != "True" || why["observedGeneration"] != task["metadata"]["generation"] {
        return None;
    }
    Some(Error::State(format!(
        "task {} is stalled: {}",
        name(task),
        why["message"]
    )))
}

fn condition<'a>(task: &'a Value, kind: &str) -> Option<&'a Value> {
    let conditions = task.pointer("/status/conditions")?.as_array()?;
    conditions.iter().find(|condition| condition["type"] == kind)
}

fn name(task: &Value) -> &str {
    task.pointer("/metadata/name")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn tasks(kind: &str, status: &str, seen: i64) -> Value {
        json!({"items": [{
            "metadata": {"name": "a", "generation": 2},
            "status": {"observedGeneration": seen, "conditions": [
                {"type": kind, "status": status, "observedGeneration": seen, "message": "no such datasource"}]},
        }]})
    }

    #[test]
    fn only_ready_tasks_end_the_wait_and_a_stalled_one_breaks_it() {
        assert!(matches!(all_ready(&tasks("Ready", "True", 2)), Ok(Look::Met(()))));
        assert!(matches!(
            all_ready(&tasks("Ready", "True", 1)),
            Ok(Look::NotYet(_))
        ));
        assert!(matches!(
            all_ready(&tasks("Ready", "Unknown", 2)),
            Ok(Look::NotYet(_))
        ));
        assert!(matches!(all_ready(&json!({"items": []})), Ok(Look::NotYet(_))));
        assert!(matches!(
            all_ready(&tasks("Stalled", "True", 1)),
            Ok(Look::NotYet(_))
        ));
        let error = all_ready(&tasks("Stalled", "True", 2)).unwrap_err().to_string();
        assert!(error.contains("no such datasource"), "{error}");
    }
}
