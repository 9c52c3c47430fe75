//! What holds at the moment of a scrape. It is counted then, and kept nowhere.

use std::collections::HashMap;
use std::fmt::{Debug, Error, Formatter};
use std::hash::Hash;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Unit;

/// A number of what is counted.
type Count = Gauge<u64, AtomicU64>;

/// What holds now, as the process that acts knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// The tasks, once they are listed.
    pub tasks: Option<TaskCount>,
    /// The workspaces, once they are listed.
    pub workspaces: Option<HashMap<WorkspaceLabels, u64>>,
    /// The accounts that have a limit of calls in a day.
    pub accounts: HashMap<AccountLabels, AccountCount>,
    /// Accounts that make no call because the service throttles.
    pub accounts_throttled: u64,
    /// Endpoints that get no call because they do not answer.
    pub endpoints_unreachable: u64,
    /// Visits under way.
    pub visits_running: u64,
    /// Tasks that wait for their turn to be visited.
    pub visits_waiting: u64,
}

/// The tasks that this installation works on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskCount {
    /// How many there are of each kind.
    pub of: HashMap<TaskLabels, u64>,
    /// How many differ in DataWorks from their spec.
    pub drifted: u64,
    /// How many are being deleted.
    pub deleting: u64,
    /// The longest that one is being deleted.
    pub oldest_deletion: Duration,
    /// The longest that one is not Ready.
    pub oldest_unready: Duration,
}

/// What tells tasks apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct TaskLabels {
    /// `spec.taskType`.
    pub r#type: &'static str,
    /// `status.phase`.
    pub phase: &'static str,
    /// Status of the condition Ready.
    pub ready: &'static str,
    /// Status of the condition Stalled: whether a person is needed.
    pub stalled: &'static str,
    /// Reason of the condition Ready.
    pub reason: &'static str,
}

/// What tells workspaces apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct WorkspaceLabels {
    /// Status of the condition Ready.
    pub ready: &'static str,
    /// Reason of the condition Ready.
    pub reason: &'static str,
}

/// An account in a region. There is one for each ledger of calls, not for each object.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct AccountLabels {
    /// How the hash in the name of its ledger begins. It is no key, and nothing of one can be told from it.
    pub account: String,
    /// The region.
    pub region: String,
}

/// The calls of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountCount {
    /// How many it has in 24 hours.
    pub per_day: u32,
    /// How many of them are left, if somebody asked since the start.
    pub left: Option<u32>,
}

/// Makes a survey at each scrape; none while this process does not act.
pub(super) struct Surveyor(pub(super) Box<dyn Fn() -> Option<Survey> + Send + Sync>);

impl Debug for Surveyor {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result<(), Error> {
        f.write_str("Surveyor")
    }
}

impl Collector for Surveyor {
    fn encode(&self, encoder: DescriptorEncoder) -> Result<(), Error> {
        match (self.0)() {
            Some(survey) => survey.encode(encoder),
            None => Ok(()),
        }
    }
}

impl Survey {
    fn encode(self, mut to: DescriptorEncoder) -> Result<(), Error> {
        if let Some(tasks) = self.tasks {
            tasks.encode(&mut to)?;
        }
        if let Some(workspaces) = self.workspaces {
            family(
                &mut to,
                "workspaces",
                "Workspaces, by whether they can be used",
                workspaces,
            )?;
        }
        let left = self
            .accounts
            .iter()
            .filter_map(|(of, calls)| Some((of.clone(), u64::from(calls.left?))));
        family(
            &mut to,
            "calls_left",
            "Calls that an account has left of those of 24 hours, as far as this process knows",
            left,
        )?;
        let per_day = self
            .accounts
            .iter()
            .map(|(of, calls)| (of.clone(), u64::from(calls.per_day)));
        family(
            &mut to,
            "calls_per_day",
            "Calls that an account may make in 24 hours",
            per_day,
        )?;
        for (name, help, count) in [
            (
                "accounts_throttled",
                "Accounts whose calls rest because DataWorks limits their rate",
                self.accounts_throttled,
            ),
            (
                "endpoints_unreachable",
                "Endpoints to which calls rest because they do not answer",
                self.endpoints_unreachable,
            ),
            ("visits_running", "Visits of tasks under way", self.visits_running),
            (
                "visits_waiting",
                "Tasks that wait for their turn to be visited",
                self.visits_waiting,
            ),
        ] {
            single(&mut to, name, help, count)?;
        }
        Ok(())
    }
}

impl TaskCount {
    fn encode(self, to: &mut DescriptorEncoder) -> Result<(), Error> {
        family(
            to,
            "tasks",
            "DISyncTasks, by type, phase, and the conditions Ready and Stalled",
            self.of,
        )?;
        single(
            to,
            "tasks_drifted",
            "DISyncTasks that differ in DataWorks from their spec",
            self.drifted,
        )?;
        single(
            to,
            "tasks_deleting",
            "DISyncTasks that are being deleted",
            self.deleting,
        )?;
        seconds(
            to,
            "oldest_deletion",
            "How long the DISyncTask is being deleted that is so the longest",
            self.oldest_deletion,
        )?;
        seconds(
            to,
            "oldest_unready_task",
            "How long the DISyncTask is in the state in which it is that is not Ready the longest; suspended ones do not count",
            self.oldest_unready,
        )
    }
}

fn family<L>(
    to: &mut DescriptorEncoder,
    name: &str,
    help: &str,
    counts: impl IntoIterator<Item = (L, u64)>,
) -> Result<(), Error>
where
    L: Clone + Eq + Hash + EncodeLabelSet + Debug + Send + Sync + 'static,
{
    let gauges = Family::<L, Count>::default();
    for (labels, count) in counts {
        gauges.get_or_create(&labels).set(count);
    }
    let to = to.encode_descriptor(name, &format!("{help}."), None, gauges.metric_type())?;
    gauges.encode(to)
}

fn single(to: &mut DescriptorEncoder, name: &str, help: &str, count: u64) -> Result<(), Error> {
    let gauge = Count::default();
    gauge.set(count);
    gauge.encode(to.encode_descriptor(name, &format!("{help}."), None, gauge.metric_type())?)
}

fn seconds(to: &mut DescriptorEncoder, name: &str, help: &str, long: Duration) -> Result<(), Error> {
    let gauge = Gauge::<f64, AtomicU64>::default();
    gauge.set(long.as_secs_f64());
    let to = to.encode_descriptor(
        name,
        &format!("{help}."),
        Some(&Unit::Seconds),
        gauge.metric_type(),
    )?;
    gauge.encode(to)
}
