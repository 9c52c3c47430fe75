//! What the operator writes into the status of a `DISyncTask`.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    #[schemars(length(max = 128))]
    pub task_name: Option<String>,

    /// Hash of the script and settings that the task in DataWorks was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub applied_hash: Option<String>,

    /// The change of DataWorks that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,

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

    /// Ready; Reconciling or Stalled while true; ConfigGenerated, TaskCreated and Suspended for people.
    #[serde(default)]
    #[schemars(length(max = 16), extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["type"]))]
    pub conditions: Vec<Condition>,
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
    /// The task exists as specified.
    Created,
    /// The task is being removed from DataWorks.
    Deleting,
    /// A person is needed: see the Ready condition.
    Failed,
}
