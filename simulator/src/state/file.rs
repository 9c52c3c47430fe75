//! A task as it lies in the workspace: in DataWorks, a file.

use serde::Serialize;

use super::task_type::TaskType;

/// One synchronization task.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct File {
    /// Identifier of the file, by which every operation names the task.
    pub(crate) file_id: i64,
    /// Identifier of its scheduling node.
    pub(crate) node_id: i64,
    /// Name, unique in the workspace.
    pub(crate) name: String,
    /// Type of the task.
    pub(crate) task_type: TaskType,
    /// Folder in the spelling that the service stores.
    pub(crate) folder: Option<String>,
    /// Identifier of the resource group for Data Integration.
    pub(crate) resource_group: Option<String>,
    /// Compute units of a serverless resource group.
    pub(crate) cu: Option<f64>,
    /// The script.
    pub(crate) content: String,
    /// Milliseconds since 1970, in the server's time.
    pub(crate) create_time: i64,
    /// Milliseconds since 1970, in the server's time.
    pub(crate) last_edit_time: i64,
    /// Rises with every edit.
    pub(crate) version: i32,
    /// Real milliseconds since 1970 from when on ListFiles shows the file.
    #[serde(skip)]
    pub(crate) listed_from: i64,
}

/// What is needed to make a file.
#[derive(Clone, Debug)]
pub(crate) struct NewFile {
    /// Name of the task.
    pub(crate) name: String,
    /// Type of the task.
    pub(crate) task_type: TaskType,
    /// Folder in the spelling that the service stores.
    pub(crate) folder: Option<String>,
    /// Identifier of the resource group for Data Integration.
    pub(crate) resource_group: Option<String>,
    /// Compute units of a serverless resource group.
    pub(crate) cu: Option<f64>,
    /// The script.
    pub(crate) content: String,
    /// How long ListFiles does not show it.
    pub(crate) lag_ms: u32,
}
