//! A directory that goes when its owner goes.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::{Error, Result};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A fresh directory among the system's temporary files, removed on drop.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// Creates a directory whose name tells its purpose.
    pub fn new(purpose: &str) -> Result<Self> {
        let root = std::env::temp_dir();
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let path = root.join(format!("testbed-{purpose}-{}-{number}", std::process::id()));
            match std::fs::create_dir(&path) {
                Ok(()) => return Ok(Self(path)),
                // Left behind by an earlier process that had this process's number.
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(Error::path("creating", &path)(error)),
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed stays among the temporary files; there is nobody to tell.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
