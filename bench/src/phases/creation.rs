//! Many tasks are created at once, and all become Ready.

use std::collections::HashMap;
use std::time::Duration;

use dataworks_operator::api::DISyncTask;
use kube::Api;
use kube::api::PostParams;
use serde::{Deserialize, Serialize};
use testbed::Operator;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::error::{Error, Result};
use crate::latency::Latency;
use crate::meter::Meter;
use crate::process::Usage;
use crate::progress::{Progress, Watch};
use crate::stage::Stage;
use crate::traffic::Traffic;

/// Clients that create at once.
const CLIENTS: usize = 16;

/// How long the first may take, and how much longer each further one.
const PATIENCE: Duration = Duration::from_secs(60);
const PATIENCE_FOR_EACH: Duration = Duration::from_millis(250);

/// What the creation of the tasks cost.
#[derive(Debug, Serialize, Deserialize)]
pub struct Creation {
    /// All that was asked for, until nothing more was.
    pub traffic: Traffic,
    /// From the API server's acceptance of a task until it was seen to be Ready.
    pub latency: Latency,
    /// From the first request until the last was accepted, in seconds.
    pub accepted_seconds: f64,
    /// From the first request until all were Ready, in seconds.
    pub all_ready_seconds: f64,
    /// Processor time of the operator, in seconds.
    pub cpu_seconds: f64,
}

/// Creates so many tasks and waits until all are Ready and the operator rests.
pub async fn measure(
    stage: &Stage,
    operator: &Operator,
    watch: &mut Watch,
    meter: &mut Meter<'_>,
    count: usize,
) -> Result<Creation> {
    let before = Usage::of(operator.pid())?;
    let begin = Instant::now();
    let accepted = create(stage, count).await?;
    let ready = until_ready(watch, count).await?;
    let traffic = meter.take_until_quiet().await?;
    let after = Usage::of(operator.pid())?;
    let times = accepted.iter().filter_map(|(name, accepted)| {
        // A watch may show a task before the answer to its creation is read.
        ready
            .get(name)
            .map(|ready| ready.saturating_duration_since(*accepted))
    });
    let latency = Latency::of(times.collect()).ok_or_else(|| Error::State("no task was created".into()))?;
    let until_last = |times: &HashMap<String, Instant>| {
        times
            .values()
            .max()
            .map_or(0.0, |last| last.saturating_duration_since(begin).as_secs_f64())
    };
    Ok(Creation {
        traffic,
        latency,
        accepted_seconds: until_last(&accepted),
        all_ready_seconds: until_last(&ready),
        cpu_seconds: after.cpu_seconds - before.cpu_seconds,
    })
}

/// Creates the tasks through clients of their own, and tells when each was accepted.
async fn create(stage: &Stage, count: usize) -> Result<HashMap<String, Instant>> {
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let tasks: Vec<_> = (client..count)
            .step_by(CLIENTS)
            .map(|number| stage.task(&format!("task-{number:05}")))
            .collect();
        clients.spawn(create_each(stage.tasks().await?, tasks));
    }
    let mut accepted = HashMap::new();
    while let Some(outcome) = clients.join_next().await {
        accepted.extend(outcome.map_err(|error| Error::State(format!("a client ended: {error}")))??);
    }
    Ok(accepted)
}

async fn create_each(api: Api<DISyncTask>, tasks: Vec<DISyncTask>) -> Result<Vec<(String, Instant)>> {
    let mut accepted = Vec::with_capacity(tasks.len());
    for task in tasks {
        api.create(&PostParams::default(), &task).await?;
        let at = Instant::now();
        accepted.push((task.metadata.name.unwrap_or_default(), at));
    }
    Ok(accepted)
}

/// When each of the tasks was first seen to be Ready.
async fn until_ready(watch: &mut Watch, count: usize) -> Result<HashMap<String, Instant>> {
    let tasks = u32::try_from(count).unwrap_or(u32::MAX);
    let deadline = Instant::now() + PATIENCE + PATIENCE_FOR_EACH * tasks;
    let mut ready = HashMap::new();
    while ready.len() < count {
        let sight = watch.next(deadline).await?;
        if sight.progress == Progress::Ready {
            ready.entry(sight.name).or_insert(sight.at);
        }
    }
    Ok(ready)
}
