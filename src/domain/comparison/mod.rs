//! Tells whether DataWorks still holds what a script says, and what a change of a script asks for.
//!
//! A configuration is opaque: what it does not show in a readable way is not held against it.

mod change;
mod realtime;
mod tables;

use serde_json::Value;

use crate::api::Schedule;
use crate::domain::fingerprints;
pub use change::{Change, changed};
pub use realtime::realtime;

/// What a comparison of a script with a configuration found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared {
    /// All that could be compared is the same.
    Same,
    /// The parts of the script that the configuration shows otherwise: paths of the script, sorted.
    Different(Vec<String>),
    /// The configuration is no JSON, or has no steps.
    Unreadable,
}

/// Compares the script of a batch task with the configuration that DataWorks holds. The script was sent as it is, so
/// each part of it has to be there; what the service added to it does not count.
pub fn offline(script: &Value, actual: &str) -> Compared {
    let Some(actual) = read(actual) else {
        return Compared::Unreadable;
    };
    let differs = |part: &fingerprints::Part<'_>| !holds(actual.pointer(&part.pointer), part.value);
    let parts = fingerprints::parts_of(script).into_iter();
    outcome(parts.filter(differs).map(|part| part.path).collect())
}

/// The configuration, if it has steps.
fn read(text: &str) -> Option<Value> {
    let document: Value = serde_json::from_str(text).ok()?;
    let has_steps = document
        .get("steps")?
        .as_array()
        .is_some_and(|steps| !steps.is_empty());
    has_steps.then_some(document)
}

fn outcome(mut different: Vec<String>) -> Compared {
    if different.is_empty() {
        return Compared::Same;
    }
    different.sort();
    different.dedup();
    Compared::Different(different)
}

/// Whether a part of a configuration holds what the script says there. Null says nothing: services drop such members, or
/// fill them in.
fn holds(actual: Option<&Value>, script: &Value) -> bool {
    match (actual, script) {
        (_, Value::Null) => true,
        (Some(Value::Object(actual)), Value::Object(script)) => {
            script.iter().all(|(key, value)| holds(actual.get(key), value))
        }
        (Some(Value::Array(actual)), Value::Array(script)) => {
            let mut pairs = actual.iter().zip(script);
            actual.len() == script.len() && pairs.all(|(actual, script)| holds(Some(actual), script))
        }
        (actual, script) => actual == Some(script),
    }
}

/// Paths of the schedule of the spec in which that of a batch task differs. What the task does not show is not known.
pub fn schedule(wanted: &Schedule, actual: &Schedule) -> Vec<String> {
    let (wanted, actual) = (serde_json::json!(wanted), serde_json::json!(actual));
    let wanted = wanted.as_object().into_iter().flatten();
    let differs =
        |key: &String, value: &Value| actual.get(key).is_some_and(|held| sorted(held) != sorted(value));
    wanted
        .filter(|(key, value)| differs(key, value))
        .map(|(key, _)| format!("spec.schedule.{key}"))
        .collect()
}

/// Lists of a schedule have no order.
fn sorted(value: &Value) -> Vec<String> {
    let mut texts: Vec<String> = match value {
        Value::Array(entries) => entries.iter().map(Value::to_string).collect(),
        value => vec![value.to_string()],
    };
    texts.sort();
    texts
}

#[cfg(test)]
mod tests;
