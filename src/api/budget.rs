//! How many calls of DataWorks an account may make.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Edition of DataWorks, which limits the calls of an account in a region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Edition {
    /// 100 calls a day, 5 a second.
    Basic,
    /// 1,000 calls a day, 5 a second.
    Standard,
    /// 10,000 calls a day, 5 a second.
    #[default]
    Professional,
    /// 50 reading and 20 changing calls a second.
    Enterprise,
}

/// Limits in place of those of the edition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallBudget {
    /// Most calls in any 24 hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100_000_000))]
    pub calls_per_day: Option<u32>,
    /// Most calls in a second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 10_000))]
    pub calls_per_second: Option<u32>,
    /// Most calls in a second that change nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 10_000))]
    pub reads_per_second: Option<u32>,
    /// Most calls in a second that change something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 10_000))]
    pub writes_per_second: Option<u32>,
}

/// What is left of the calls of the workspace's account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BudgetStatus {
    /// Most calls in any 24 hours; absent if there is no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls_per_day: Option<u32>,
    /// Calls that are left of them now, for all workspaces of the account in the region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<u32>,
    /// While no call is made: when calls are made again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resumes_at: Option<Time>,
}
