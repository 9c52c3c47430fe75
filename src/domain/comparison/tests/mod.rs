//! What counts as a difference, and what a change asks for.

mod changing;
mod comparing;
mod nasty;

use serde_json::{Value, json};

use super::{Change, Compared, changed, offline, realtime};
use crate::domain::fingerprints;

const CONNECTION: &str = "/steps/0/parameter/connection/0";

fn script() -> Value {
    json!({
        "type": "realtime", "version": "1.0",
        "setting": { "resourceGroup": "g", "taskType": "oneclick_to_odps" },
        "steps": [
            { "stepType": "mysql", "name": "Reader", "category": "reader", "parameter": { "connection": [
                { "datasource": "orders", "selectedTables": selected("shop", &["a", "b"]) },
                { "datasource": "users", "table": ["x", "y"] }
            ] } },
            { "stepType": "odps", "name": "Writer", "category": "writer", "parameter": { "datasource": "dw" } }
        ]
    })
}

fn held() -> Value {
    json!({
        "type": "job", "version": "2.0", "extend": { "resourceGroup": "g", "mode": "migration_odps" },
        "steps": [
            { "stepType": "odps", "name": "writer", "category": "Writer",
              "parameter": { "datasource": "dw", "writeMode": "replay" } },
            { "stepType": "MySQL", "name": "reader", "category": "Reader", "parameter": { "connection": [
                { "datasource": "orders", "selectedTables": selected("shop", &["b", "a"]) },
                { "datasource": "users", "selectedTables": selected("", &["y", "x"]) }
            ] } }
        ],
        "order": { "hops": [ { "from": "reader", "to": "writer" } ] }
    })
}

fn selected(database: &str, tables: &[&str]) -> Value {
    let infos: Value = tables
        .iter()
        .map(|table| json!({ "table": table, "enable": true }))
        .collect();
    json!([ { "dbName": database, "schema": [ { "tableInfos": infos } ] } ])
}

fn with(mut document: Value, pointer: &str, value: Value) -> Value {
    *document.pointer_mut(pointer).unwrap() = value;
    document
}

fn different(paths: &[&str]) -> Compared {
    if paths.is_empty() {
        return Compared::Same;
    }
    Compared::Different(paths.iter().map(|path| (*path).to_owned()).collect())
}
