//! Where the API server's audit log is.

use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// The files of an audit log, the oldest first: the API server renames a full one after the time, `audit-TIME.log`.
pub fn files(log: &Path) -> Result<Vec<PathBuf>> {
    let prefix = log
        .file_stem()
        .map(|stem| format!("{}-20", stem.to_string_lossy()))
        .unwrap_or_default();
    let folder = log.parent().unwrap_or(log);
    let mut files = Vec::new();
    for entry in folder.read_dir().map_err(Error::path("listing", folder))? {
        let entry = entry.map_err(Error::path("listing", folder))?;
        if entry.file_name().to_string_lossy().starts_with(&prefix) {
            files.push(entry.path());
        }
    }
    files.sort();
    files.push(log.to_path_buf());
    Ok(files)
}
