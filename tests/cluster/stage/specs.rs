//! The specs that tests apply.

use serde_json::{Value, json};

/// The script of the API page for this writer.
pub fn script(writer: &str) -> Value {
    let data_source = match writer {
        "odps" => "odps_source",
        "kafka" => "azn_kafka",
        other => other,
    };
    json!({
        "type": "realtime", "version": "1.0",
        "setting": { "resourceGroup": "S_res_group_280749521950784_1623033752022", "taskType": format!("oneclick_to_{writer}") },
        "steps": [
            { "stepType": "mysql", "name": "Reader", "category": "reader", "parameter": { "connection": [ {
                "datasourceType": "mysql", "datasource": "mysql_pub",
                "selectedTables": [ { "dbName": "mysql_db", "schema": [ { "tableInfos": [ { "table": "molin_di_test_in_pk_v4" } ] } ] } ]
            } ] } },
            { "stepType": writer, "name": "Writer", "category": "writer", "parameter": { "datasource": data_source } }
        ]
    })
}

/// A real-time task that is created and not deployed: what it takes to get there is all that many tests are about.
pub fn realtime() -> Value {
    json!({ "taskType": "DI_REALTIME", "taskParam": script("odps"), "desiredState": "Created" })
}

/// A real-time task that runs.
pub fn running() -> Value {
    json!({ "taskType": "DI_REALTIME", "taskParam": script("odps"), "deletionPolicy": "Delete" })
}

/// A batch task that is created and not deployed.
pub fn batch() -> Value {
    json!({ "taskType": "DI_OFFLINE", "taskContent": job(), "desiredState": "Created" })
}

/// A solution that is created and not deployed.
pub fn solution() -> Value {
    json!({ "taskType": "DI_SOLUTION", "taskParam": script("holo"), "desiredState": "Created" })
}

pub fn job() -> Value {
    json!({
        "type": "job", "version": "2.0",
        "steps": [
            { "stepType": "mysql", "category": "reader", "name": "Reader",
              "parameter": { "datasource": "mysql_pub", "envType": 1, "column": ["id"], "connection": [ { "datasource": "mysql_pub", "table": ["orders"] } ] } },
            { "stepType": "odps", "category": "writer", "name": "Writer",
              "parameter": { "datasource": "odps_source", "table": "orders", "partition": "pt=${bizdate}", "column": ["id"] } }
        ],
        "setting": { "errorLimit": { "record": "" }, "speed": { "concurrent": 2, "throttle": false } },
        "order": { "hops": [ { "from": "Reader", "to": "Writer" } ] }
    })
}

/// A course of time that begins now and runs this much faster, for `--clock` of operator and simulator.
#[allow(clippy::disallowed_methods)] // both programs start from the wall clock
pub fn fast_clock(factor: u32) -> String {
    format!("{}*{factor}", jiff::Timestamp::now())
}
