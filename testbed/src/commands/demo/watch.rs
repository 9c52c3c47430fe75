//! Watching the tasks the way a person does.

use std::cell::RefCell;
use std::time::Duration;

use serde_json::Value;

use super::stage::NAMESPACE;
use crate::commands::steps::Steps;
use crate::wait::{self, Look};
use crate::{Cluster, Error, Operator, Result};

/// Prints the table whenever it changes, until all tasks are ready; gives up when the operator has.
pub(super) async fn until_ready(
    cluster: &Cluster,
    operator: &mut Operator,
    steps: &Steps,
    deadline: Duration,
) -> Result<()> {
    let operator = RefCell::new(operator);
    let seen = RefCell::new(Seen::default());
    wait::until("every task to be Ready", deadline, || async {
        operator.borrow_mut().check()?;
        let tasks = cluster.kubectl_json(&["get", "dist", "-n", NAMESPACE]).await?;
        let versions = versions(&tasks);
        if seen.borrow().versions != versions {
            let table = cluster.kubectl(&["get", "dist", "-n", NAMESPACE]).await?;
            let shown = without_age(&table);
            if seen.borrow().shown != shown {
                steps.show(&table);
                steps.show(" ");
            }
            *seen.borrow_mut() = Seen { versions, shown };
        }
        verdict(&tasks)
    })
    .await
}

/// What the last look saw, and what a person was shown of it.
#[derive(Debug, Default)]
struct Seen {
    versions: Vec<String>,
    shown: String,
}

fn versions(tasks: &Value) -> Vec<String> {
    let tasks = tasks["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    tasks
        .iter()
        .map(|task| task["metadata"]["resourceVersion"].to_string())
        .collect()
}

fn verdict(tasks: &Value) -> Result<Look<()>> {
    let tasks = tasks["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    if let Some(stalled) = tasks
        .iter()
        .find(|task| condition(task, "Stalled") == Some("True"))
    {
        return Err(Error::State(format!(
            "task {} is stalled: {}",
            name(stalled),
            stalled["status"]["message"]
        )));
    }
    let waiting: Vec<_> = tasks
        .iter()
        .filter(|task| condition(task, "Ready") != Some("True"))
        .map(name)
        .collect();
    match (tasks.len(), waiting.len()) {
        (0, _) => Ok(Look::NotYet("there are no tasks".into())),
        (_, 0) => Ok(Look::Met(())),
        _ => Ok(Look::NotYet(format!("not ready: {}", waiting.join(", ")))),
    }
}

fn condition<'a>(task: &'a Value, kind: &str) -> Option<&'a str> {
    let conditions = task.pointer("/status/conditions")?.as_array()?;
    conditions.iter().find(|condition| condition["type"] == kind)?["status"].as_str()
}

fn name(task: &Value) -> &str {
    task.pointer("/metadata/name")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// The table without its last column, which changes by itself.
fn without_age(table: &str) -> String {
    table
        .lines()
        .map(|line| {
            line.trim_end()
                .rsplit_once(' ')
                .map_or(line, |(rest, _)| rest.trim_end())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn tasks(kind: &str, status: &str) -> Value {
        json!({"items": [{
            "metadata": {"name": "a"},
            "status": {"message": "no such datasource", "conditions": [{"type": kind, "status": status}]},
        }]})
    }

    #[test]
    fn only_ready_tasks_end_the_wait_and_a_stalled_one_breaks_it() {
        assert!(matches!(verdict(&tasks("Ready", "True")), Ok(Look::Met(()))));
        assert!(matches!(verdict(&tasks("Ready", "Unknown")), Ok(Look::NotYet(_))));
        assert!(matches!(verdict(&json!({"items": []})), Ok(Look::NotYet(_))));
        let error = verdict(&tasks("Stalled", "True")).unwrap_err().to_string();
        assert!(error.contains("no such datasource"), "{error}");
    }

    #[test]
    fn a_table_that_only_grew_older_has_not_changed() {
        assert_eq!(
            without_age("NAME AGE\na    1s\n"),
            without_age("NAME AGE\na    12s\n")
        );
        assert_ne!(
            without_age("NAME AGE\na Running 1s\n"),
            without_age("NAME AGE\na Ready 1s\n")
        );
    }
}
