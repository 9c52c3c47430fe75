//! Which file is meant by an operation that takes FileId or NodeId.

use super::{Arguments, Refusal};
use crate::gateway::error::ApiError;
use crate::state::workspace::Workspace;

/// The FileId of the file that the call names.
pub(super) fn find(workspace: &Workspace, arguments: &Arguments<'_>) -> Result<i64, Refusal> {
    let (file_id, node_id) = (
        arguments.parsed::<i64>("FileId")?,
        arguments.parsed::<i64>("NodeId")?,
    );
    let asked = file_id.or(node_id).ok_or_else(|| ApiError::missing("FileId"))?;
    let mut files = workspace.files.values();
    let found = files.find(|file| match file_id {
        Some(file_id) => file.file_id == file_id,
        None => file.node_id == asked,
    });
    found.map(|file| file.file_id).ok_or_else(|| Refusal::file(asked))
}
