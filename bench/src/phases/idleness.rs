//! Nothing is to be done, so nothing should be asked for.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use testbed::Operator;

use crate::error::Result;
use crate::meter::Meter;
use crate::process::Usage;
use crate::traffic::Traffic;

/// What the operator did while it had nothing to do.
#[derive(Debug, Serialize, Deserialize)]
pub struct Idleness {
    /// All that was asked for.
    pub traffic: Traffic,
    /// What the process has taken by the end.
    pub usage: Usage,
    /// Processor time in the window, in seconds.
    pub cpu_seconds: f64,
}

/// Watches an operator that rests. That something does not happen has no moment to wait for: the window is fixed.
pub async fn measure(operator: &Operator, meter: &mut Meter<'_>, window: Duration) -> Result<Idleness> {
    let before = Usage::of(operator.pid())?;
    tokio::time::sleep(window).await;
    let usage = Usage::of(operator.pid())?;
    let traffic = meter.take().await?;
    Ok(Idleness {
        traffic,
        usage,
        cpu_seconds: usage.cpu_seconds - before.cpu_seconds,
    })
}
