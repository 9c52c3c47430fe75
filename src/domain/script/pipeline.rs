//! Compiles a typed pipeline to the script that the API page shows.

use serde_json::{Map, Value, json};

use crate::api::{Pipeline, PipelineSource, Script};
use crate::domain::field::FieldError;

/// The script of `pipeline`. The same pipeline always gives the same text, and the same as its script written by hand.
pub fn compile(pipeline: &Pipeline) -> Result<Script, FieldError> {
    let (task_type, writer) = match (pipeline.source.kind.as_str(), pipeline.sink.kind.as_str()) {
        ("MySQL", "MaxCompute") => ("oneclick_to_odps", "odps"),
        ("MySQL", "Kafka") => ("oneclick_to_kafka", "kafka"),
        ("MySQL", "Hologres") => ("oneclick_to_holo", "holo"),
        (source, sink) => {
            return Err(FieldError::new(
                "spec.pipeline",
                format!(
                    "{source} to {sink} is no documented pair: write the script of this pair in spec.taskParam"
                ),
            ));
        }
    };
    let mut setting = Map::from_iter([("taskType".to_owned(), json!(task_type))]);
    let options = pipeline.options.clone().unwrap_or_default();
    if let Some(group) = options.resource_group {
        setting.insert("resourceGroup".into(), json!(group));
    }
    if let Some(id) = options.schedule_resource_group_id {
        setting.insert("scheduleResgroupId".into(), json!(id));
    }
    Ok(Script::from(&json!({
        "type": "realtime",
        "version": "1.0",
        "setting": setting,
        "steps": [
            { "stepType": "mysql", "name": "Reader", "category": "reader",
              "parameter": { "connection": [connection(&pipeline.source)] } },
            { "stepType": writer, "name": "Writer", "category": "writer",
              "parameter": { "datasource": pipeline.sink.data_source } }
        ]
    })))
}

fn connection(source: &PipelineSource) -> Value {
    let mut connection = json!({ "datasourceType": "mysql", "datasource": source.data_source });
    if let Some(databases) = &source.databases {
        let infos = |tables: &[String]| {
            tables
                .iter()
                .map(|table| json!({ "table": table }))
                .collect::<Value>()
        };
        let selected = databases.iter().map(|database| {
            json!({ "dbName": database.name, "schema": [ { "tableInfos": infos(&database.tables) } ] })
        });
        connection["selectedTables"] = selected.collect();
    }
    if let Some(tables) = &source.tables {
        connection["table"] = json!(tables);
    }
    connection
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::TaskType;

    fn pipeline(sink: &str, source: Value) -> Pipeline {
        let mut whole = json!({ "type": "MySQL", "dataSource": "mysql_pub1" });
        whole
            .as_object_mut()
            .unwrap()
            .extend(source.as_object().unwrap().clone());
        serde_json::from_value(json!({
            "source": whole,
            "sink": { "type": sink, "dataSource": "sink" },
            "options": { "resourceGroup": "S_res_group_1_2" }
        }))
        .unwrap()
    }

    /// The script of the API page, with this writer.
    fn page(task_type: &str, writer: &str, selection: &Value) -> Value {
        let mut connection = json!({ "datasourceType": "mysql", "datasource": "mysql_pub1" });
        connection
            .as_object_mut()
            .unwrap()
            .extend(selection.as_object().unwrap().clone());
        json!({
            "type": "realtime", "version": "1.0",
            "setting": { "resourceGroup": "S_res_group_1_2", "taskType": task_type },
            "steps": [
                { "stepType": "mysql", "parameter": { "connection": [connection] }, "name": "Reader", "category": "reader" },
                { "stepType": writer, "parameter": { "datasource": "sink" }, "name": "Writer", "category": "writer" }
            ]
        })
    }

    #[test]
    fn a_pipeline_is_the_script_of_the_page() {
        let typed = json!({ "databases": [ { "name": "mysql_db", "tables": ["a", "b"] } ] });
        let selected = json!({ "selectedTables": [ { "dbName": "mysql_db", "schema": [
            { "tableInfos": [ { "table": "a" }, { "table": "b" } ] } ] } ] });
        for (sink, task_type, writer) in [
            ("MaxCompute", "oneclick_to_odps", "odps"),
            ("Kafka", "oneclick_to_kafka", "kafka"),
            ("Hologres", "oneclick_to_holo", "holo"),
        ] {
            let script = compile(&pipeline(sink, typed.clone())).unwrap();
            let written = page(task_type, writer, &selected);
            assert_eq!(script, Script::from(&written), "{sink}");
            assert_eq!(super::super::check(&written, TaskType::Realtime, "p"), []);
        }
        let single = compile(&pipeline("MaxCompute", json!({ "tables": ["xyx"] }))).unwrap();
        assert_eq!(
            single,
            Script::from(&page("oneclick_to_odps", "odps", &json!({ "table": ["xyx"] })))
        );
    }

    #[test]
    fn another_pair_is_sent_to_task_param() {
        let error = compile(&pipeline("Paimon", json!({ "tables": ["a"] }))).unwrap_err();
        assert!(
            error.to_string().contains("MySQL to Paimon") && error.to_string().contains("spec.taskParam")
        );
    }
}
