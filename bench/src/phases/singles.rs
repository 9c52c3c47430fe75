//! Tasks are created one after the other, each when the one before is Ready: what the operator needs for one when
//! nothing else waits.

use std::time::Duration;

use kube::api::PostParams;
use tokio::time::Instant;

use crate::error::{Error, Result};
use crate::latency::Latency;
use crate::progress::{Progress, Watch};
use crate::stage::Stage;

const TASKS: u32 = 20;
const PATIENCE: Duration = Duration::from_secs(60);

/// From the API server's acceptance of a task until it was seen to be Ready. The tasks are deleted again.
pub async fn measure(stage: &Stage, watch: &mut Watch) -> Result<Latency> {
    let tasks = stage.tasks().await?;
    let mut times = Vec::new();
    for number in 0..TASKS {
        let name = format!("single-{number}");
        tasks.create(&PostParams::default(), &stage.task(&name)).await?;
        let accepted = Instant::now();
        let ready = watch.until(&name, Progress::Ready, PATIENCE).await?;
        times.push(ready.saturating_duration_since(accepted));
        stage.delete(&name).await?;
        watch.until(&name, Progress::Gone, PATIENCE).await?;
    }
    Latency::of(times).ok_or_else(|| Error::State("no task was created".into()))
}
