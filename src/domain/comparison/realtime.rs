//! The short script of a real-time task against the configuration that was generated from it.

use serde_json::Value;

use super::{Compared, outcome, read, tables};

/// Compares what a short script says with the configuration that DataWorks holds. What the configuration does not show
/// is not reported, nor what it has besides.
pub fn realtime(script: &Value, actual: &str) -> Compared {
    let Some(actual) = read(actual) else {
        return Compared::Unreadable;
    };
    let (reader, writer) = (step(&actual, "reader"), step(&actual, "writer"));
    if reader.is_none() && writer.is_none() {
        // Steps of a kind that is not known here: nothing can be said of them.
        return Compared::Unreadable;
    }
    let mut different = Vec::new();
    if let (Some((i, ours)), Some((_, theirs))) = (step(script, "reader"), reader) {
        compare_types(i, ours, theirs, &mut different);
        compare_connections(i, ours, theirs, &mut different);
    }
    if let (Some((i, ours)), Some((_, theirs))) = (step(script, "writer"), writer) {
        compare_types(i, ours, theirs, &mut different);
        if differ(
            text(ours, "/parameter/datasource"),
            text(theirs, "/parameter/datasource"),
        ) {
            different.push(format!("steps[{i}].parameter.datasource"));
        }
    }
    let group = text(&actual, "/extend/resourceGroup").or_else(|| text(&actual, "/setting/resourceGroup"));
    if differ(text(script, "/setting/resourceGroup"), group) {
        different.push("setting.resourceGroup".to_owned());
    }
    outcome(different)
}

fn compare_types(i: usize, ours: &Value, theirs: &Value, different: &mut Vec<String>) {
    if let (Some(ours), Some(theirs)) = (text(ours, "/stepType"), text(theirs, "/stepType"))
        && !ours.eq_ignore_ascii_case(theirs)
    {
        different.push(format!("steps[{i}].stepType"));
    }
}

fn compare_connections(i: usize, ours: &Value, theirs: &Value, different: &mut Vec<String>) {
    let pairs = connections(ours).iter().zip(connections(theirs));
    for (j, (ours, theirs)) in pairs.enumerate() {
        let path = format!("steps[{i}].parameter.connection[{j}]");
        if differ(text(ours, "/datasource"), text(theirs, "/datasource")) {
            different.push(format!("{path}.datasource"));
        }
        if let (Some(ours), Some(theirs)) = (tables::read(ours), tables::read(theirs))
            && !ours.is_same(&theirs)
        {
            different.push(format!("{path}.{}", ours.key));
        }
    }
}

fn connections(step: &Value) -> &[Value] {
    let connections = step.pointer("/parameter/connection").and_then(Value::as_array);
    connections.map(Vec::as_slice).unwrap_or_default()
}

/// The step of a category and its place, if there is exactly one: of several it is not clear which is meant.
fn step<'a>(document: &'a Value, category: &str) -> Option<(usize, &'a Value)> {
    let is_of =
        |step: &Value| text(step, "/category").is_some_and(|word| word.eq_ignore_ascii_case(category));
    let steps = document.get("steps")?.as_array()?;
    let mut found = steps.iter().enumerate().filter(|(_, step)| is_of(step));
    found.next().filter(|_| found.next().is_none())
}

/// A text that says something.
fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    let text = value.pointer(pointer)?.as_str()?.trim();
    (!text.is_empty()).then_some(text)
}

/// Whether both are known and not the same.
fn differ(ours: Option<&str>, theirs: Option<&str>) -> bool {
    ours.zip(theirs).is_some_and(|(ours, theirs)| ours != theirs)
}
