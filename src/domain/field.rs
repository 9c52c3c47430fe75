//! A complaint about one field of the input.

use std::fmt;

/// Names a field, what is wrong with it and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The path, such as `spec.taskParam.steps[0].parameter.connection[0].datasource`.
    pub path: String,
    /// What is wrong, and the remedy.
    pub problem: String,
}

impl FieldError {
    /// A complaint about the field at `path`.
    pub fn new(path: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            problem: problem.into(),
        }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.problem)
    }
}

/// How many complaints one message holds; the rest is counted.
const SHOWN: usize = 5;

/// The complaints as one message.
pub fn joined(errors: &[FieldError]) -> String {
    let mut text = errors
        .iter()
        .take(SHOWN)
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ");
    if errors.len() > SHOWN {
        text.push_str(&format!("; and {} more", errors.len() - SHOWN));
    }
    text
}
