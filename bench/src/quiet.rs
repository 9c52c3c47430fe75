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

/// Waits until the process is at rest, and says since when.
pub async fn until_quiet(pid: u32) -> Result<Instant> {
    let deadline = Instant::now() + PATIENCE;
    let (mut taken, mut since) = (running(pid)?, Instant::now());
    while Instant::now() < deadline {
        sleep(LOOK).await;
        let now = running(pid)?;
        // Less than before, when a thread has ended and took its account along.
        if now.saturating_sub(taken) > NOTHING || now < taken {
            (taken, since) = (now, Instant::now());
        } else if since.elapsed() >= REST {
            return Ok(since);
        }
    }
    Err(Error::State(format!(
        "the operator takes processor time for {}s on end",
        PATIENCE.as_secs()
    )))
}

fn running(pid: u32) -> Result<Duration> {
    running_nanoseconds(pid).map(Duration::from_nanos)
}
