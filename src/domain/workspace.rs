//! What a task needs to know of its workspace.

use jiff::SignedDuration;

use crate::api::{DataWorksWorkspace, TaskDefaults};

/// How often tasks are looked at while nothing changes, where the workspace does not say.
pub const WATCH_INTERVAL: SignedDuration = SignedDuration::from_hours(1);

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

/// How often the tasks of a workspace are looked at while nothing changes.
pub fn watch_interval(resource: &DataWorksWorkspace) -> SignedDuration {
    let written = resource.spec.watch_interval.as_deref();
    // The CRD holds the form; a text that passed it otherwise is as good as none.
    written
        .and_then(|text| text.parse().ok())
        .filter(|interval: &SignedDuration| interval.is_positive())
        .unwrap_or(WATCH_INTERVAL)
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
