//! TaskParam of GenerateDISyncTaskConfigForUpdating: a partial script that changes the tables of a task and nothing
//! else.

use serde::Deserialize;
use serde_json::Value;

use super::connection::{Connection, Table};
use super::generated::Generated;

/// The new tables of each connection of the reader.
#[derive(Clone, Debug)]
pub(crate) struct TableChange(Vec<Change>);

#[derive(Clone, Debug)]
struct Change {
    data_source: Option<String>,
    tables: Vec<Table>,
}

/// Only what the sample holds, and what says of a full script that it is still the same.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    #[serde(rename = "type")]
    _kind: Option<Value>,
    #[serde(rename = "version")]
    _version: Option<Value>,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Step {
    #[serde(rename = "name")]
    _name: Option<Value>,
    step_type: Option<String>,
    category: String,
    parameter: Parameter,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameter {
    connection: Vec<Connection>,
}

impl TableChange {
    /// Reads a partial script: one reader step with the complete tables of its connections.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let wire: Wire =
            serde_json::from_str(text).map_err(|error| format!("TaskParam is invalid: {error}."))?;
        let [step] = wire.steps.as_slice() else {
            return Err("steps is invalid: only the tables of the reader can be changed.".to_owned());
        };
        let is_mysql = step
            .step_type
            .as_deref()
            .is_none_or(|step_type| step_type == super::pipeline::READER);
        if step.category != "reader" || !is_mysql {
            return Err("steps is invalid: only the tables of the reader can be changed.".to_owned());
        }
        if step.parameter.connection.is_empty() {
            return Err("connection of the reader is invalid.".to_owned());
        }
        let change = |connection: &Connection| {
            Ok(Change {
                data_source: connection.datasource.clone(),
                tables: connection.tables()?,
            })
        };
        let changes = step.parameter.connection.iter().map(change);
        changes.collect::<Result<_, String>>().map(Self)
    }

    /// The configuration with these tables.
    pub(crate) fn apply(&self, content: &str) -> Result<String, String> {
        let mut generated = Generated::parse(content)?;
        for (index, change) in self.0.iter().enumerate() {
            // A connection that does not say its data source is known by its place.
            let place = match &change.data_source {
                Some(name) => generated
                    .place(name)
                    .ok_or_else(|| format!("datasource:[{name}] is invalid."))?,
                None => index,
            };
            generated.set_tables(place, &change.tables)?;
        }
        Ok(generated.into_text())
    }
}

#[cfg(test)]
#[path = "table_change_tests.rs"]
mod tests;
