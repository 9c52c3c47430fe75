//! The operator is started while one task waits for it.

use std::time::Duration;

use kube::api::PostParams;
use testbed::Operator;
use tokio::time::Instant;

use crate::error::{Error, Result};
use crate::latency::Latency;
use crate::progress::{Progress, Watch};
use crate::stage::Stage;

const PATIENCE: Duration = Duration::from_secs(60);

/// Times from the start of the process until its first write of a status was seen. The tasks are deleted again.
pub async fn measure(
    stage: &Stage,
    operator: &mut Operator,
    watch: &mut Watch,
    starts: u32,
) -> Result<Latency> {
    let tasks = stage.tasks().await?;
    let mut times = Vec::new();
    for number in 0..starts {
        operator.terminate().await?;
        let name = format!("start-{number}");
        tasks.create(&PostParams::default(), &stage.task(&name)).await?;
        let begin = Instant::now();
        operator.restart().await?;
        times.push(watch.until(&name, Progress::Seen, PATIENCE).await? - begin);
        watch.until(&name, Progress::Ready, PATIENCE).await?;
        stage.delete(&name).await?;
        watch.until(&name, Progress::Gone, PATIENCE).await?;
    }
    Latency::of(times).ok_or_else(|| Error::State("no start was timed".into()))
}
