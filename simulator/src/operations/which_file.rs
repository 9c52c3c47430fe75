//! Which file is meant by an operation that takes FileId or NodeId.

use std::collections::BTreeMap;

use super::{Arguments, Refusal};
use crate::gateway::error::ApiError;
use crate::state::file::File;

/// The file among these that the call names.
pub(super) fn find<'a>(
    files: &'a BTreeMap<i64, File>,
    arguments: &Arguments<'_>,
) -> Result<&'a File, Refusal> {
    let (file_id, node_id) = (
        arguments.parsed::<i64>("FileId")?,
        arguments.parsed::<i64>("NodeId")?,
    );
    let asked = file_id.or(node_id).ok_or_else(|| ApiError::missing("FileId"))?;
    let found = files.values().find(|file| match file_id {
        Some(file_id) => file.file_id == file_id,
        None => file.node_id == asked,
    });
    found.ok_or_else(|| Refusal::file(asked))
}
