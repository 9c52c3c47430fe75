//! The log file of a process.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// A log file. It may not exist yet: then it is empty.
#[derive(Debug, Clone)]
pub struct Log(PathBuf);

impl Log {
    /// The log at this path.
    pub fn new(path: &Path) -> Self {
        Self(path.to_path_buf())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// All of it.
    pub fn read(&self) -> String {
        std::fs::read(&self.0)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    /// The last lines.
    pub fn tail(&self, lines: usize) -> String {
        let text = self.read();
        let all: Vec<_> = text.lines().collect();
        all[all.len().saturating_sub(lines)..].join("\n")
    }

    /// Opens it to write at its end.
    pub(crate) fn open(&self) -> Result<File> {
        OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.0)
            .map_err(Error::path("opening", &self.0))
    }
}
