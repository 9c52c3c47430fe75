//! TaskContent of CreateDISyncTask: the full configuration of a task.

use serde::Deserialize;

use crate::state::task_type::TaskType;
use crate::state::workspace::Workspace;

/// A configuration that can be one of its type.
#[derive(Clone, Debug)]
pub(crate) struct TaskContent {
    wire: Wire,
    task_type: TaskType,
}

#[derive(Clone, Debug, Deserialize)]
struct Wire {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    extend: Extend,
    #[serde(default)]
    steps: Vec<Step>,
    order: Option<Order>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extend {
    mode: Option<String>,
    name: Option<String>,
    resource_group: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    step_type: Option<String>,
    category: String,
    #[serde(default)]
    parameter: Parameter,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Parameter {
    datasource: Option<String>,
    #[serde(default)]
    connection: Vec<Connection>,
}

#[derive(Clone, Debug, Deserialize)]
struct Connection {
    datasource: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct Order {
    #[serde(default)]
    hops: Vec<serde_json::Value>,
}

impl TaskContent {
    /// Reads a configuration. That of a real-time task or a solution has to look generated; that of an offline task
    /// is written by hand.
    pub(crate) fn parse(text: &str, task_type: TaskType) -> Result<Self, String> {
        let wire: Wire =
            serde_json::from_str(text).map_err(|error| format!("TaskContent is invalid: {error}."))?;
        let has = |category: &str| wire.steps.iter().any(|step| step.category == category);
        if wire.kind != "job" {
            return Err(format!("type:[{}] of TaskContent is invalid.", wire.kind));
        }
        if !has("reader") || !has("writer") {
            return Err("steps of TaskContent is invalid.".to_owned());
        }
        let generated =
            wire.extend.mode.is_some() && wire.order.as_ref().is_some_and(|order| !order.hops.is_empty());
        if task_type != TaskType::Offline && !generated {
            return Err("TaskContent is invalid: it was not generated.".to_owned());
        }
        Ok(Self { wire, task_type })
    }

    /// Compares the hand-written script of an offline task with what exists; a generated one was checked before.
    pub(crate) fn check(&self, workspace: &Workspace, any_data_source: bool) -> Result<(), String> {
        if self.task_type != TaskType::Offline || any_data_source {
            return Ok(());
        }
        for step in &self.wire.steps {
            let connections = step
                .parameter
                .connection
                .iter()
                .map(|connection| &connection.datasource);
            let step_type = step.step_type.as_deref().unwrap_or_default();
            let mut named = [&step.parameter.datasource]
                .into_iter()
                .chain(connections)
                .flatten();
            if let Some(name) = named.find(|name| !workspace.has_data_source(name, step_type)) {
                return Err(format!("datasource:[{name}] is invalid."));
            }
        }
        Ok(())
    }

    /// `extend.name`, for a call without TaskName.
    pub(crate) fn name(&self) -> Option<&str> {
        self.wire.extend.name.as_deref().filter(|name| !name.is_empty())
    }

    /// `extend.resourceGroup`.
    pub(crate) fn resource_group(&self) -> Option<&str> {
        self.wire.extend.resource_group.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_offline_script_needs_steps_and_known_data_sources() {
        let script = |source: &str| {
            json!({"type": "job", "version": "2.0", "steps": [
                {"stepType": "mysql", "category": "reader", "parameter": {"datasource": source}},
                {"stepType": "odps", "category": "writer", "parameter": {"datasource": "dw"}},
            ]})
            .to_string()
        };
        let check = |text: &str| {
            let content = TaskContent::parse(text, TaskType::Offline)?;
            content.check(&Workspace::with_samples(), false)
        };
        assert_eq!(check(&script("orders_db")), Ok(()));
        assert_eq!(check(&script("x")), Err("datasource:[x] is invalid.".to_owned()));
        assert!(check(r#"{"type": "job", "steps": []}"#).is_err());
        assert!(
            TaskContent::parse(&script("orders_db"), TaskType::Realtime).is_err(),
            "not generated"
        );
    }
}
