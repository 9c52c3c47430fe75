//! When and how a batch task runs: the scheduling properties of UpdateFile, by the names that its page has.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When and how a DI_OFFLINE task runs. What is not given stays as DataWorks has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Schedule {
    /// When it runs, in the cron of DataWorks: "00 30 05 * * ?" is every day at 05:30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 128))]
    pub cron_express: Option<String>,
    /// NOT_DAY for a cycle of minutes or hours, DAY for one of days, weeks or months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^(NOT_DAY|DAY)$"))]
    pub cycle_type: Option<String>,
    /// NORMAL, MANUAL, PAUSE, or SKIP for a dry run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^(NORMAL|MANUAL|PAUSE|SKIP)$"))]
    pub scheduler_type: Option<String>,
    /// ALL_ALLOWED, FAILURE_ALLOWED or ALL_DENIED.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^(ALL_ALLOWED|FAILURE_ALLOWED|ALL_DENIED)$"))]
    pub rerun_mode: Option<String>,
    /// How often it is rerun after an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 100))]
    pub auto_rerun_times: Option<i64>,
    /// Milliseconds between these reruns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1_800_000))]
    pub auto_rerun_interval_millis: Option<i64>,
    /// Scheduling parameters, for ${…} in the script, such as "bizdate=$[yyyymmdd-1]".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 1024))]
    pub para_value: Option<String>,
    /// The first moment at which it is scheduled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_effect_date: Option<Time>,
    /// The last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_effect_date: Option<Time>,
    /// Whether the schedule is paused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<bool>,
    /// On what of the previous cycle it depends: SELF, CHILD, USER_DEFINE or NONE.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^(SELF|CHILD|USER_DEFINE|NONE)$"))]
    pub dependent_type: Option<String>,
    /// The nodes of USER_DEFINE.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    pub dependent_node_id_list: Vec<i64>,
    /// The outputs of other files that it depends on. DataWorks wants one before it deploys a batch task.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100), inner(length(min = 1, max = 256)))]
    pub input_list: Vec<String>,
    /// The outputs that other files may depend on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100), inner(length(min = 1, max = 256)))]
    pub output_list: Vec<String>,
    /// Whether DataWorks finds dependencies by reading the script.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_parsing: Option<bool>,
    /// How long it may run; the page names no unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0))]
    pub timeout: Option<i64>,
    /// Whether a new schedule is in force at once after a deployment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apply_schedule_immediately: Option<bool>,
    /// Whether it runs though a parent runs dry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ignore_parent_skip_running_property: Option<bool>,
    /// Identifier of the resource group for scheduling, which is not the one for Data Integration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 128))]
    pub resource_group_identifier: Option<String>,
}
