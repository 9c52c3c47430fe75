//! What ListFiles and GetFile tell of a file.

use jiff::Timestamp;
use serde_json::Value;

use crate::dataworks::envelope::Envelope;
use crate::dataworks::lenient;

/// A file of DataStudio: every task is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The ID that all operations take.
    pub file_id: i64,
    /// The name, unique in the workspace.
    pub name: String,
    /// `23` for a batch task, `900` for a real-time task; that of a solution is not documented.
    pub file_type: Option<i64>,
    /// Rises with every edit.
    pub version: Option<i64>,
    /// Whether it was submitted since its last edit.
    pub committed: Option<bool>,
    /// When it was created, by the service's clock.
    pub create_time: Option<Timestamp>,
    /// When it was last edited, by the service's clock.
    pub last_edit_time: Option<Timestamp>,
}

/// The files that were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// None, one or several.
    pub files: Vec<File>,
    /// The service's ID of the call.
    pub request_id: Option<String>,
}

/// Reads one file; `None` without an ID or a name.
pub(super) fn read(entry: &Value, envelope: &Envelope) -> Option<File> {
    let entry = entry.as_object()?;
    let time =
        |name| lenient::number(entry.get(name)).and_then(|millis| Timestamp::from_millisecond(millis).ok());
    Some(File {
        file_id: lenient::id(entry.get("FileId"))?,
        // Far longer than a name can be, and no longer than a status may hold.
        name: lenient::text(entry.get("FileName")).map(|name| envelope.shown(&name))?,
        file_type: lenient::number(entry.get("FileType")),
        version: lenient::number(entry.get("CurrentVersion")),
        committed: lenient::number(entry.get("CommitStatus")).map(|status| status == 1),
        create_time: time("CreateTime"),
        last_edit_time: time("LastEditTime"),
    })
}
