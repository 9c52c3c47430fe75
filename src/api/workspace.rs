//! `DataWorksWorkspace`: where tasks live and with which key the operator reaches them.

#![allow(clippy::duplicated_attributes)] // the arguments of several print columns look alike

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::{CustomResource, KubeSchema};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::budget::{BudgetStatus, CallBudget, Edition};
use super::credentials::CredentialsSource;

/// A DataWorks workspace, the credentials to reach it, and defaults for the tasks in it.
#[derive(CustomResource, KubeSchema, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[kube(
    group = "dataworks.alibabacloud.com",
    version = "v1alpha1",
    kind = "DataWorksWorkspace",
    plural = "dataworksworkspaces",
    singular = "dataworksworkspace",
    shortname = "dww",
    category = "dataworks",
    category = "alibabacloud",
    namespaced,
    doc = "A DataWorks workspace, the credentials to reach it, and defaults for the tasks in it.",
    status = "DataWorksWorkspaceStatus",
    derive = "PartialEq",
    printcolumn(name = "Project", type_ = "integer", json_path = ".spec.projectId"),
    printcolumn(name = "Region", type_ = "string", json_path = ".spec.regionId"),
    printcolumn(name = "Tasks", type_ = "integer", json_path = ".status.tasks"),
    printcolumn(name = "Calls-Left", type_ = "integer", json_path = ".status.budget.left"),
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
    printcolumn(
        name = "Message",
        type_ = "string",
        json_path = ".status.conditions[?(@.type==\"Ready\")].message",
        priority = 1
    ),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
pub struct DataWorksWorkspaceSpec {
    /// The workspace ID, as the Workspace page of the DataWorks console shows it. Immutable.
    #[x_kube(
        validation = Rule::new("self > 0")
            .message("projectId must be a positive number: copy the workspace ID from the Workspace page of the DataWorks console"),
        validation = Rule::new("self == oldSelf")
            .message("projectId is immutable, as its tasks would be lost: create another DataWorksWorkspace")
    )]
    pub project_id: i64,

    /// The region of the workspace, such as cn-shanghai. It chooses the endpoint. Immutable.
    #[schemars(length(min = 2, max = 64))]
    #[x_kube(
        validation = Rule::new("self.matches('^[a-z0-9]+(-[a-z0-9]+)*$')")
            .message("regionId must be a region of Alibaba Cloud in lower case, such as cn-shanghai"),
        validation = Rule::new("self == oldSelf")
            .message("regionId is immutable, as its tasks would be lost: create another DataWorksWorkspace")
    )]
    pub region_id: String,

    /// The endpoint of the API, instead of the public one of the region: a host such as
    /// dataworks-vpc.cn-shanghai.aliyuncs.com, or a URL. Hosts outside aliyuncs.com need the administrator's leave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 253))]
    pub endpoint: Option<String>,

    /// Where the credentials come from.
    pub credentials: CredentialsSource,

    /// The edition of DataWorks that the account has in the region: how many calls may be made. Basic: 100 a day and 5 a
    /// second. Standard: 1,000 and 5. Professional: 10,000 and 5. Enterprise: no limit a day, and 50 reading and 20
    /// changing calls a second. All workspaces of an account in a region share them; if they name different ones, the
    /// tightest holds. Default: Professional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<Edition>,

    /// Limits in place of those of the edition, such as a share of them where other tools call DataWorks, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<CallBudget>,

    /// How often the tasks are looked at while nothing changes, as a duration such as 30s, 10m or 1h. A look costs one
    /// ListFiles for up to 50 tasks, and one GetDISyncInstanceInfo or GetDISyncTask for each that is deployed.
    /// Default: 24h with the Basic edition, 4h with Standard, and 1h else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 2, max = 32))]
    #[x_kube(validation = Rule::new("self.matches('^([0-9]+(h|m|s))+$') && duration(self) >= duration('1s') && duration(self) <= duration('168h')")
        .message("watchInterval must be a duration from 1s to 168h, such as 30s, 10m or 1h30m"))]
    pub watch_interval: Option<String>,

    /// What the tasks of this workspace take when they say nothing themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub defaults: Option<TaskDefaults>,
}

/// Settings for the tasks that do not give their own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct TaskDefaults {
    /// Default of spec.folderPath of a DISyncTask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 512))]
    pub folder_path: Option<String>,
    /// Default of spec.resourceGroup of a DISyncTask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 128))]
    pub resource_group: Option<String>,
    /// Default of spec.cu of a DISyncTask: a multiple of 0.5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    // Not multipleOf: for whole numbers the API server takes 0.5 for 0, and refuses all of them.
    #[schemars(range(min = 0.5, max = 1000.0))]
    #[x_kube(validation = Rule::new("self * 2.0 == double(int(self * 2.0))")
        .message("cu must be a multiple of 0.5, such as 2 or 2.5"))]
    pub cu: Option<f64>,
}

/// What the operator found out about the workspace, without spending a call on it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
// kstatus takes an object without status for current: a fresh one must look unobserved, even while no operator runs.
#[schemars(extend("default" = {"observedGeneration": -1}))]
#[serde(rename_all = "camelCase")]
pub struct DataWorksWorkspaceStatus {
    /// The generation of the spec that the conditions speak of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
    /// The endpoint in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 1024))]
    pub endpoint: Option<String>,
    /// What is left of the calls of the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<BudgetStatus>,
    /// Number of DISyncTasks that name this workspace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tasks: Option<u32>,
    /// Ready, and Stalled while a person is needed.
    #[serde(default)]
    #[schemars(length(max = 16), extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["type"]))]
    pub conditions: Vec<Condition>,
}
