//! A task as it lies in the workspace: in DataWorks, a file.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::behaviour::Behaviour;
use super::clock::Now;
use super::life::Life;
use super::task_type::TaskType;

/// Fields that UpdateFile set, by their names in the API.
pub(crate) type Fields = BTreeMap<String, Value>;

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
    /// What is submitted, deployed and running of it.
    #[serde(flatten)]
    pub(crate) life: Life,
    /// Scheduling, as UpdateFile set it.
    pub(crate) schedule: Fields,
    /// Other fields that UpdateFile set.
    pub(crate) properties: Fields,
    /// Alert rules, as GetDISyncTask shows them.
    pub(crate) alarm_list: Vec<Value>,
    /// Deployments of this file in order.
    pub(crate) deployments: Vec<i64>,
    /// Real milliseconds since 1970 from when on ListFiles shows the file.
    #[serde(skip)]
    pub(crate) listed_from: i64,
}

impl File {
    /// Counts an edit.
    pub(crate) fn edited(&mut self, behaviour: &Behaviour, now: Now) {
        self.version += 1;
        self.life.edited(self.version, behaviour);
        // An edit is later than the one before, even within a millisecond or after the clock was set back.
        self.last_edit_time = now.server_ms().max(self.last_edit_time + 1);
    }

    /// True if the latest version is the submitted one.
    pub(crate) fn is_committed(&self) -> bool {
        self.life.submitted_version == Some(self.version)
    }
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
    /// What is deployed and running of it at first: nothing.
    pub(crate) life: Life,
    /// How long ListFiles does not show it.
    pub(crate) lag_ms: u32,
}
