//! All that was measured, as it is written with `--json`.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::latency::Latency;
use crate::machine::Machine;
use crate::phases::creation::Creation;
use crate::phases::failover::Failover;
use crate::phases::idleness::Idleness;
use crate::phases::passes::Passes;
use crate::phases::restart::Restart;

/// The figures of one run.
#[derive(Debug, Serialize, Deserialize)]
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
#[derive(Debug, Serialize, Deserialize)]
pub struct OfCount {
    /// The number.
    pub tasks: u32,
    /// From the start of the process until its first write of a status was seen, with this one task.
    pub start: Latency,
    /// From acceptance until Ready, one task after the other.
    pub single: Latency,
    /// The creation of all of them.
    pub creation: Creation,
    /// Rest after that.
    pub idleness: Idleness,
    /// Passes without work after that.
    pub passes: Passes,
    /// A restart after that.
    pub restart: Restart,
    /// The taking over by a second operator after that, if asked for.
    pub failover: Option<Failover>,
}

impl OfCount {
    /// A number for each of the tasks.
    pub fn per_task(&self, number: u64) -> f64 {
        number as f64 / f64::from(self.tasks)
    }
}

impl Figures {
    /// Reads what an earlier run wrote.
    pub fn read(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file).map_err(Error::path("reading", file))?;
        serde_json::from_str(&text).map_err(|error| {
            Error::State(format!(
                "{} holds no figures of this version: {error}",
                file.display()
            ))
        })
    }

    /// Writes them to a file, as JSON.
    pub fn write(&self, file: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Error::State(format!("the figures as JSON: {error}")))?;
        std::fs::write(file, text + "\n").map_err(Error::path("writing", file))
    }
}
