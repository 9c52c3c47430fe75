//! The operator is killed and started again while all tasks are as they should be.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use testbed::Operator;
use tokio::time::Instant;

use crate::error::Result;
use crate::health;
use crate::meter::Meter;
use crate::process::Usage;
use crate::quiet::until_quiet;
use crate::traffic::Traffic;

/// What a restart cost.
#[derive(Debug, Serialize, Deserialize)]
pub struct Restart {
    /// From the start of the process until `/readyz` was answered with 200, in seconds.
    pub ready_seconds: f64,
    /// From the start of the process until it was at rest, all tasks read and visited, in seconds.
    pub quiet_seconds: f64,
    /// All that was asked for, from the start until the window after its rest began had passed.
    pub traffic: Traffic,
    /// What the new process has taken by then.
    pub usage: Usage,
}

/// Starts the operator anew, and watches it until it is at rest and for the window after that.
pub async fn measure(operator: &mut Operator, meter: &mut Meter<'_>, window: Duration) -> Result<Restart> {
    operator.kill().await?;
    let end = health::end_of_log(operator)?;
    let begin = Instant::now();
    operator.restart().await?;
    // Both at once: the rest may begin before the answer is seen.
    let pid = operator.pid();
    let (ready, quiet) = tokio::try_join!(health::ready(operator, end), until_quiet(pid))?;
    // Rest before readiness is a pause in which the operator waits for the API server.
    let quiet = if quiet < ready {
        until_quiet(pid).await?
    } else {
        quiet
    };
    tokio::time::sleep(window).await;
    let (usage, traffic) = (Usage::of(operator.pid())?, meter.take().await?);
    Ok(Restart {
        ready_seconds: (ready - begin).as_secs_f64(),
        quiet_seconds: (quiet.max(ready) - begin).as_secs_f64(),
        traffic,
        usage,
    })
}

/// Starts the operator anew and waits until it is ready.
pub async fn until_ready(operator: &mut Operator) -> Result<()> {
    operator.kill().await?;
    let end = health::end_of_log(operator)?;
    operator.restart().await?;
    health::ready(operator, end).await?;
    Ok(())
}
