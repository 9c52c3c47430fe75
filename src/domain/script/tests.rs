//! One row a mistake.

use serde_json::{Value, json};

use super::{check, parse};
use crate::api::TaskType;

fn realtime() -> Value {
    json!({
        "type": "realtime", "version": "1.0",
        "setting": { "resourceGroup": "S_res_group_1_2", "taskType": "oneclick_to_odps" },
        "steps": [
            { "stepType": "mysql", "name": "Reader", "category": "reader", "parameter": { "connection": [ {
                "datasourceType": "mysql", "datasource": "orders_db",
                "selectedTables": [ { "dbName": "shop", "schema": [ { "tableInfos": [ { "table": "orders" }, { "table": "items" } ] } ] } ]
            } ] } },
            { "stepType": "odps", "name": "Writer", "category": "writer", "parameter": { "datasource": "dw" } }
        ]
    })
}

fn offline() -> Value {
    json!({
        "type": "job", "version": "2.0",
        "steps": [
            { "stepType": "mysql", "category": "reader", "name": "Reader", "parameter": {} },
            { "stepType": "odps", "category": "writer", "name": "Writer", "parameter": { "partition": "pt=${bizdate}" } }
        ]
    })
}

fn complaints(script: &Value, task_type: TaskType) -> Vec<String> {
    check(script, task_type, "spec.taskParam")
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn documented_scripts_pass() {
    for (pipeline, writer) in [
        ("oneclick_to_odps", "odps"),
        ("oneclick_to_kafka", "kafka"),
        ("oneclick_to_holo", "holo"),
    ] {
        let mut script = realtime();
        script["setting"]["taskType"] = json!(pipeline);
        script["steps"][1]["stepType"] = json!(writer);
        assert_eq!(complaints(&script, TaskType::Realtime), [""; 0]);
        assert_eq!(complaints(&script, TaskType::Solution), [""; 0]);
    }
    let mut single = realtime();
    single["steps"][0]["parameter"]["connection"][0] = json!({ "datasource": "mysql_pub", "table": ["xyx"] });
    assert_eq!(complaints(&single, TaskType::Realtime), [""; 0]);
    assert_eq!(complaints(&offline(), TaskType::Offline), [""; 0]);
}

#[test]
fn an_unknown_pipeline_is_left_to_the_service() {
    let mut script = realtime();
    script["setting"]["taskType"] = json!("oneclick_to_paimon");
    script["steps"][1]["stepType"] = json!("paimon");
    assert_eq!(complaints(&script, TaskType::Realtime), [""; 0]);
}

/// Changes the script at a JSON pointer (to nothing for `Value::Null`) and expects one complaint that starts so.
#[test]
fn each_mistake_is_named_with_its_path() {
    let connection = "/steps/0/parameter/connection/0";
    let path = "spec.taskParam.steps[0].parameter.connection[0]";
    let table = |names: Value| json!({ "datasource": "d", "table": names });
    let cases: Vec<(String, Value, String)> = vec![
        (
            String::new(),
            json!("text"),
            "spec.taskParam: the script must be an object".into(),
        ),
        (
            "/type".into(),
            json!("job"),
            "spec.taskParam.type: must be realtime".into(),
        ),
        (
            "/type".into(),
            Value::Null,
            "spec.taskParam.type: must be realtime".into(),
        ),
        (
            "/steps/1/category".into(),
            json!("reader"),
            "spec.taskParam.steps[1]: a second reader".into(),
        ),
        (
            "/steps".into(),
            json!([]),
            "spec.taskParam.steps: the script needs steps".into(),
        ),
        (
            "/steps".into(),
            json!("x"),
            "spec.taskParam.steps: the script needs steps".into(),
        ),
        (
            "/steps/0/category".into(),
            json!("writer"),
            "spec.taskParam.steps: no step has category reader".into(),
        ),
        (
            "/steps/1/category".into(),
            json!("sink"),
            "spec.taskParam.steps[1].category: must be reader or writer".into(),
        ),
        (
            "/steps/1/parameter".into(),
            json!({}),
            "spec.taskParam.steps[1].parameter.datasource: names a data".into(),
        ),
        (
            "/steps/1/stepType".into(),
            json!("kafka"),
            "spec.taskParam.steps[1].stepType: the writer of oneclick_to_odps must be odps".into(),
        ),
        (
            "/steps/0/stepType".into(),
            json!("oracle"),
            "spec.taskParam.steps[0].stepType: the reader of".into(),
        ),
        (
            "/setting/taskType".into(),
            json!(""),
            "spec.taskParam.setting.taskType: names the pipeline".into(),
        ),
        (
            "/steps/0/parameter".into(),
            json!({}),
            "spec.taskParam.steps[0].parameter.connection: lists the sources".into(),
        ),
        (
            connection.into(),
            json!({ "table": ["a"] }),
            format!("{path}.datasource: names a data source"),
        ),
        (
            connection.into(),
            json!({ "datasource": "d" }),
            format!("{path}: says no tables"),
        ),
        (
            connection.into(),
            json!({ "datasource": "d", "tables": ["a"] }),
            format!("{path}.tables: DataWorks knows"),
        ),
        (
            connection.into(),
            json!({ "datasource": "d", "table": ["a"], "selectedTables": [] }),
            format!("{path}: has both"),
        ),
        (
            connection.into(),
            table(json!([])),
            format!("{path}.table: lists no table"),
        ),
        (
            connection.into(),
            table(json!(["a", "a"])),
            format!("{path}.table[1]: a is listed twice"),
        ),
        (
            connection.into(),
            table(json!(["a", " "])),
            format!("{path}.table[1]: a table needs a name"),
        ),
        (
            format!("{connection}/selectedTables"),
            json!([]),
            format!("{path}.selectedTables: lists databases"),
        ),
        (
            format!("{connection}/selectedTables/0/dbName"),
            json!(""),
            format!("{path}.selectedTables[0].dbName: names"),
        ),
        (
            format!("{connection}/selectedTables/0/schema"),
            json!([]),
            format!("{path}.selectedTables[0].schema: lists"),
        ),
        (
            format!("{connection}/selectedTables/0/schema/0/tableInfos"),
            json!([]),
            format!("{path}.selectedTables[0].schema[0].tableInfos: lists no table"),
        ),
        (
            format!("{connection}/selectedTables/0/schema/0/tableInfos/1/table"),
            json!("orders"),
            format!("{path}.selectedTables[0].schema[0].tableInfos[1].table: orders is listed twice"),
        ),
    ];
    for (pointer, value, expected) in cases {
        let mut script = realtime();
        *script.pointer_mut(&pointer).unwrap() = value;
        let found = complaints(&script, TaskType::Realtime);
        assert!(
            found.iter().any(|text| text.starts_with(&expected)),
            "{pointer}: {expected} not in {found:?}"
        );
    }
}

#[test]
fn a_batch_job_is_told_from_a_real_time_script() {
    assert!(complaints(&realtime(), TaskType::Offline)[0].starts_with("spec.taskParam.type: must be job"));
    assert!(
        complaints(&offline(), TaskType::Realtime)[0].starts_with("spec.taskParam.type: must be realtime")
    );
    let mut script = offline();
    script["steps"][0]["category"] = json!("writer");
    assert!(complaints(&script, TaskType::Offline)[0].contains("no step has category reader"));
}

#[test]
fn text_is_read_as_json_or_yaml_and_never_quoted() {
    let same = parse("type: realtime\nsteps: []\n", "p").unwrap();
    assert_eq!(parse("{\"steps\":[],\"type\":\"realtime\"}", "p").unwrap(), same);
    let error = parse("type: realtime\npassword: [hunter2\n", "p")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("neither JSON nor YAML") && !error.contains("hunter2"),
        "{error}"
    );
}
