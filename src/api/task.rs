//! `DISyncTask`: one synchronization task of DataWorks Data Integration.

#![allow(clippy::duplicated_attributes)] // the arguments of several print columns look alike

use kube::{CustomResource, KubeSchema};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::life::{DesiredState, RestartPolicy, StartParam};
use super::pipeline::Pipeline;
use super::policy::{Adoption, DriftPolicy, ReplacePolicy};
use super::schedule::Schedule;
use super::script::{Script, task_content_schema, task_param_schema};
use super::status::DISyncTaskStatus;

/// A synchronization task in DataWorks Data Integration. The operator generates its configuration, creates it,
/// deploys and starts it, keeps what DataWorks says of it in the status, and removes it from DataWorks when the resource is
/// deleted.
#[derive(CustomResource, KubeSchema, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[kube(
    group = "dataworks.alibabacloud.com",
    version = "v1alpha1",
    kind = "DISyncTask",
    plural = "disynctasks",
    singular = "disynctask",
    shortname = "dist",
    category = "dataworks",
    category = "alibabacloud",
    namespaced,
    doc = "A synchronization task in DataWorks Data Integration (MySQL to MaxCompute, Kafka or Hologres; batch jobs; solutions).",
    status = "DISyncTaskStatus",
    derive = "PartialEq",
    printcolumn(name = "Type", type_ = "string", json_path = ".spec.taskType"),
    printcolumn(name = "Phase", type_ = "string", json_path = ".status.phase"),
    printcolumn(
        name = "Ready",
        type_ = "string",
        json_path = ".status.conditions[?(@.type==\"Ready\")].status"
    ),
    printcolumn(
        name = "Reason",
        type_ = "string",
        json_path = ".status.conditions[?(@.type==\"Ready\")].reason"
    ),
    printcolumn(name = "Task-Id", type_ = "integer", json_path = ".status.fileId"),
    printcolumn(
        name = "Process-Id",
        type_ = "integer",
        json_path = ".status.processId",
        priority = 1
    ),
    printcolumn(
        name = "Message",
        type_ = "string",
        json_path = ".status.conditions[?(@.type==\"Ready\")].message",
        priority = 1
    ),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[x_kube(
    validation = Rule::new("[has(self.taskParam), has(self.taskContent), has(self.scriptFrom), has(self.pipeline)].filter(x, x).size() == 1")
        .message("exactly one of taskParam, taskContent, scriptFrom and pipeline must be set: taskParam or pipeline for DI_REALTIME and DI_SOLUTION, taskContent for DI_OFFLINE, scriptFrom for a script in a ConfigMap or Secret"),
    validation = Rule::new("!has(self.pipeline) || self.taskType != 'DI_OFFLINE'")
        .message("pipeline is for DI_REALTIME and DI_SOLUTION: write the script of a DI_OFFLINE task in taskContent"),
    validation = Rule::new("!has(self.taskParam) || self.taskType != 'DI_OFFLINE'")
        .message("taskParam is the short script of DI_REALTIME and DI_SOLUTION; a DI_OFFLINE task takes its whole script: move it to taskContent, in the form of a batch job (type: job)"),
    validation = Rule::new("!has(self.taskContent) || self.taskType == 'DI_OFFLINE'")
        .message("taskContent is the script of a DI_OFFLINE task; DataWorks generates it for DI_REALTIME and DI_SOLUTION: write the short script in taskParam"),
    validation = Rule::new("self.taskType != 'DI_SOLUTION' || !has(self.deletionPolicy) || self.deletionPolicy == 'Retain'")
        .message("the DataWorks API cannot delete a DI_SOLUTION: write deletionPolicy: Retain, and delete the solution in the console"),
    validation = Rule::new("self.taskType == 'DI_REALTIME' || !has(self.desiredState) || self.desiredState != 'Stopped'")
        .message("desiredState: Stopped is for DI_REALTIME: the DataWorks API cannot stop a DI_SOLUTION, and a DI_OFFLINE task runs by its schedule (pause it with schedule.stop: true)"),
    validation = Rule::new("self.taskType == 'DI_REALTIME' || !has(self.startParam)")
        .message("startParam is for DI_REALTIME: remove it; DataWorks ignores it for DI_SOLUTION, and does not start a DI_OFFLINE task"),
    validation = Rule::new("self.taskType == 'DI_OFFLINE' || !has(self.schedule)")
        .message("schedule is for DI_OFFLINE: remove it; a DI_REALTIME or DI_SOLUTION task is started by desiredState: Running"),
    validation = Rule::new("self.taskType != 'DI_OFFLINE' || !has(self.restartPolicy)")
        .message("restartPolicy is for DI_REALTIME and DI_SOLUTION: remove it; a DI_OFFLINE task is rerun by schedule.rerunMode and schedule.autoRerunTimes"),
    validation = Rule::new("self.taskType != 'DI_SOLUTION' || !has(self.replacePolicy) || self.replacePolicy == 'Never'")
        .message("the DataWorks API cannot delete a DI_SOLUTION, so it cannot be recreated: remove replacePolicy"),
    validation = Rule::new("self.taskType == oldSelf.taskType")
        .message("taskType is immutable: create a new DISyncTask for the other type, then delete this one"),
    validation = Rule::new("has(self.taskName) == has(oldSelf.taskName) && (!has(self.taskName) || self.taskName == oldSelf.taskName)")
        .message("taskName is immutable, as DataWorks cannot rename a task: create a new DISyncTask with the other name, then delete this one"),
    validation = Rule::new("self.workspaceRef.name == oldSelf.workspaceRef.name")
        .message("workspaceRef is immutable, as a task cannot move between workspaces: create a new DISyncTask in the other workspace, then delete this one")
)]
#[serde(rename_all = "camelCase")]
pub struct DISyncTaskSpec {
    #[serde(default)]
    /// The DataWorksWorkspace of the same namespace that the task lives in. Immutable.
    pub workspace_ref: WorkspaceRef,

    /// The kind of task. Immutable.
    pub task_type: TaskType,

    /// The name of the task in DataWorks: letters, digits, underscores, periods and Chinese characters, at most
    /// 128. Without it the script's own setting.name counts, and without that the name of this resource with
    /// underscores for hyphens. Immutable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 128))]
    #[x_kube(validation = Rule::new("self.matches('^[A-Za-z0-9_.\\\\p{Han}]+$')")
        .message("taskName may hold letters, digits, underscores, periods and Chinese characters only; DataWorks refuses others: write underscores for hyphens and spaces, such as orders_rt"))]
    pub task_name: Option<String>,

    /// The short script of a DI_REALTIME or DI_SOLUTION task, as the page of
    /// GenerateDISyncTaskConfigForCreating shows it: one reader, one writer, and the tables to synchronize.
    /// DataWorks expands it into the task's configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "task_param_schema")]
    pub task_param: Option<Script>,

    /// The whole script of a DI_OFFLINE task, handed to CreateDISyncTask as it is. Scheduling parameters such as
    /// ${bizdate} stay as they are written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "task_content_schema")]
    pub task_content: Option<Script>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    /// A key of a ConfigMap or Secret of the same namespace that holds the script as JSON or YAML.
    pub script_from: Option<Box<ScriptFrom>>,

    /// The pipeline in typed form, which the operator compiles to the short script. For the documented pairs: MySQL to
    /// MaxCompute, Kafka or Hologres. Written as taskParam, the same pipeline is the same task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<Box<Pipeline>>,

    /// The folder of DataStudio that keeps the task, such as "Business Flow/orders/Data Integration". The workflow
    /// must exist. "Business Flow/NAME/folderDi" is understood in every console language. Default: the
    /// workspace's defaults.folderPath.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 512))]
    pub folder_path: Option<String>,

    /// Identifier (not name) of the resource group for Data Integration, such as S_res_group_1234_5678. Default:
    /// the workspace's defaults.resourceGroup, then the script's setting.resourceGroup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 128))]
    pub resource_group: Option<String>,

    /// Compute units that the task takes from a serverless resource group: a multiple of 0.5. Default: the
    /// workspace's defaults.cu.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    // Not multipleOf: for whole numbers the API server takes 0.5 for 0, and refuses all of them.
    #[schemars(range(min = 0.5, max = 1000.0))]
    #[x_kube(validation = Rule::new("self * 2.0 == double(int(self * 2.0))")
        .message("cu must be a multiple of 0.5, such as 2 or 2.5"))]
    pub cu: Option<f64>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    /// What the task shall do in DataWorks.
    pub desired_state: Option<DesiredState>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    /// What a DI_REALTIME task puts up with while it runs: the StartParam of StartDISyncInstance. What is not given is the
    /// service's to choose. A change restarts a running task.
    pub start_param: Option<Box<StartParam>>,

    /// When and how a DI_OFFLINE task runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Box<Schedule>>,

    /// How long, in seconds, a task may take to start or to stop, and how long one that should run may be seen not
    /// running, before Ready turns False and restartPolicy is asked. Default: 300.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 86400))]
    pub progress_deadline_seconds: Option<u32>,

    /// How often a task that should run and does not is started again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restart_policy: Option<RestartPolicy>,

    /// Whether a task that exists in DataWorks already is taken over: Never (default), IfExists (the task of exactly this
    /// name and type), or an object with the fileId of the task. The task is neither changed nor restarted by that; what
    /// differs is shown in status.drift, and changed where driftPolicy is Correct. An adopted task is deleted with the
    /// resource only if deletionPolicy: Delete is written out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adoption: Option<Adoption>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    /// What is done about a task that somebody changed in the console.
    pub drift_policy: Option<DriftPolicy>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    /// What is done about a change that DataWorks cannot make to an existing task.
    pub replace_policy: Option<ReplacePolicy>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    /// What becomes of the task in DataWorks when this resource is deleted.
    pub deletion_policy: Option<DeletionPolicy>,

    /// Stops the operator from acting on the task: no call is made for an edit, nor for a deletion, which waits
    /// until this is false again. The task itself goes on as it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub suspend: bool,
}

/// The DataWorksWorkspace of the same namespace that the task lives in. Immutable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WorkspaceRef {
    /// Name of a DataWorksWorkspace in the task's namespace.
    #[serde(default = "default_workspace")]
    #[schemars(length(min = 1, max = 253))]
    pub name: String,
}

impl Default for WorkspaceRef {
    fn default() -> Self {
        Self {
            name: default_workspace(),
        }
    }
}

fn default_workspace() -> String {
    "default".to_owned()
}

/// The kind of task, in the words of the DataWorks API: DI_REALTIME (real-time synchronization), DI_SOLUTION (another
/// type of synchronization task; the API can neither stop nor delete one) or DI_OFFLINE (batch). Immutable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum TaskType {
    /// Real-time synchronization.
    #[serde(rename = "DI_REALTIME")]
    Realtime,
    /// A synchronization solution ("another type of synchronization task" on the API pages). The API can create,
    /// deploy and start one, but neither stop nor delete it.
    #[serde(rename = "DI_SOLUTION")]
    Solution,
    /// Batch synchronization.
    #[serde(rename = "DI_OFFLINE")]
    Offline,
}

impl TaskType {
    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Realtime => "DI_REALTIME",
            Self::Solution => "DI_SOLUTION",
            Self::Offline => "DI_OFFLINE",
        }
    }
}

/// What becomes of the task in DataWorks when this resource is deleted: Delete removes it there too, Retain leaves it
/// as it is. Default: Delete; Retain for a DI_SOLUTION, which the API cannot delete, and for an adopted task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum DeletionPolicy {
    /// The task is deleted in DataWorks too.
    Delete,
    /// The task stays in DataWorks as it is.
    Retain,
}

/// A key of a ConfigMap or Secret of the same namespace that holds the script as JSON or YAML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, KubeSchema)]
#[x_kube(validation = Rule::new("has(self.configMapKeyRef) != has(self.secretKeyRef)")
    .message("exactly one of configMapKeyRef and secretKeyRef must be set: remove one of them"))]
#[serde(rename_all = "camelCase")]
pub struct ScriptFrom {
    /// A key of a ConfigMap of the same namespace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config_map_key_ref: Option<KeyRef>,
    /// A key of a Secret of the same namespace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_key_ref: Option<KeyRef>,
}

/// A key of an object in the same namespace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeyRef {
    /// Name of the object.
    #[schemars(length(min = 1, max = 253))]
    pub name: String,
    /// Key in its data.
    #[schemars(length(min = 1, max = 253))]
    pub key: String,
}
