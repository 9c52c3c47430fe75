//! What a task does once it exists: whether it runs, with which limits, and what happens if it falls.

use std::collections::BTreeMap;

use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the task shall do in DataWorks. Running: it is deployed and runs; a DI_OFFLINE task is deployed and runs by its
/// schedule. Stopped: it is deployed and does not run (DI_REALTIME only). Created: it exists and is not deployed.
/// Default: Running.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum DesiredState {
    /// Deployed and running; a batch task: deployed.
    #[default]
    Running,
    /// Deployed, and not running. For real-time tasks.
    Stopped,
    /// Not deployed.
    Created,
}

impl DesiredState {
    /// The word in the spec.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "Running",
            Self::Stopped => "Stopped",
            Self::Created => "Created",
        }
    }
}

/// What a DI_REALTIME task puts up with while it runs: the StartParam of StartDISyncInstance, by the names that its page
/// has. What is not given is the service's to choose. A change restarts a running task.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct StartParam {
    /// How often the task may fail over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failover_limit: Option<FailoverLimit>,
    /// How many dirty records it may meet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_limit: Option<ErrorLimit>,
    /// What it does with a change of the source's schema, by the kind of change (ADDCOLUMN, DROPCOLUMN, RENAMECOLUMN,
    /// MODIFYCOLUMN, CREATETABLE, DROPTABLE, RENAMETABLE, TRUNCATETABLE): NORMAL passes it on, IGNORE drops it, WARNING
    /// drops and logs it, CRITICAL fails the task.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("maxProperties" = 8))]
    #[x_kube(validation = Rule::new("self.all(kind, kind in ['ADDCOLUMN', 'DROPCOLUMN', 'RENAMECOLUMN', 'MODIFYCOLUMN', 'CREATETABLE', 'DROPTABLE', 'RENAMETABLE', 'TRUNCATETABLE'])")
        .message("ddlMarkMap knows the kinds ADDCOLUMN, DROPCOLUMN, RENAMECOLUMN, MODIFYCOLUMN, CREATETABLE, DROPTABLE, RENAMETABLE and TRUNCATETABLE: write one of them, in upper case without separators"))]
    pub ddl_mark_map: BTreeMap<String, DdlMark>,
}

/// So many failovers in so much time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FailoverLimit {
    /// Failovers that are allowed in the interval.
    #[schemars(range(max = 1_000_000))]
    pub count: u32,
    /// The interval. The page names no unit; the sister operation StartDIJob counts minutes.
    #[schemars(range(max = 1_000_000))]
    pub interval: u32,
}

/// So many dirty records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorLimit {
    /// Dirty records that are allowed.
    #[schemars(range(max = 9_007_199_254_740_991_i64))]
    pub record: u64,
}

/// What a real-time task does with one kind of schema change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum DdlMark {
    /// Passes it on.
    Normal,
    /// Drops it.
    Ignore,
    /// Drops and logs it.
    Warning,
    /// Fails the task.
    Critical,
}

/// How often a task that should run and does not is started again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RestartPolicy {
    /// Starts in a row, with growing pauses; the count is in status.restarts, and begins anew once the task has run for
    /// an hour. 0: never; a person starts it. Default: 3.
    #[serde(default = "default_restarts")]
    #[schemars(range(max = 100))]
    pub limit: u32,
}

impl Default for RestartPolicy {
    fn default() -> Self {
        Self {
            limit: default_restarts(),
        }
    }
}

fn default_restarts() -> u32 {
    3
}
