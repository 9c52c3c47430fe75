//! Tests of the partial script.

#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::*;
use crate::script::{expand, task_param::TaskParam};

fn content(connection: Value) -> String {
    let script = json!({
        "type": "realtime", "version": "1.0",
        "setting": {"resourceGroup": "g", "taskType": "oneclick_to_holo", "name": "n"},
        "steps": [
            {"stepType": "mysql", "category": "reader", "parameter": {"connection": connection}},
            {"stepType": "holo", "category": "writer", "parameter": {"datasource": "dw_holo"}},
        ],
    });
    expand::task_content(&TaskParam::parse(&script.to_string()).unwrap())
}

fn partial(connection: Value) -> String {
    json!({"steps": [{"name": "Reader", "category": "reader", "parameter": {"connection": connection}}]})
        .to_string()
}

fn selected(database: &str, tables: &[&str]) -> Value {
    let infos: Vec<Value> = tables.iter().map(|table| json!({"table": table})).collect();
    json!({"dbName": database, "schema": [{"tableInfos": infos}]})
}

fn apply(partial: &str, content: &str) -> Result<String, String> {
    TableChange::parse(partial)?.apply(content)
}

#[test]
fn the_result_is_what_the_whole_script_would_give() {
    let old = content(json!([{"datasource": "a", "table": ["x", "y"]}]));
    let new = content(json!([{"datasource": "a", "table": ["y", "z"]}]));
    assert_eq!(
        apply(&partial(json!([{"table": ["y", "z"]}])), &old),
        Ok(new.clone())
    );
    assert_eq!(
        apply(
            &partial(json!([{"datasource": "a", "datasourceType": "mysql", "table": ["y", "z"]}])),
            &old
        ),
        Ok(new)
    );
}

#[test]
fn tables_stay_in_their_database() {
    let old = content(json!([{"datasource": "a", "selectedTables": [selected("shop", &["x"])]}]));
    let new = content(json!([{"datasource": "a", "selectedTables": [selected("shop", &["x", "y"])]}]));
    assert_eq!(apply(&partial(json!([{"table": ["x", "y"]}])), &old), Ok(new));
    let two =
        json!([{"datasource": "a", "selectedTables": [selected("b1", &["x"]), selected("b2", &["x"])]}]);
    assert!(
        apply(&partial(json!([{"table": ["x"]}])), &content(two.clone())).is_err(),
        "which of the two?"
    );
    assert_eq!(
        apply(&partial(two.clone()), &content(two.clone())),
        Ok(content(two))
    );
}

#[test]
fn other_connections_are_left_alone() {
    let connections =
        |second: &str| json!([{"datasource": "a", "table": ["x"]}, {"datasource": "b", "table": [second]}]);
    assert_eq!(
        apply(
            &partial(json!([{"datasource": "b", "table": ["z"]}])),
            &content(connections("y"))
        ),
        Ok(content(connections("z")))
    );
}

#[test]
fn a_rule_that_somebody_edited_stays() {
    let old = content(json!([{"datasource": "a", "table": ["x"]}]));
    let edited = old.replace(r#""dstTable":"x""#, r#""dstTable":"other""#);
    let new = apply(&partial(json!([{"table": ["x", "y"]}])), &edited).unwrap();
    assert!(
        new.contains(r#""dstTable":"other""#) && new.contains(r#""dstTable":"y""#),
        "{new}"
    );
    assert!(new.contains(r#""totalTableMapping":2"#));
}

#[test]
fn nothing_but_tables_can_be_changed() {
    let old = content(json!([{"datasource": "a", "table": ["x"]}]));
    let reader = json!({"category": "reader", "parameter": {"connection": [{"table": ["x"]}]}});
    for wrong in [
        json!({"steps": []}),
        json!({"setting": {"resourceGroup": "other"}, "steps": [reader]}),
        json!({"steps": [reader, {"category": "writer", "parameter": {"datasource": "w"}}]}),
        json!({"steps": [{"category": "writer", "parameter": {"connection": [{"table": ["x"]}]}}]}),
        json!({"steps": [{"category": "reader", "stepType": "oracle", "parameter": {"connection": [{"table": ["x"]}]}}]}),
        json!({"steps": [{"category": "reader", "parameter": {"connection": []}}]}),
        json!({"steps": [{"category": "reader", "parameter": {"connection": [{"table": []}]}}]}),
        json!({"steps": [{"category": "reader", "parameter": {"connection": [{"tables": ["x"]}]}}]}),
        json!({"steps": [{"category": "reader", "parameter": {"connection": [{"datasource": "b", "table": ["x"]}]}}]}),
        json!({"steps": [{"category": "reader", "parameter": {"connection": [{"table": ["x"]}, {"table": ["y"]}]}}]}),
    ] {
        assert!(apply(&wrong.to_string(), &old).is_err(), "{wrong}");
    }
}

#[test]
fn a_task_of_the_wizard_cannot_be_changed() {
    let wizard = r#"{"type": "job", "extend": {"mode": "wizard"}, "steps": [], "order": {"hops": []}}"#;
    assert!(apply(&partial(json!([{"table": ["x"]}])), wizard).is_err());
    assert!(apply(&partial(json!([{"table": ["x"]}])), "not even JSON").is_err());
}
