//! All tasks are woken while there is nothing to do, and each is visited in vain.
//!
//! A touch of the workspace wakes every one of its tasks, whatever was touched: each is looked up in the cache, found
//! settled and put back. This is what a restart, a relist and a changed workspace cost, and nothing else is done.

use kube::api::{Patch, PatchParams};
use serde::{Deserialize, Serialize};
use serde_json::json;
use testbed::Operator;
use tokio::time::Instant;

use crate::error::{Error, Result};
use crate::meter::Meter;
use crate::process::Usage;
use crate::quiet::until_quiet;
use crate::stage::Stage;

/// Passes that are made at least: fewer take less than can be told from the rest of the process.
const PASSES: u32 = 5_000;
/// Touches that are made at least.
const TOUCHES: u32 = 3;

/// What passes without work took. All that the operator does in the phase is in it, also what it does at rest.
#[derive(Debug, Serialize, Deserialize)]
pub struct Passes {
    /// How often all tasks were woken.
    pub touches: u32,
    /// Passes altogether: one for each task at each touch.
    pub passes: u64,
    /// From each touch until the operator was at rest again, in seconds, summed up.
    pub seconds: f64,
    /// Processor time of the operator in the whole phase, in seconds.
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
    let touches = PASSES.div_ceil(tasks).max(TOUCHES);
    let (workspaces, name) = stage.workspace().await?;
    let mut seconds = 0.0;
    until_quiet(operator.pid()).await?;
    let before = Usage::of(operator.pid())?;
    for touch in 0..touches {
        let begin = Instant::now();
        let mark = json!({ "metadata": { "annotations": { "bench.invalid/touched": touch.to_string() } } });
        workspaces
            .patch(name, &PatchParams::default(), &Patch::Merge(mark))
            .await?;
        // Longer than the operator collects what wakes it: every touch is a wave of its own.
        let rest = until_quiet(operator.pid()).await?;
        seconds += rest.saturating_duration_since(begin).as_secs_f64();
    }
    let after = Usage::of(operator.pid())?;
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
        cpu_seconds: after.cpu_seconds - before.cpu_seconds,
    })
}
