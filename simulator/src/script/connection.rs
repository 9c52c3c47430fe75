//! A connection of the reader with its tables, as all short scripts write it.

use serde::Deserialize;

/// Database (of `selectedTables`) and table.
pub(crate) type Table = (Option<String>, String);

/// One connection.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Connection {
    /// Name of the data source; a partial script may leave it out.
    pub(crate) datasource: Option<String>,
    selected_tables: Option<Vec<SelectedTables>>,
    table: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SelectedTables {
    db_name: String,
    schema: Vec<Schema>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    table_infos: Vec<TableInfo>,
}

#[derive(Deserialize)]
struct TableInfo {
    table: String,
}

impl Connection {
    /// Its tables in the order of the script; there has to be one.
    pub(crate) fn tables(&self) -> Result<Vec<Table>, String> {
        let tables: Vec<Table> = match (&self.selected_tables, &self.table) {
            (Some(selected), _) => selected.iter().flat_map(SelectedTables::tables).collect(),
            (None, Some(tables)) => tables.iter().map(|table| (None, table.clone())).collect(),
            (None, None) => Vec::new(),
        };
        if tables.is_empty() || tables.iter().any(|(_, table)| table.is_empty()) {
            let data_source = self.datasource.as_deref().unwrap_or_default();
            return Err(format!(
                "selectedTables or table of datasource:[{data_source}] is invalid."
            ));
        }
        Ok(tables)
    }
}

impl SelectedTables {
    fn tables(&self) -> impl Iterator<Item = Table> {
        let infos = self.schema.iter().flat_map(|schema| &schema.table_infos);
        infos.map(|info| (Some(self.db_name.clone()), info.table.clone()))
    }
}
