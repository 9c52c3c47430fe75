//! The operator is killed and started again while all tasks are as they should be.

use std::time::Duration;

use serde::Serialize;
use testbed::Operator;
use tokio::time::Instant;

use crate::error::Result;
use crate::health;
use crate::meter::Meter;
use crate::process::Usage;
use crate::traffic::Traffic;

/// What a restart cost.
#[derive(Debug, Serialize)]
pub struct Restart {
    /// From the start of the process until `/readyz` was answered with 200, in seconds.
    pub ready_seconds: f64,
    /// All that was asked for, from the start until the window after readiness had passed.
    pub traffic: Traffic,
    /// What the new process has taken by then.
    pub usage: Usage,
}

/// Starts the operator anew, and watches it until it is ready and for the window after that.
pub async fn measure(operator: &mut Operator, meter: &mut Meter<'_>, window: Duration) -> Result<Restart> {
    let ready = until_ready(operator).await?;
    tokio::time::sleep(window).await;
    let (usage, traffic) = (Usage::of(operator.pid())?, meter.take().await?);
    Ok(Restart {
        ready_seconds: ready.as_secs_f64(),
        traffic,
        usage,
    })
}

/// Starts the operator anew, and tells how long it took to become ready. The start of the guard, which keeps the
/// process from outliving us, is a part of that: a few milliseconds.
pub async fn until_ready(operator: &mut Operator) -> Result<Duration> {
    operator.kill().await?;
    let end = health::end_of_log(operator)?;
    let begin = Instant::now();
    operator.restart().await?;
    Ok(health::ready(operator, end).await? - begin)
}
