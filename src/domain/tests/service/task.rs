//! A task as the service keeps it.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::api::Schedule;

/// What a task is made from.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::domain::tests) struct Version {
    pub(in crate::domain::tests) content: Value,
    pub(in crate::domain::tests) group: Option<String>,
    pub(in crate::domain::tests) schedule: Schedule,
}

impl Version {
    pub(in crate::domain::tests) fn tables(&self) -> Vec<String> {
        let tables = reader(&self.content).and_then(|reader| reader["table"].as_array().cloned());
        let tables = tables.unwrap_or_default();
        tables
            .iter()
            .filter_map(|table| table.as_str().map(str::to_owned))
            .collect()
    }

    pub(in crate::domain::tests) fn source(&self) -> String {
        let source =
            reader(&self.content).and_then(|reader| reader["datasource"].as_str().map(str::to_owned));
        source.unwrap_or_default()
    }
}

/// The connection that a script or configuration reads from.
pub(in crate::domain::tests) fn reader(content: &Value) -> Option<&Value> {
    let steps = content["steps"].as_array()?;
    let reader = steps.iter().find(|step| step["category"] == "reader")?;
    reader.pointer("/parameter/connection/0")
}

pub(super) fn reader_mut(content: &mut Value) -> Option<&mut Value> {
    let steps = content["steps"].as_array_mut()?;
    let reader = steps.iter_mut().find(|step| step["category"] == "reader")?;
    reader.pointer_mut("/parameter/connection/0")
}

/// A script that reads these tables.
pub(in crate::domain::tests) fn script_of(kind: &str, source: &str, tables: &[&str]) -> Value {
    json!({
        "type": kind, "version": "1.0",
        "setting": { "taskType": "oneclick_to_odps" },
        "steps": [
            { "stepType": "mysql", "category": "reader", "name": "Reader",
              "parameter": { "connection": [ { "datasource": source, "table": tables } ] } },
            { "stepType": "odps", "category": "writer", "name": "Writer", "parameter": { "datasource": "dw" } }
        ]
    })
}

/// How a task runs. A solution is told by digits, whose meaning is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::domain::tests) enum Run {
    /// Not, in this word.
    Off(&'static str),
    /// It starts until then.
    Waiting(Timestamp),
    Running,
    /// It stops until then.
    Stopping(Timestamp),
    /// A word that no page has.
    Odd,
    /// A solution that waits for a person.
    Unconfirmed,
}

/// A task.
#[derive(Clone, Debug)]
pub(in crate::domain::tests) struct Task {
    pub(in crate::domain::tests) id: i64,
    /// Whether the resource made it.
    pub(in crate::domain::tests) ours: bool,
    pub(in crate::domain::tests) name: String,
    pub(in crate::domain::tests) created: Timestamp,
    pub(in crate::domain::tests) edited_at: Timestamp,
    pub(in crate::domain::tests) version: i64,
    pub(in crate::domain::tests) held: Version,
    pub(in crate::domain::tests) committed: bool,
    pub(in crate::domain::tests) deployed: Option<Version>,
    /// When its deployment is finished.
    pub(in crate::domain::tests) deployable: Timestamp,
    pub(in crate::domain::tests) run: Run,
    /// What runs, and the parameter that it was started with.
    pub(in crate::domain::tests) runs: Option<(Version, String)>,
    /// How often it was started.
    pub(in crate::domain::tests) starts: u32,
}

impl Task {
    pub(super) fn settle(&mut self, now: Timestamp, stopped: &'static str) {
        match self.run {
            Run::Waiting(until) if until <= now => self.run = Run::Running,
            Run::Stopping(until) if until <= now => self.run = Run::Off(stopped),
            _ => {}
        }
    }

    pub(super) fn touch(&mut self, clock: Timestamp) {
        self.version += 1;
        self.edited_at = clock;
        self.committed = false;
    }

    pub(in crate::domain::tests) fn is_active(&self) -> bool {
        !matches!(self.run, Run::Off(_))
    }
}
