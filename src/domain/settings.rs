//! Where a task is kept and what it runs on.

use serde::Serialize;

use crate::api::DISyncTask;
use crate::domain::desired::short;
use crate::domain::folder;
use crate::domain::workspace::Workspace;

/// The parts of the digests that stand for the settings.
pub const FOLDER_PART: &str = "spec.folderPath";
/// See [`FOLDER_PART`].
pub const GROUP_PART: &str = "spec.resourceGroup";
/// See [`FOLDER_PART`].
pub const CU_PART: &str = "spec.cu";

/// Where a task is kept and what it runs on: the TaskParam of `CreateDISyncTask`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Settings {
    /// The folder, as DataWorks spells it.
    #[serde(rename = "FileFolderPath", skip_serializing_if = "Option::is_none")]
    pub folder_path: Option<String>,
    /// Identifier of the resource group for Data Integration (`S_res_group_…`).
    #[serde(rename = "ResourceGroup", skip_serializing_if = "Option::is_none")]
    pub resource_group: Option<String>,
    /// Compute units out of a serverless resource group, a multiple of 0.5.
    #[serde(rename = "Cu", skip_serializing_if = "Option::is_none")]
    pub cu: Option<f64>,
}

impl Settings {
    /// The JSON text that is sent.
    pub fn to_json(&self) -> String {
        serde_json::json!(self).to_string()
    }

    /// Digests of what is given, by the path of the spec that gives it.
    pub(super) fn parts(&self) -> impl Iterator<Item = (String, String)> {
        let cu = self.cu.map(|cu| cu.to_string());
        [
            (FOLDER_PART, &self.folder_path),
            (GROUP_PART, &self.resource_group),
            (CU_PART, &cu),
        ]
        .map(|(path, value)| Some((path.to_owned(), short(value.as_ref()?))))
        .into_iter()
        .flatten()
    }
}

/// The settings of a task: its own, then those of its workspace, then, for the resource group, the script's.
pub(super) fn settings(
    task: &DISyncTask,
    group_in_script: Option<String>,
    workspace: &Workspace,
) -> Settings {
    let (spec, defaults) = (&task.spec, &workspace.defaults);
    let path = spec.folder_path.as_deref().or(defaults.folder_path.as_deref());
    Settings {
        folder_path: path.map(folder::as_sent),
        resource_group: spec
            .resource_group
            .clone()
            .or_else(|| defaults.resource_group.clone())
            .or(group_in_script),
        cu: spec.cu.or(defaults.cu),
    }
}
