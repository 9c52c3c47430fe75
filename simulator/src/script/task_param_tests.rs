//! Tests of the short script, on the samples of the API page.

#![allow(clippy::unwrap_used)]

use serde_json::{Value, json};

use super::*;

fn sample(task_type: &str, writer: &str, source: &str, target: &str) -> Value {
    json!({
        "type": "realtime",
        "version": "1.0",
        "setting": {
            "resourceGroup": "S_res_group_280749521950784_1623033752022",
            "taskType": task_type,
        },
        "steps": [
            {
                "stepType": "mysql", "name": "Reader", "category": "reader",
                "parameter": {"connection": [{
                    "datasourceType": "mysql", "datasource": source,
                    "selectedTables": [{
                        "dbName": "mysql_db",
                        "schema": [{"tableInfos": [{"table": "molin_di_test_in_pk_v4"}]}],
                    }],
                }]},
            },
            {"stepType": writer, "name": "Writer", "category": "writer", "parameter": {"datasource": target}},
        ],
    })
}

fn check(script: &Value) -> Result<(), String> {
    TaskParam::parse(&script.to_string())?.check(&Workspace::with_samples(), false)
}

fn changed(pointer: &str, value: Value) -> Value {
    let mut script = sample("oneclick_to_odps", "odps", "mysql_pub1", "odps_source");
    *script.pointer_mut(pointer).unwrap() = value;
    script
}

#[test]
fn the_samples_of_the_page_are_accepted() {
    assert_eq!(
        check(&sample("oneclick_to_odps", "odps", "mysql_pub1", "odps_source")),
        Ok(())
    );
    assert_eq!(
        check(&sample("oneclick_to_kafka", "kafka", "pkset_test", "azn_kafka")),
        Ok(())
    );
    assert_eq!(
        check(&sample("oneclick_to_holo", "holo", "mysql_pub", "holo")),
        Ok(())
    );
}

#[test]
fn a_single_database_is_given_by_table() {
    let connection = json!([{"datasourceType": "mysql", "datasource": "mysql_pub", "table": ["xyx"]}]);
    let script = changed("/steps/0/parameter/connection", connection);
    assert_eq!(check(&script), Ok(()));
    let parsed = TaskParam::parse(&script.to_string()).unwrap();
    assert_eq!(parsed.sources[0].tables, [(None, "xyx".to_owned())]);
}

#[test]
fn what_is_not_a_script_is_refused() {
    for script in [
        json!("text"),
        changed("/steps", json!([])),
        changed("/steps/0/category", json!("writer")),
        changed("/steps/1/category", json!("reader")),
        changed("/steps/1/stepType", json!("holo")),
        changed("/setting/taskType", json!("oneclick_to_mars")),
        changed("/steps/0/parameter/connection/0/selectedTables", json!([])),
        changed(
            "/steps/0/parameter/connection",
            json!([{"datasource": "mysql_pub"}]),
        ),
        changed(
            "/steps/0/parameter/connection",
            json!([{"datasource": "mysql_pub", "tables": ["t"]}]),
        ),
        changed("/steps/1/parameter", json!({})),
    ] {
        assert!(TaskParam::parse(&script.to_string()).is_err(), "{script}");
    }
    assert!(TaskParam::parse("{").is_err());
}

#[test]
fn what_does_not_exist_is_named() {
    let script = changed("/steps/1/parameter/datasource", json!("nowhere"));
    assert_eq!(check(&script), Err("datasource:[nowhere] is invalid.".to_owned()));
    let parsed = TaskParam::parse(&script.to_string()).unwrap();
    assert_eq!(parsed.check(&Workspace::with_samples(), true), Ok(()));
    let script = changed("/steps/1/parameter/datasource", json!("holo"));
    assert!(
        check(&script).is_err(),
        "a data source of another type does not fit"
    );
    let script = changed("/setting/resourceGroup", json!("S_res_group_9_9"));
    assert_eq!(
        check(&script),
        Err("ResourceGroup:[S_res_group_9_9] is invalid.".to_owned())
    );
}
