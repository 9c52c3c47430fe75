//! TaskParam of GenerateDISyncTaskConfigForCreating: the short script.

use serde::Deserialize;

use super::connection::{Connection, Table};
use super::pipeline::{self, Pipeline, READER};
use crate::state::workspace::Workspace;

/// A script that is complete in itself; whether what it names exists is another question.
#[derive(Clone, Debug)]
pub(crate) struct TaskParam {
    /// The pipeline of `setting.taskType`.
    pub(crate) pipeline: Pipeline,
    /// `setting.resourceGroup`.
    pub(crate) resource_group: String,
    /// What is read.
    pub(crate) sources: Vec<Source>,
    /// Data source that is written to.
    pub(crate) target: String,
    name: Option<String>,
}

/// One data source of the reader with its tables.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Name of the data source.
    pub(crate) data_source: String,
    /// Its tables.
    pub(crate) tables: Vec<Table>,
}

#[derive(Deserialize)]
struct Wire {
    setting: Setting,
    #[serde(default)]
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Setting {
    task_type: String,
    resource_group: String,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    step_type: String,
    category: String,
    #[serde(default)]
    parameter: Parameter,
}

#[derive(Default, Deserialize)]
struct Parameter {
    #[serde(default)]
    connection: Vec<Connection>,
    datasource: Option<String>,
}

impl TaskParam {
    /// Reads a script.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let wire: Wire =
            serde_json::from_str(text).map_err(|error| format!("TaskParam is invalid: {error}."))?;
        let task_type = &wire.setting.task_type;
        let pipeline =
            pipeline::find(task_type).ok_or_else(|| format!("setting.taskType:[{task_type}] is invalid."))?;
        let reader = only_step(&wire.steps, "reader", READER)?;
        let writer = only_step(&wire.steps, "writer", pipeline.writer)?;
        if reader.parameter.connection.is_empty() {
            return Err("connection of the reader is invalid.".to_owned());
        }
        Ok(Self {
            pipeline,
            resource_group: wire.setting.resource_group.clone(),
            name: wire.setting.name.clone().filter(|name| !name.is_empty()),
            sources: reader
                .parameter
                .connection
                .iter()
                .map(Source::read)
                .collect::<Result<_, _>>()?,
            target: writer
                .parameter
                .datasource
                .clone()
                .ok_or("datasource of the writer is invalid.")?,
        })
    }

    /// Compares it with what exists.
    pub(crate) fn check(&self, workspace: &Workspace, any_data_source: bool) -> Result<(), String> {
        if !workspace.resource_groups.contains(&self.resource_group) {
            return Err(format!("ResourceGroup:[{}] is invalid.", self.resource_group));
        }
        let sources = self
            .sources
            .iter()
            .map(|source| (source.data_source.as_str(), READER));
        let mut used = sources.chain([(self.target.as_str(), self.pipeline.writer)]);
        match used.find(|(name, step_type)| !any_data_source && !workspace.has_data_source(name, step_type)) {
            Some((name, _)) => Err(format!("datasource:[{name}] is invalid.")),
            None => Ok(()),
        }
    }

    /// `setting.name`.
    pub(crate) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

/// Every sample has exactly one reader and one writer.
fn only_step<'a>(steps: &'a [Step], category: &str, step_type: &str) -> Result<&'a Step, String> {
    let mut found = steps.iter().filter(|step| step.category == category);
    let (Some(step), None) = (found.next(), found.next()) else {
        return Err(format!("steps is invalid: exactly one {category} is needed."));
    };
    if step.step_type != step_type {
        return Err(format!(
            "stepType:[{}] of the {category} is invalid.",
            step.step_type
        ));
    }
    Ok(step)
}

impl Source {
    fn read(connection: &Connection) -> Result<Self, String> {
        Ok(Self {
            data_source: connection
                .datasource
                .clone()
                .ok_or("datasource of the reader is invalid.")?,
            tables: connection.tables()?,
        })
    }
}

#[cfg(test)]
#[path = "task_param_tests.rs"]
mod tests;
