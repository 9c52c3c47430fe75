//! The partial script of `GenerateDISyncTaskConfigForUpdating`.

use serde_json::{Map, Value, json};

/// What of a short script changes the tables of its task: the reader with its complete connections. All else stays as
/// it is in DataWorks, and the API page shows nothing else in such a script.
pub fn table_change(script: &Value) -> Value {
    let is_reader = |step: &&Value| {
        let category = step.get("category").and_then(Value::as_str);
        category.is_some_and(|word| word.trim().eq_ignore_ascii_case("reader"))
    };
    let steps = script
        .get("steps")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    json!({ "steps": steps.filter(is_reader).take(1).map(reader).collect::<Value>() })
}

fn reader(step: &Value) -> Value {
    let named = |key: &str| Some((key.to_owned(), step.get(key)?.clone()));
    let mut partial: Map<String, Value> = ["name", "category"].into_iter().filter_map(named).collect();
    let connections = step.pointer("/parameter/connection").cloned();
    partial.insert(
        "parameter".to_owned(),
        json!({ "connection": connections.unwrap_or_else(|| json!([])) }),
    );
    Value::Object(partial)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_connections_of_the_reader_are_left() {
        let connection = json!([ { "datasource": "a", "datasourceType": "mysql", "table": ["x", "y"] }, { "datasource": "b", "table": ["z"] } ]);
        let reader = json!({ "stepType": "mysql", "name": "Reader", "category": "reader",
            "parameter": { "connection": connection, "splitPk": "id" } });
        let writer = json!({ "stepType": "odps", "name": "Writer", "category": "writer", "parameter": { "datasource": "w" } });
        let expected = json!({ "steps": [ { "name": "Reader", "category": "reader", "parameter": { "connection": connection } } ] });
        for steps in [json!([reader, writer]), json!([writer, reader])] {
            let script = json!({ "type": "realtime", "version": "1.0", "setting": { "resourceGroup": "g" }, "steps": steps });
            assert_eq!(table_change(&script), expected);
        }
    }

    #[test]
    fn what_is_not_there_is_not_made_up() {
        let bare = json!({ "steps": [ { "category": "reader", "parameter": { "connection": [] } } ] });
        for (script, expected) in [
            (
                json!({ "steps": [ { "category": "reader", "parameter": [] } ] }),
                bare,
            ),
            (
                json!({ "steps": [ { "category": "writer" }, null, 3 ] }),
                json!({ "steps": [] }),
            ),
            (json!({ "steps": {} }), json!({ "steps": [] })),
            (Value::Null, json!({ "steps": [] })),
        ] {
            assert_eq!(table_change(&script), expected, "{script}");
        }
    }
}
