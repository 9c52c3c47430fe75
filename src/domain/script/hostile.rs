//! What holds of any text that is given as a script: fed with hostile inputs by tests and by the fuzzer.

#![allow(clippy::panic, clippy::unwrap_used)] // a broken promise is told by a panic

use serde_json::Value;

use super::{check, compile, parse, table_change};
use crate::api::{Pipeline, TaskType};
use crate::domain::field::FieldError;
use crate::domain::fingerprints;

/// The path of the script.
const ROOT: &str = "spec.taskParam";

/// A script as somebody writes it.
pub fn script(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    match parse(text, ROOT) {
        Ok(script) => {
            let document: Value = script.parse().unwrap();
            // What is kept of it reads as the same, and is kept the same.
            assert_eq!(parse(&document.to_string(), ROOT).unwrap(), script);
            judge(&document);
        }
        Err(error) => {
            assert_eq!(error.path, ROOT);
            assert!(error.problem.len() < 200, "{error}");
        }
    }
    // The same text in the typed form, which the API server has checked.
    if let Ok(pipeline) = serde_json::from_str::<Pipeline>(text)
        && let Ok(script) = compile(&pipeline)
    {
        judge(&script.parse().unwrap());
    }
}

fn judge(document: &Value) {
    for task_type in [TaskType::Realtime, TaskType::Solution, TaskType::Offline] {
        for error in check(document, task_type, ROOT) {
            leads_into(document, &error);
        }
    }
    let parts = fingerprints::of(document);
    let size: usize = parts.iter().map(|(path, digest)| path.len() + digest.len()).sum();
    assert!(
        parts.len() <= fingerprints::MOST_PARTS && size < 16 * 1024,
        "{} parts, {size} bytes",
        parts.len()
    );
    assert!(table_change(document)["steps"].as_array().unwrap().len() <= 1);
}

/// A complaint names a field that is there, or one that is missing from what is there.
fn leads_into(document: &Value, error: &FieldError) {
    let mut at = Some(document);
    let way = error.path.strip_prefix(ROOT).unwrap();
    for step in way.split(['.', '[']).filter(|step| !step.is_empty()) {
        at = match step.strip_suffix(']') {
            Some(index) => {
                let item = at.and_then(|value| value.get(index.parse::<usize>().unwrap()));
                assert!(
                    item.is_some(),
                    "{error} names an item that is not there: {document}"
                );
                item
            }
            None => at.and_then(|value| value.get(step)),
        };
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn any_script_is_read_whole_or_refused_with_its_place() {
        fuzz::run("script", super::script);
    }
}
