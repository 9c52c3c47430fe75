//! When a process comes to rest, by the processor time that it takes.
//!
//! What the operator asks of others tells of its work; that it has none shows in this alone.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::error::{Error, Result};
use crate::process::running_nanoseconds;

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(10);
/// Who takes next to nothing for so long is at rest: longer than the pause in which the operator collects what wakes it.
const REST: Duration = Duration::from_millis(300);
/// Next to nothing, in so long: timers, probes, the renewal of a lease.
const NOTHING: Duration = Duration::from_millis(6);
const PATIENCE: Duration = Duration::from_secs(300);

/// How a process came to rest.
#[derive(Debug, Clone, Copy)]
pub struct Rest {
    /// When its rest began.
    pub since: Instant,
    /// Processor time that all its threads had taken until then, in seconds.
    pub cpu_seconds: f64,
}

/// Waits until the process is at rest.
pub async fn until_quiet(pid: u32) -> Result<Rest> {
    let deadline = Instant::now() + PATIENCE;
    let mut rest = look(pid)?;
    while Instant::now() < deadline {
        sleep(LOOK).await;
        let now = look(pid)?;
        if now.cpu_seconds - rest.cpu_seconds > NOTHING.as_secs_f64() {
            rest = now;
        } else if now.since - rest.since >= REST {
            return Ok(rest);
        }
    }
    Err(Error::State(format!(
        "the operator takes processor time for {}s on end",
        PATIENCE.as_secs()
    )))
}

fn look(pid: u32) -> Result<Rest> {
    Ok(Rest {
        cpu_seconds: running_nanoseconds(pid)? as f64 / 1e9,
        since: Instant::now(),
    })
}
