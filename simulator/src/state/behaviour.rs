//! The switches of the simulator, as the admin interface reads and writes them.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::deployment::DeploymentPlan;
use super::metadata::MetadataPlan;
use super::plans::InstancePlan;
use super::process::ProcessPlan;
use super::refused::RefusedPlan;
use super::solution_plan::SolutionPlan;
use super::styles::{
    BusinessErrors, CallerIdentity, DataOnFailure, IdStyle, MessageStyle, StatusStyle, TokenRule,
};

/// How the simulator answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Behaviour {
    /// How `Data.Status` says success.
    pub(crate) status_style: StatusStyle,
    /// What `Data.Message` is when there is nothing to say.
    pub(crate) message_style: MessageStyle,
    /// How identifiers are written.
    pub(crate) id_style: IdStyle,
    /// What becomes of `Data` on failure.
    pub(crate) data_on_failure: DataOnFailure,
    /// Where a business failure shows.
    pub(crate) business_errors: BusinessErrors,
    /// What a ClientToken does.
    pub(crate) token: TokenRule,
    /// What becomes of GetCallerIdentity.
    pub(crate) caller_identity: CallerIdentity,
    /// How long the credentials live that STS and the metadata service give, whatever was asked for.
    pub(crate) credentials_seconds: Option<u32>,
    /// The metadata service of the client's node.
    pub(crate) metadata: MetadataPlan,
    /// How long ListFiles does not show a new task.
    pub(crate) list_lag_ms: u32,
    /// The most files that a page of ListFiles holds, whatever was asked for.
    pub(crate) list_page_limit: Option<NonZeroUsize>,
    /// GetFile shows deleted files, as such.
    pub(crate) recycle_bin: bool,
    /// Shifts the server's clock and with it the `Date` header.
    pub(crate) clock_offset_seconds: i32,
    /// Shifts the times that files show, next to the server's clock: another machine may date them.
    pub(crate) file_clock_offset_seconds: i32,
    /// A longer URL is refused with 414.
    pub(crate) url_limit_bytes: Option<usize>,
    /// Every data source exists.
    pub(crate) any_datasource: bool,
    /// Generate refuses a script whose `setting.name` is taken.
    pub(crate) generate_checks_name: bool,
    /// Task names may hold letters, digits, underscores and periods only.
    pub(crate) strict_names: bool,
    /// How processes go that are started from now on.
    pub(crate) process: ProcessPlan,
    /// How deployment, start, stop and the like of tasks go.
    pub(crate) instance: InstancePlan,
    /// What is different for solutions.
    pub(crate) solution: SolutionPlan,
    /// How deployments of files go that are started from now on.
    pub(crate) deployment: DeploymentPlan,
    /// Operations that are refused as by a rule of the service; null lifts it.
    pub(crate) refused: BTreeMap<String, Option<RefusedPlan>>,
    /// Delay of every answer by operation; `*` is for all the others.
    pub(crate) latency_ms: BTreeMap<String, u32>,
}

impl Behaviour {
    /// This behaviour with the given keys changed. A key that does not exist is refused, with the list of those
    /// that do.
    pub(crate) fn patched(&self, changes: Value) -> Result<Self, String> {
        let mut merged = serde_json::to_value(self).map_err(|error| error.to_string())?;
        merge(&mut merged, changes);
        serde_json::from_value(merged).map_err(|error| error.to_string())
    }

    /// This behaviour with every start, stop and deployment taking so long.
    pub(crate) fn with_transitions(mut self, duration_ms: u32) -> Self {
        for wait in [
            &mut self.instance.start,
            &mut self.instance.stop,
            &mut self.instance.deploy,
            &mut self.solution.running,
        ] {
            wait.duration_ms = duration_ms;
        }
        self.deployment.duration_ms = duration_ms;
        self
    }

    /// How an operation on a task of this type is refused, if it is.
    pub(crate) fn refused(&self, action: &str, task_type: Option<&str>) -> Option<&RefusedPlan> {
        let plan = self.refused.get(action)?.as_ref()?;
        plan.is_for(task_type).then_some(plan)
    }

    /// Delay of an operation's answers.
    pub(crate) fn latency_ms(&self, action: &str) -> u64 {
        let latency = self.latency_ms.get(action).or_else(|| self.latency_ms.get("*"));
        latency.copied().unwrap_or_default().into()
    }
}

/// Objects are merged key by key. Null is a value here, not a removal: several switches can be null.
fn merge(base: &mut Value, changes: Value) {
    match (base, changes) {
        (Value::Object(base), Value::Object(changes)) => {
            for (key, change) in changes {
                merge(base.entry(key).or_insert(Value::Null), change);
            }
        }
        (base, changes) => *base = changes,
    }
}

#[cfg(test)]
#[path = "behaviour_tests.rs"]
mod tests;
