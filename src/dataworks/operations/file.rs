//! What ListFiles and GetFile tell of a file, and what may be concluded from a list.

use jiff::Timestamp;
use serde_json::Value;

use crate::dataworks::envelope::Envelope;
use crate::dataworks::lenient;
use crate::domain::failure::Failure;

/// The most that ListFiles gives at once.
pub(super) const PAGE_SIZE: usize = 100;

/// A file of DataStudio: every task is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The ID that all operations take.
    pub file_id: i64,
    /// The name, unique in the workspace.
    pub name: String,
    /// `23` for a batch task, `900` for a real-time task; that of a solution is not documented.
    pub file_type: Option<i64>,
    /// The scheduling node, if it was deployed.
    pub node_id: Option<i64>,
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

/// Reads the page of a list and keeps what was asked for, since a service that does not know a filter ignores
/// it.
///
/// That something is absent follows only from a whole list. An answer without a list, with an entry that
/// cannot be read, or with more files than fit on the page, would let a caller create a task twice. A cut page
/// is good only if it has `enough` of what was asked for.
pub(super) fn found(
    envelope: &Envelope,
    enough: usize,
    asked_for: impl Fn(&File) -> bool,
) -> Result<Files, Failure> {
    let total = lenient::number(envelope.field("TotalCount"));
    let page = match envelope.field("Files") {
        Some(Value::Array(page)) => page.as_slice(),
        None | Some(Value::Null) if total == Some(0) => &[],
        _ => return Err(envelope.unclear("the answer has no list of files")),
    };
    let read: Option<Vec<File>> = page.iter().map(read).collect();
    let mut files = read.ok_or_else(|| envelope.unclear("the list has a file without ID or name"))?;
    files.retain(asked_for);
    let whole = match total {
        Some(total) => usize::try_from(total).is_ok_and(|total| total <= page.len()),
        None => page.len() < PAGE_SIZE,
    };
    if files.len() < enough && !whole {
        return Err(envelope.unclear("the list may have more files than were given"));
    }
    Ok(Files {
        files,
        request_id: envelope.request_id(),
    })
}

/// Reads one file; `None` without an ID or a name.
pub(super) fn read(entry: &Value) -> Option<File> {
    let entry = entry.as_object()?;
    let time =
        |name| lenient::number(entry.get(name)).and_then(|millis| Timestamp::from_millisecond(millis).ok());
    Some(File {
        file_id: lenient::id(entry.get("FileId"))?,
        name: lenient::text(entry.get("FileName"))?,
        file_type: lenient::number(entry.get("FileType")),
        node_id: lenient::id(entry.get("NodeId")),
        version: lenient::number(entry.get("CurrentVersion")),
        committed: lenient::number(entry.get("CommitStatus")).map(|status| status == 1),
        create_time: time("CreateTime"),
        last_edit_time: time("LastEditTime"),
    })
}

#[cfg(test)]
#[path = "../tests/file.rs"]
mod tests;
