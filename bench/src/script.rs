//! The script of the tasks that are measured.

use serde_json::{Value, json};

/// How long a script is, in bytes of compact JSON.
pub const SIZE: usize = 4096;

/// A script that reads as many tables as fill [`SIZE`].
pub fn script() -> Value {
    let mut tables = 1;
    while with_tables(tables + 1, 0).to_string().len() <= SIZE {
        tables += 1;
    }
    let rest = SIZE.saturating_sub(with_tables(tables, 0).to_string().len());
    with_tables(tables, rest)
}

/// A script with this number of tables, the name of the last of which is `padding` longer than the others.
fn with_tables(tables: usize, padding: usize) -> Value {
    let mut names: Vec<_> = (1..=tables)
        .map(|number| format!("orders_of_region_{number:03}"))
        .collect();
    if let Some(last) = names.last_mut() {
        last.push_str(&"x".repeat(padding));
    }
    let infos: Vec<_> = names.into_iter().map(|table| json!({ "table": table })).collect();
    json!({
        "type": "realtime",
        "version": "1.0",
        "setting": { "resourceGroup": "S_res_group_1_2", "taskType": "oneclick_to_odps" },
        "steps": [
            { "stepType": "mysql", "name": "Reader", "category": "reader", "parameter": { "connection": [{
                "datasourceType": "mysql",
                "datasource": "orders_db",
                "selectedTables": [{ "dbName": "shop", "schema": [{ "tableInfos": infos }] }],
            }] } },
            { "stepType": "odps", "name": "Writer", "category": "writer", "parameter": { "datasource": "dw" } },
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_as_long_as_it_says() {
        assert_eq!(script().to_string().len(), SIZE);
    }
}
