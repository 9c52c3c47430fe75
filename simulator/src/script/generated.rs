//! A generated configuration, opened to change its tables. All else in it stays as it is.

use serde_json::{Value, json};

use super::connection::Table;
use super::expand;

const CONNECTIONS: &str = "/parameter/connection";
const RULES: &str = "/parameter/tableMappingRule/datasource";

/// The configuration.
pub(crate) struct Generated(Value);

impl Generated {
    /// Opens a configuration; that of a task that was made in the console's wizard cannot be changed like this.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let unlike = || "The task was not generated from a script.".to_owned();
        let mut generated = Self(serde_json::from_str(text).map_err(|_| unlike())?);
        let sound =
            generated.list("reader", CONNECTIONS).is_some() && generated.list("writer", RULES).is_some();
        sound.then_some(generated).ok_or_else(unlike)
    }

    /// The place of a data source among the connections.
    pub(crate) fn place(&mut self, data_source: &str) -> Option<usize> {
        let connections = self.list("reader", CONNECTIONS)?;
        connections
            .iter()
            .position(|connection| connection["datasource"] == data_source)
    }

    /// Puts these tables in place of those of one connection.
    pub(crate) fn set_tables(&mut self, place: usize, tables: &[Table]) -> Result<(), String> {
        let many = || format!("connection:[{place}] is invalid.");
        let connection = self
            .list("reader", CONNECTIONS)
            .and_then(|connections| connections.get_mut(place))
            .ok_or_else(many)?;
        let databases = databases(connection);
        // A table that comes without a database is of the only one; with several it is not clear which is meant.
        if databases.len() > 1 && tables.iter().any(|(named, _)| named.is_none()) {
            return Err(format!("table of connection:[{place}] is invalid."));
        }
        let tables: Vec<Table> = tables
            .iter()
            .map(|(named, table)| {
                (
                    named.clone().or_else(|| databases.first().cloned()),
                    table.clone(),
                )
            })
            .collect();
        connection["selectedTables"] = expand::selected(&tables);
        let rules = self
            .list("writer", RULES)
            .and_then(|rules| rules.get_mut(place))
            .ok_or_else(many)?;
        rules["tableRule"] = new_rules(&rules["tableRule"], &tables);
        self.count_tables();
        Ok(())
    }

    /// The configuration as a text.
    pub(crate) fn into_text(self) -> String {
        self.0.to_string()
    }

    fn count_tables(&mut self) {
        let of_source = |rules: &Value| rules["tableRule"].as_array().map_or(0, Vec::len);
        let total: usize = self
            .list("writer", RULES)
            .map_or(0, |rules| rules.iter().map(of_source).sum());
        if let Some(writer) = self.step("writer") {
            writer["parameter"]["totalTableMapping"] = json!(total);
        }
    }

    fn list(&mut self, category: &str, pointer: &str) -> Option<&mut Vec<Value>> {
        self.step(category)?.pointer_mut(pointer)?.as_array_mut()
    }

    fn step(&mut self, category: &str) -> Option<&mut Value> {
        let mut steps = self.0.get_mut("steps")?.as_array_mut()?.iter_mut();
        steps.find(|step| step["category"] == category)
    }
}

/// The databases of a connection.
fn databases(connection: &Value) -> Vec<String> {
    let selected = connection["selectedTables"].as_array();
    selected
        .into_iter()
        .flatten()
        .filter_map(|selected| selected["dbName"].as_str())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A table that stays keeps its rule.
fn new_rules(old: &Value, tables: &[Table]) -> Value {
    let old = old.as_array().map(Vec::as_slice).unwrap_or_default();
    let keep = |table: &Table| {
        let same = |rule: &&Value| rule["srcDbName"] == json!(table.0) && rule["srcTable"] == json!(table.1);
        old.iter().find(same).cloned()
    };
    tables
        .iter()
        .map(|table| keep(table).unwrap_or_else(|| expand::rule(table)))
        .collect()
}
