//! A task as DataWorks has it: what the simulator tells on its admin interface, past the operator.

use std::fmt;

use serde_json::Value;

use crate::{Error, Result, Simulator};

/// One task of the simulator's state.
#[derive(Debug)]
pub(super) struct Remote(Value);

impl Remote {
    /// The task with this ID, if DataWorks holds it.
    pub(super) async fn find(simulator: &Simulator, file_id: i64) -> Result<Option<Self>> {
        Ok(Self::among(&simulator.get("state").await?, file_id))
    }

    /// The task with this ID, which has to be there.
    pub(super) async fn get(simulator: &Simulator, file_id: i64) -> Result<Self> {
        let found = Self::find(simulator, file_id).await?;
        found.ok_or_else(|| Error::State(format!("DataWorks does not hold FileId {file_id}")))
    }

    fn among(state: &Value, file_id: i64) -> Option<Self> {
        let workspaces = state["workspaces"].as_object()?.values();
        let mut tasks = workspaces
            .filter_map(|workspace| workspace["tasks"].as_array())
            .flatten();
        let found = tasks.find(|task| task["fileId"].as_i64() == Some(file_id))?;
        Some(Self(found.clone()))
    }

    /// How it runs, in the word of DataWorks.
    pub(super) fn run_state(&self) -> &str {
        self.0["runState"].as_str().unwrap_or("no run state")
    }

    /// Whether what runs is the newest version.
    pub(super) fn runs_newest(&self) -> bool {
        self.run_state() == "RUN" && self.0["runningVersion"] == self.0["version"]
    }

    /// The configuration that DataWorks made of the script.
    pub(super) fn content(&self) -> Result<Value> {
        serde_json::from_str(self.0["content"].as_str().unwrap_or_default())
            .map_err(Error::json("the task's configuration"))
    }

    /// The tables that it reads.
    pub(super) fn tables(&self) -> Vec<String> {
        let mut tables = Vec::new();
        if let Ok(content) = self.content() {
            collect(&content, &mut tables);
        }
        tables
    }
}

impl fmt::Display for Remote {
    fn fmt(&self, line: &mut fmt::Formatter<'_>) -> fmt::Result {
        let running = match &self.0["runningVersion"] {
            Value::Null => "none runs".to_owned(),
            version => format!("{version} runs"),
        };
        write!(
            line,
            "FileId {}, {}, version {} ({running}), tables {}",
            self.0["fileId"],
            self.run_state(),
            self.0["version"],
            self.tables().join(", ")
        )
    }
}

/// The names in each `tableInfos`, wherever it is.
fn collect(node: &Value, tables: &mut Vec<String>) {
    match node {
        Value::Object(fields) => {
            let infos = fields.get("tableInfos").and_then(Value::as_array);
            let names = infos
                .into_iter()
                .flatten()
                .filter_map(|info| info["table"].as_str());
            tables.extend(names.map(str::to_owned));
            fields.values().for_each(|field| collect(field, tables));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, tables)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_task_is_found_by_its_id_and_tells_how_it_is() {
        let content = json!({"steps": [{"connection": [{"schema": [{"tableInfos": [{"table": "a"}, {"table": "b"}]}]}]}]});
        let task = json!({"fileId": 5, "runState": "RUN", "version": 2, "runningVersion": 1, "content": content.to_string()});
        let state = json!({"workspaces": {"1": {"tasks": []}, "2": {"tasks": [task]}}});
        let remote = Remote::among(&state, 5).unwrap();
        assert_eq!(
            remote.to_string(),
            "FileId 5, RUN, version 2 (1 runs), tables a, b"
        );
        assert!(!remote.runs_newest());
        assert!(Remote::among(&state, 6).is_none());
    }
}
