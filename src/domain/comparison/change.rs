//! What a change of a short script asks for.

use std::collections::BTreeMap;

use serde_json::json;

use crate::domain::fingerprints;

/// What lies between two versions of a short script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Tables of a source that stays.
    pub tables: bool,
    /// The paths of all else, sorted: DataWorks cannot change it in place.
    pub others: Vec<String>,
}

/// Sorts what differs between the fingerprints of two versions of a short script.
pub fn changed(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Change {
    let mut change = Change::default();
    for path in fingerprints::differing(old, new) {
        // A parameter of UpdateDISyncTask of its own sets the resource group.
        if path == "setting.resourceGroup" {
            continue;
        }
        if selects_tables(&path, old, new) {
            change.tables = true;
        } else {
            change.others.push(path);
        }
    }
    change
}

/// Whether the path is the table selection of a connection of the reader, which reads from the same source as before.
fn selects_tables(path: &str, old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> bool {
    let Some((step, connection)) = table_selection(path) else {
        return false;
    };
    let stays = |path: &str| old.get(path).filter(|digest| new.get(path) == Some(digest));
    let reader = fingerprints::digest(&[&json!("reader")]);
    stays(&format!("{connection}.datasource")).is_some()
        && stays(&format!("{step}.category")) == Some(&reader)
}

/// Step and connection of the path of a table selection: `steps[i].parameter.connection[j].table` or the like.
fn table_selection(path: &str) -> Option<(&str, &str)> {
    let (connection, key) = path.rsplit_once('.')?;
    let (step, index) = connection.split_once(".parameter.connection[")?;
    let is_index = |text: &str| {
        let digits = text.strip_suffix(']').unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_selection = ["table", "selectedTables"].contains(&key)
        && step.strip_prefix("steps[").is_some_and(is_index)
        && is_index(index);
    is_selection.then_some((step, connection))
}
