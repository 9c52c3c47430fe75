//! How a survey becomes text.

use std::fmt::{Debug, Error};
use std::hash::Hash;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Unit;

use super::{Survey, TaskCount};

/// A number of what is counted.
type Count = Gauge<u64, AtomicU64>;

impl Survey {
    /// Writes all of it.
    pub fn encode(self, mut to: DescriptorEncoder) -> Result<(), Error> {
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
                "Endpoints that did not answer several calls in a row",
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
