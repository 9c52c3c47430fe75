//! Checks a script before a call is spent on it.
//!
//! What the API pages document is held to; what they leave open passes, since DataWorks knows more pipelines than its
//! pages show.

#[cfg(any(test, fuzzing))]
pub mod hostile;
mod offline;
mod pipeline;
mod realtime;
mod tables;
mod text;
mod walk;

pub use pipeline::compile;
use serde_json::Value;
pub use tables::table_change;

use crate::api::{Script, TaskType};
use crate::domain::field::FieldError;

/// The complaints about `script`, found at `path` of the input, as the script of a task of this type.
pub fn check(script: &Value, task_type: TaskType, path: &str) -> Vec<FieldError> {
    let root = walk::Node::root(script, path);
    let mut errors = Vec::new();
    match task_type {
        TaskType::Offline => offline::check(&root, &mut errors),
        TaskType::Realtime | TaskType::Solution => realtime::check(&root, &mut errors),
    }
    errors
}

/// Reads a script that a ConfigMap or Secret holds as JSON or YAML.
///
/// The complaint tells where the text breaks, never what it says: it may come from a Secret.
pub fn parse(text: &str, path: &str) -> Result<Script, FieldError> {
    text::read(text)
        .map(|document| Script::from(&document))
        .map_err(|problem| FieldError::new(path, problem))
}

#[cfg(test)]
mod tests;
