//! The tables that a connection selects, in either form of writing them.

use std::collections::BTreeSet;

use serde_json::Value;

/// A selection of tables.
pub(super) struct Selection<'a> {
    /// The key under which the connection has it.
    pub(super) key: &'static str,
    tables: Vec<Table<'a>>,
}

struct Table<'a> {
    database: Option<&'a str>,
    schema: Option<&'a str>,
    name: &'a str,
}

impl Selection<'_> {
    /// Whether both select the same tables, by what both say of each: a database that one side leaves out is the data
    /// source's own.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let both = |says: fn(&Table<'_>) -> bool| self.tables.iter().chain(&other.tables).all(says);
        let by_database = both(|table| table.database.is_some());
        let by_schema = by_database && both(|table| table.schema.is_some());
        let names = |selection: &Self| -> BTreeSet<(Option<String>, Option<String>, String)> {
            let name = |table: &Table<'_>| {
                (
                    table.database.filter(|_| by_database).map(str::to_owned),
                    table.schema.filter(|_| by_schema).map(str::to_owned),
                    table.name.to_owned(),
                )
            };
            selection.tables.iter().map(name).collect()
        };
        names(self) == names(other)
    }
}

/// The selection of a connection; `None` if it has none, an empty one, or one that does not read as expected.
pub(super) fn read(connection: &Value) -> Option<Selection<'_>> {
    if let Some(databases) = list(connection, "selectedTables") {
        let mut tables = Vec::new();
        for database in databases {
            for schema in list(database, "schema")? {
                for info in list(schema, "tableInfos")? {
                    let table = Table {
                        database: text(database.get("dbName")),
                        schema: text(schema.get("schemaName")),
                        name: text(info.get("table"))?,
                    };
                    // One that is switched off is listed and not read.
                    if info.get("enable") != Some(&Value::Bool(false)) {
                        tables.push(table);
                    }
                }
            }
        }
        let key = "selectedTables";
        return Some(Selection { key, tables });
    }
    let table = |name| {
        Some(Table {
            database: None,
            schema: None,
            name: text(Some(name))?,
        })
    };
    let tables = list(connection, "table")?.iter().map(table);
    Some(Selection {
        key: "table",
        tables: tables.collect::<Option<_>>()?,
    })
}

/// A list that is not empty: an empty one may mean that the tables are kept elsewhere.
fn list<'a>(value: &'a Value, key: &str) -> Option<&'a Vec<Value>> {
    value.get(key)?.as_array().filter(|items| !items.is_empty())
}

fn text(value: Option<&Value>) -> Option<&str> {
    value?.as_str().map(str::trim).filter(|text| !text.is_empty())
}
