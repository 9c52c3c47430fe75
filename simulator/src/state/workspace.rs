//! A workspace: its data sources, resource groups and files.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::clock::Now;
use super::deployment::{Deployment, Kind};
use super::file::File;

/// Data sources of the API page's samples, and a second set with plain names, with their types.
const DATA_SOURCES: [(&str, &str); 9] = [
    ("mysql_pub", "mysql"),
    ("mysql_pub1", "mysql"),
    ("pkset_test", "mysql"),
    ("odps_source", "odps"),
    ("azn_kafka", "kafka"),
    ("holo", "holo"),
    ("orders_db", "mysql"),
    ("dw", "odps"),
    ("dw_holo", "holo"),
];

const RESOURCE_GROUPS: [&str; 2] = ["S_res_group_280749521950784_1623033752022", "S_res_group_1_2"];

/// One DataWorks workspace.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Workspace {
    /// Data sources by name, with their type; one without a type fits every reader and writer.
    pub(crate) data_sources: BTreeMap<String, Option<String>>,
    /// Identifiers of the resource groups for Data Integration.
    pub(crate) resource_groups: BTreeSet<String>,
    /// Files by FileId.
    #[serde(rename = "tasks", serialize_with = "values")]
    pub(crate) files: BTreeMap<i64, File>,
    /// Those that were deleted.
    #[serde(skip)]
    pub(crate) recycle_bin: BTreeMap<i64, File>,
    /// Deployments of its files by DeploymentId.
    #[serde(serialize_with = "values")]
    pub(crate) deployments: BTreeMap<i64, Deployment>,
}

impl Workspace {
    /// A workspace with the data sources and resource groups that the documented samples use.
    pub(crate) fn with_samples() -> Self {
        Self {
            data_sources: DATA_SOURCES
                .map(|(name, kind)| (name.to_owned(), Some(kind.to_owned())))
                .into_iter()
                .collect(),
            resource_groups: RESOURCE_GROUPS.map(str::to_owned).into_iter().collect(),
            files: BTreeMap::new(),
            recycle_bin: BTreeMap::new(),
            deployments: BTreeMap::new(),
        }
    }

    /// True if there is a data source of this name that a step of this type can use.
    pub(crate) fn has_data_source(&self, name: &str, step_type: &str) -> bool {
        self.data_sources
            .get(name)
            .is_some_and(|kind| kind.as_ref().is_none_or(|kind| kind == step_type))
    }

    /// Deletes a file, if it is there.
    pub(crate) fn delete(&mut self, file_id: i64) -> Option<&File> {
        let file = self.files.remove(&file_id)?;
        Some(self.recycle_bin.entry(file_id).or_insert(file))
    }

    /// Does what time has brought.
    pub(crate) fn advance(&mut self, now: Now) {
        for file in self.files.values_mut() {
            file.life.advance(file.task_type, now);
        }
        for deployment in self.deployments.values_mut() {
            if !deployment.advance(now) {
                continue;
            }
            let version = Some(deployment.what.file_version);
            if let Some(file) = self.files.get_mut(&deployment.what.file_id) {
                match deployment.what.kind {
                    Kind::Submit => file.life.submitted_version = version,
                    Kind::Deploy => file.life.deployed_version = version,
                    Kind::Delete => {}
                }
            }
        }
    }

    /// True if a file of this name exists.
    pub(crate) fn has_name(&self, name: &str) -> bool {
        self.files.values().any(|file| file.name == name)
    }
}

fn values<S: serde::Serializer, T: Serialize>(
    map: &BTreeMap<i64, T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(map.values())
}
