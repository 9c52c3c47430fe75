//! All tasks are woken while there is nothing to do, and each is visited in vain.
//!
//! A touch of the workspace wakes every one of its tasks, whatever was touched: each is looked up in the cache, found
//! settled and put back. This is what a restart, a relist and a changed workspace cost, and nothing else is done.

use serde::{Deserialize, Serialize};
use testbed::Operator;
use tokio::time::Instant;

use crate::error::{Error, Result};
use crate::meter::Meter;
use crate::quiet::until_quiet;
use crate::stage::Stage;

/// Passes that are made at least: fewer take less than can be told from the rest of the process.
const PASSES: u32 = 10_000;
/// Touches that are made at least.
const TOUCHES: u32 = 3;

/// What passes without work took.
#[derive(Debug, Serialize, Deserialize)]
pub struct Passes {
    /// How often all tasks were woken.
    pub touches: u32,
    /// Passes altogether: one for each task at each touch.
    pub passes: u64,
    /// From each touch until the operator was at rest again, in seconds, summed up.
    pub seconds: f64,
    /// Processor time of the operator in these spans, in seconds.
    pub cpu_seconds: f64,
}

impl Passes {
    /// Passes in a second of processor time.
    pub fn per_core_second(&self) -> f64 {
        self.passes as f64 / self.cpu_seconds
    }
}

/// Wakes all tasks a few times, each time when the operator is at rest. Nothing may be called or written for it.
pub async fn measure(
    stage: &Stage,
    operator: &Operator,
    meter: &mut Meter<'_>,
    tasks: u32,
) -> Result<Passes> {
    let touches = (PASSES / tasks).max(TOUCHES);
    let (mut seconds, mut cpu_seconds) = (0.0, 0.0);
    for touch in 0..touches {
        let before = until_quiet(operator.pid()).await?;
        let begin = Instant::now();
        stage.touch_workspace(&touch.to_string()).await?;
        let after = until_quiet(operator.pid()).await?;
        seconds += after.since.saturating_duration_since(begin).as_secs_f64();
        cpu_seconds += after.cpu_seconds - before.cpu_seconds;
    }
    let traffic = meter.take().await?;
    if !traffic.is_quiet() {
        return Err(Error::State(format!(
            "passes without work led to work: {traffic:?}"
        )));
    }
    Ok(Passes {
        touches,
        passes: u64::from(touches) * u64::from(tasks),
        seconds,
        cpu_seconds,
    })
}
