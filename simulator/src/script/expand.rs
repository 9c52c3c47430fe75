//! What the service makes of a short script: a configuration that looks like the published one.

use serde_json::{Value, json};

use super::connection::Table;
use super::task_param::{Source, TaskParam};

/// The generated TaskContent. It depends on the script alone, so the same script gives the same text.
pub(crate) fn task_content(script: &TaskParam) -> String {
    let mut extend = json!({"mode": script.pipeline.mode, "resourceGroup": script.resource_group});
    if let Some(name) = script.name() {
        extend["name"] = json!(name);
    }
    json!({
        "type": "job",
        "version": "2.0",
        "extend": extend,
        "steps": [reader(script), writer(script)],
        "order": {"hops": [{"from": "reader", "to": "writer"}]},
    })
    .to_string()
}

fn reader(script: &TaskParam) -> Value {
    let connections: Vec<Value> = script.sources.iter().map(connection).collect();
    json!({
        "stepType": super::pipeline::READER,
        "name": "reader",
        "category": "reader",
        "parameter": {"connection": connections},
    })
}

fn connection(source: &Source) -> Value {
    json!({
        "datasourceType": super::pipeline::READER,
        "datasource": source.data_source,
        "selectedTables": selected(&source.tables),
    })
}

/// Tables of one database lie together, in the order of the script.
pub(super) fn selected(tables: &[Table]) -> Value {
    let mut databases: Vec<(&str, Vec<Value>)> = Vec::new();
    for (database, table) in tables {
        let database = database.as_deref().unwrap_or_default();
        let info = json!({"table": table, "tableName": table, "enable": true});
        match databases.iter_mut().find(|(name, _)| *name == database) {
            Some((_, infos)) => infos.push(info),
            None => databases.push((database, vec![info])),
        }
    }
    databases
        .into_iter()
        .map(|(database, infos)| json!({"dbName": database, "schema": [{"tableInfos": infos}]}))
        .collect()
}

fn writer(script: &TaskParam) -> Value {
    let rules: Vec<Value> = script.sources.iter().map(mapping).collect();
    let total: usize = script.sources.iter().map(|source| source.tables.len()).sum();
    json!({
        "stepType": script.pipeline.writer,
        "name": "writer",
        "category": "writer",
        "parameter": {
            "datasource": script.target,
            "writeMode": "replay",
            "tableMappingRule": {"datasource": rules},
            "totalTableMapping": total,
        },
    })
}

fn mapping(source: &Source) -> Value {
    let rules: Vec<Value> = source.tables.iter().map(rule).collect();
    json!({"srcDatasourceName": source.data_source, "tableRule": rules})
}

/// What becomes of one table.
pub(super) fn rule((database, table): &Table) -> Value {
    json!({"srcDbName": database, "srcTable": table, "dstTable": table})
}
