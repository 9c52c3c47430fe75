//! A file as ListFiles and GetFile show it.

use serde_json::{Value, json};

use super::Scene;
use crate::state::file::File;

/// A user of the account.
pub(super) const OWNER: &str = "1000000000000001";

/// The fields that both have.
pub(super) fn entry(scene: &Scene<'_>, file: &File) -> Value {
    let offset_ms = i64::from(scene.behaviour.file_clock_offset_seconds) * 1000;
    let mut entry = json!({
        "FileId": scene.id(file.file_id),
        "NodeId": scene.id(file.node_id),
        "FileName": file.name,
        "FileType": file.task_type.file_type(),
        "UseType": "NORMAL",
        "CommitStatus": i32::from(file.is_committed()),
        "CurrentVersion": file.version,
        "Owner": OWNER,
        "CreateUser": OWNER,
        "LastEditUser": OWNER,
        "CreateTime": file.create_time + offset_ms,
        "LastEditTime": file.last_edit_time + offset_ms,
    });
    for (name, value) in &file.properties {
        entry[name.as_str()] = value.clone();
    }
    entry
}
