//! What the operator writes into the status of a `DISyncTask`.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, MicroTime, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::life::DesiredState;
use super::operation::Operation;

/// The task as the operator last saw it. Scripts never appear here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
// kstatus takes an object without status for current: a fresh one must look unobserved, even while no operator runs.
#[schemars(extend("default" = {"observedGeneration": -1}))]
#[serde(rename_all = "camelCase")]
pub struct DISyncTaskStatus {
    /// The generation of the spec that this status speaks of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,

    /// Where the task is, in one word for people. Programs read the conditions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,

    /// ID of the asynchronous thread that generates the task's configuration (Data.ProcessId of
    /// GenerateDISyncTaskConfigForCreating).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process_id: Option<i64>,

    /// What DataWorks last said of that thread, or of the creation: success, fail, or its word for a thread that
    /// still runs. Booleans of the API are shown as success and fail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub status: Option<String>,

    /// The text that came with it. DataWorks sends one with a success, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 1024))]
    pub message: Option<String>,

    /// RequestId of that answer, for Alibaba Cloud support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 128))]
    pub request_id: Option<String>,

    /// ID of the task in DataWorks (Data.FileId of CreateDISyncTask).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_id: Option<i64>,

    /// The DataWorks workspace that the task is in, by its ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_id: Option<i64>,

    /// Name of the task in DataWorks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 1024))]
    pub task_name: Option<String>,

    /// Whether the task existed before this resource, and was taken over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub adopted: bool,

    /// How the task runs, in the words of DataWorks: RUN, NORUN, PAUSE, WAIT, KILLING or another of a real-time task;
    /// the digit of a solution, with its meaning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub run_state: Option<String>,

    /// The spec.desiredState that was reached last. A task that leaves it without an edit has fallen, or somebody
    /// else stopped or started it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reached_state: Option<DesiredState>,

    /// Since when the task is known not to run though it should.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_running_since: Option<Time>,

    /// When the operator last asked DataWorks to start the task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_start_time: Option<Time>,

    /// Starts in a row that spec.restartPolicy allowed because the task did not run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restarts: Option<u32>,

    /// What differs between the task in DataWorks and the spec, as paths. Those that begin with "configuration" are
    /// parts of the task's configuration that the spec does not mention and that somebody changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 64), inner(length(max = 1024)))]
    pub drift: Vec<String>,

    /// When drift was last corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_correction_time: Option<Time>,

    /// Digest of the paths that were corrected last. What DataWorks shows the same after that, it shows so whatever is
    /// sent, and it is not corrected again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub corrected_drift: Option<Box<str>>,

    /// Hash of the script and settings that the task in DataWorks was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub applied_hash: Option<String>,

    /// Digests of the parts of that script and of those settings, by path: they tell what an edit changes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("maxProperties" = 64))]
    pub applied_parts: BTreeMap<String, String>,

    /// Hash of a script and settings that DataWorks refused to give the task. They are tried again when somebody asks for
    /// it, and where refusedUntil is set also after that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub refused_hash: Option<String>,

    /// What DataWorks said when it refused them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 1024))]
    pub refusal: Option<Box<str>>,

    /// Until when a configuration that DataWorks refused to generate is not asked for again. What a data source lacked may
    /// be there by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused_until: Option<Time>,

    /// The appliedHash that is deployed, or "outdated" for an older one, or "doubtful" where it may be either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub deployed_hash: Option<String>,

    /// Hash of the script and settings that the spec asked for when the task last came to rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub observed_hash: Option<String>,

    /// Hash of the startParam that the task was started with, or "outdated" if it runs an older configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub started_hash: Option<String>,

    /// The task's file in DataWorks when it was last read in detail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Box<SeenFile>>,

    /// Since when DataWorks does not list the task any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_since: Option<Time>,

    /// Hash of the script and settings for which the task is being deleted and created anew (spec.replacePolicy).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub replacing: Option<String>,

    /// Attempts made so far; each has tokens of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,

    /// The change of DataWorks that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<Box<Operation>>,

    /// Calls in a row that failed. It sets the pause before the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failures: Option<u32>,

    /// No call is made for this task before this time, unless its spec changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_poll_time: Option<Time>,

    /// The last value of the annotation dataworks.alibabacloud.com/reconcile-requested-at that was acted on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 253))]
    pub last_handled_reconcile_at: Option<String>,

    /// The last value of the annotation dataworks.alibabacloud.com/restart that was acted on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 253))]
    pub last_handled_restart: Option<String>,

    /// Ready; Reconciling or Stalled while true; ConfigGenerated, TaskCreated, TaskRunning, DriftDetected and Suspended
    /// for people.
    #[serde(default)]
    #[schemars(length(max = 16), extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["type"]))]
    pub conditions: Vec<Condition>,
}

/// A task's file in DataWorks when it was last read in detail: what changes after that is somebody's edit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeenFile {
    /// CurrentVersion of ListFiles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// LastEditTime of ListFiles, by the clock of DataWorks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<MicroTime>,
    /// Digests of the parts of the configuration, by path, as it was when the operator left it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("maxProperties" = 64))]
    pub parts: BTreeMap<String, String>,
}

/// Where a task is, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Phase {
    /// Nothing was asked of DataWorks yet.
    Pending,
    /// DataWorks generates the configuration.
    Generating,
    /// The task is being created.
    Creating,
    /// The task exists as specified, and is not deployed.
    Created,
    /// The task is being given another configuration or other settings.
    Updating,
    /// The task is being deployed.
    Deploying,
    /// A batch task is deployed, and runs by its schedule.
    Deployed,
    /// The task was started and does not run yet.
    Starting,
    /// The task runs as specified.
    Running,
    /// The task is being stopped.
    Stopping,
    /// The task is stopped as specified.
    Stopped,
    /// The task is being removed from DataWorks.
    Deleting,
    /// A person is needed: see the Ready condition.
    Failed,
}

impl Phase {
    /// The word in the status.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Generating => "Generating",
            Self::Creating => "Creating",
            Self::Created => "Created",
            Self::Updating => "Updating",
            Self::Deploying => "Deploying",
            Self::Deployed => "Deployed",
            Self::Starting => "Starting",
            Self::Running => "Running",
            Self::Stopping => "Stopping",
            Self::Stopped => "Stopped",
            Self::Deleting => "Deleting",
            Self::Failed => "Failed",
        }
    }
}
