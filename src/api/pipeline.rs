//! A pipeline in typed form, from which the operator writes the script.

use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A pipeline in typed form: the operator compiles it to the script that the page of
/// GenerateDISyncTaskConfigForCreating shows. For the documented pairs: MySQL to MaxCompute, Kafka or Hologres.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, KubeSchema)]
#[x_kube(validation = Rule::new("self.source.type == 'MySQL' && self.sink.type in ['MaxCompute', 'Kafka', 'Hologres']")
    .message("pipeline knows the documented pairs only (source MySQL; sink MaxCompute, Kafka or Hologres): write the script of another pair in taskParam"))]
pub struct Pipeline {
    /// Where the data comes from.
    pub source: PipelineSource,
    /// Where the data goes to.
    pub sink: PipelineSink,
    /// Settings of the script.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<PipelineOptions>,
}

/// Where the data of a pipeline comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, KubeSchema)]
#[x_kube(validation = Rule::new("has(self.databases) != has(self.tables)")
    .message("exactly one of databases and tables must be set: databases for tables of several databases, tables for those of the data source's own"))]
#[serde(rename_all = "camelCase")]
pub struct PipelineSource {
    /// Kind of the source: MySQL.
    #[serde(rename = "type")]
    #[schemars(length(min = 1, max = 64))]
    pub kind: String,
    /// Name of the data source in the DataWorks workspace.
    #[schemars(length(min = 1, max = 128))]
    pub data_source: String,
    /// Tables by database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 256), extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["name"]))]
    pub databases: Option<Vec<PipelineDatabase>>,
    /// Tables of the data source's own database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 10000), inner(length(min = 1, max = 256)), extend("x-kubernetes-list-type" = "set"))]
    pub tables: Option<Vec<String>>,
}

/// The tables of one database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PipelineDatabase {
    /// Name of the database.
    #[schemars(length(min = 1, max = 128))]
    pub name: String,
    /// Names of its tables.
    #[schemars(length(min = 1, max = 10000), inner(length(min = 1, max = 256)), extend("x-kubernetes-list-type" = "set"))]
    pub tables: Vec<String>,
}

/// Where the data of a pipeline goes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PipelineSink {
    /// Kind of the sink: MaxCompute, Kafka or Hologres.
    #[serde(rename = "type")]
    #[schemars(length(min = 1, max = 64))]
    pub kind: String,
    /// Name of the data source in the DataWorks workspace.
    #[schemars(length(min = 1, max = 128))]
    pub data_source: String,
}

/// Settings of the script of a pipeline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PipelineOptions {
    /// Identifier of the resource group for Data Integration that the script names (setting.resourceGroup).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 128))]
    pub resource_group: Option<String>,
    /// Numeric ID of the resource group for scheduling (setting.scheduleResgroupId); for solutions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub schedule_resource_group_id: Option<i64>,
}
