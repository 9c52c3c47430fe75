//! All that was measured, as it is written with `--json`.

use std::path::Path;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::latency::Latency;
use crate::machine::Machine;
use crate::phases::creation::Creation;
use crate::phases::idleness::Idleness;
use crate::phases::restart::Restart;

/// The figures of one run.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// Where it ran.
    pub machine: Machine,
    /// Whether this is a release build, and with it the operator beside it.
    pub optimised: bool,
    /// How long the script of each task is.
    pub script_bytes: usize,
    /// How long an operator with nothing to do was watched, in seconds.
    pub window_seconds: f64,
    /// Starts that were timed, for each number of tasks.
    pub starts: u32,
    /// Size of the operator's binary.
    pub binary_bytes: u64,
    /// The figures of each number of tasks.
    pub counts: Vec<OfCount>,
}

/// The figures of one number of tasks.
#[derive(Debug, Serialize)]
pub struct OfCount {
    /// The number.
    pub tasks: u32,
    /// From the start of the process until its first write of a status was seen, with this one task.
    pub start: Latency,
    /// The creation of all of them.
    pub creation: Creation,
    /// Rest after that.
    pub idleness: Idleness,
    /// A restart after that.
    pub restart: Restart,
}

impl OfCount {
    /// A number for each of the tasks.
    pub fn per_task(&self, number: u64) -> f64 {
        number as f64 / f64::from(self.tasks)
    }
}

impl Figures {
    /// Writes them to a file, as JSON.
    pub fn write(&self, file: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Error::State(format!("the figures as JSON: {error}")))?;
        std::fs::write(file, text + "\n").map_err(Error::path("writing", file))
    }
}
