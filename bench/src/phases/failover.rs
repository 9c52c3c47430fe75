//! Two operators run, one of which leads; the leader ends, and the other takes over.
//!
//! Who leads is what the Lease says. When the leader has ended, a task is created: that its status is written shows
//! that the other works. Times count from the signal, so the end of the leader is a part of them.

use std::path::PathBuf;
use std::time::Duration;

use k8s_openapi::api::coordination::v1::Lease;
use kube::Api;
use kube::api::PostParams;
use serde::{Deserialize, Serialize};
use testbed::Operator;
use tokio::time::{Instant, sleep};

use crate::error::{Error, Result};
use crate::latency::Latency;
use crate::operators::{LEASE, one_of_two};
use crate::progress::{Progress, Watch};
use crate::stage::Stage;

const PATIENCE: Duration = Duration::from_secs(90);
const LOOK: Duration = Duration::from_millis(20);
const NAMES: [&str; 2] = ["bench-first", "bench-second"];

/// How long nobody led, by the way in which the leader ended.
#[derive(Debug, Serialize, Deserialize)]
pub struct Failover {
    /// The leader was killed, as a lost node would be: the other waits until the Lease has run out.
    pub killed: TakeOver,
    /// The leader was asked to end, as in a rollout.
    pub terminated: TakeOver,
}

/// How long it took, each time from the signal to the leader.
#[derive(Debug, Serialize, Deserialize)]
pub struct TakeOver {
    /// Until the Lease named the other.
    pub leads: Latency,
    /// Until the other had written a status.
    pub writes: Latency,
}

#[derive(Debug, Clone, Copy)]
enum End {
    Killed,
    Terminated,
}

/// Lets the leader end so many times in each way.
pub async fn measure(stage: &Stage, watch: &mut Watch, times: u32) -> Result<Failover> {
    let mut pair = Pair::start(stage).await?;
    Ok(Failover {
        killed: pair.take_over(watch, End::Killed, times).await?,
        terminated: pair.take_over(watch, End::Terminated, times).await?,
    })
}

struct Pair<'a> {
    stage: &'a Stage,
    leases: Api<Lease>,
    operators: [Operator; 2],
    tasks: u32,
}

impl<'a> Pair<'a> {
    async fn start(stage: &'a Stage) -> Result<Self> {
        let start = async |name: &str| {
            let directory: PathBuf = stage.directory().join(name);
            Operator::start(stage.cluster(), &directory, &one_of_two(name)).await
        };
        Ok(Self {
            stage,
            leases: Api::namespaced(stage.client().await?, testbed::chart::NAMESPACE),
            operators: [start(NAMES[0]).await?, start(NAMES[1]).await?],
            tasks: 0,
        })
    }

    async fn take_over(&mut self, watch: &mut Watch, end: End, times: u32) -> Result<TakeOver> {
        let (mut leads, mut writes) = (Vec::new(), Vec::new());
        for _ in 0..times {
            let leader = self.leads_other_than(None).await?;
            self.until_written(watch).await?;
            let begin = Instant::now();
            match end {
                End::Killed => self.operators[leader].kill().await?,
                End::Terminated => self.operators[leader].terminate().await?,
            };
            let name = self.create().await?;
            // The watch keeps when it saw what, so that one can be asked after the other.
            self.leads_other_than(Some(leader)).await?;
            leads.push(begin.elapsed());
            writes.push(watch.until(&name, Progress::Seen, PATIENCE).await? - begin);
            self.operators[leader].restart().await?;
        }
        let latency = |times| Latency::of(times).ok_or_else(|| Error::State("nobody took over".into()));
        Ok(TakeOver {
            leads: latency(leads)?,
            writes: latency(writes)?,
        })
    }

    /// Which of the two the Lease names, once it names one that is not this.
    async fn leads_other_than(&mut self, old: Option<usize>) -> Result<usize> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            for (index, operator) in self.operators.iter_mut().enumerate() {
                if Some(index) != old {
                    operator.check()?;
                }
            }
            let lease = self.leases.get_opt(LEASE).await?;
            let holder = lease
                .and_then(|lease| lease.spec?.holder_identity)
                .unwrap_or_default();
            // A name may be a part of the identity.
            let leader = NAMES.iter().position(|name| holder.contains(name));
            if let Some(leader) = leader.filter(|leader| Some(*leader) != old) {
                return Ok(leader);
            }
            sleep(LOOK).await;
        }
        Err(Error::State(format!(
            "no other operator leads by the Lease {LEASE}"
        )))
    }

    /// Waits until a new task is worked on: its caches filled, the leader is at work.
    async fn until_written(&mut self, watch: &mut Watch) -> Result<()> {
        let name = self.create().await?;
        watch.until(&name, Progress::Ready, PATIENCE).await?;
        Ok(())
    }

    async fn create(&mut self) -> Result<String> {
        self.tasks += 1;
        let name = format!("failover-{}", self.tasks);
        let task = self.stage.task(&name);
        self.stage
            .tasks()
            .await?
            .create(&PostParams::default(), &task)
            .await?;
        Ok(name)
    }
}
