//! The note about a detached process that a later `down` reads.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::tether::signal_pid;
use super::{Signal, identity};
use crate::wait::{self, Look};
use crate::{Error, Result};

/// A file that names a process so that no other can be mistaken for it.
#[derive(Debug)]
pub(crate) struct PidFile {
    path: PathBuf,
    note: Note,
}

#[derive(Debug, Serialize, Deserialize)]
struct Note {
    pid: u32,
    /// See [`identity::start_time`].
    started: String,
}

impl PidFile {
    /// Notes a process that runs now.
    pub(crate) fn write(directory: &Path, name: &str, pid: u32) -> Result<Self> {
        let note = Note {
            pid,
            started: identity::start_time(pid).unwrap_or_default(),
        };
        let path = directory.join(format!("{name}.pid"));
        let text = serde_json::to_string(&note).map_err(Error::json("writing a pid file"))?;
        std::fs::write(&path, text + "\n").map_err(Error::path("writing", &path))?;
        Ok(Self { path, note })
    }

    /// Reads the note about `name`, if there is one.
    pub(crate) fn read(directory: &Path, name: &str) -> Result<Option<Self>> {
        let path = directory.join(format!("{name}.pid"));
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::path("reading", &path)(error)),
        };
        let note = serde_json::from_str(&text).map_err(Error::json(path.display().to_string()))?;
        Ok(Some(Self { path, note }))
    }

    /// The process id.
    pub(crate) fn pid(&self) -> u32 {
        self.note.pid
    }

    /// Does the very process of the note still run?
    pub(crate) fn is_alive(&self) -> bool {
        !self.note.started.is_empty()
            && identity::start_time(self.note.pid).as_ref() == Some(&self.note.started)
    }

    /// Ends the process: asks first, and insists after `patience`. Removes the file. Tells whether it had to end it.
    pub(crate) async fn end(self, patience: Duration) -> Result<bool> {
        let alive = self.is_alive();
        if alive {
            signal_pid(self.pid(), Signal::Terminate)?;
            if self.gone(patience).await.is_err() && self.is_alive() {
                signal_pid(self.pid(), Signal::Kill)?;
                self.gone(Duration::from_secs(10)).await?;
            }
        }
        self.remove();
        Ok(alive)
    }

    /// Removes the file.
    pub(crate) fn remove(&self) {
        // Only a file that is gone already cannot be removed, and then there is nothing to do.
        let _ = std::fs::remove_file(&self.path);
    }

    /// Waits until the process is gone.
    pub(crate) async fn gone(&self, deadline: Duration) -> Result<()> {
        wait::until(&format!("the end of process {}", self.pid()), deadline, || {
            let look = if self.is_alive() {
                Look::NotYet("it still runs".into())
            } else {
                Look::Met(())
            };
            std::future::ready(Ok(look))
        })
        .await
    }
}
