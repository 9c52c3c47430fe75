//! What a task needs to know of its workspace.

use crate::api::{DataWorksWorkspace, TaskDefaults};

/// The workspace of a task, as far as the decision needs it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workspace {
    /// Workspace ID in DataWorks.
    pub project_id: i64,
    /// Region, which together with the project tells two workspaces of DataWorks apart.
    pub region_id: String,
    /// Settings for tasks that give none.
    pub defaults: TaskDefaults,
}

impl From<&DataWorksWorkspace> for Workspace {
    fn from(resource: &DataWorksWorkspace) -> Self {
        Self {
            project_id: resource.spec.project_id,
            region_id: resource.spec.region_id.clone(),
            defaults: resource.spec.defaults.clone().unwrap_or_default(),
        }
    }
}
