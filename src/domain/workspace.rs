//! What a task needs to know of its workspace.

use jiff::SignedDuration;

use crate::api::{DataWorksWorkspace, Edition, TaskDefaults};

/// How often tasks are looked at while nothing changes, where nothing else is said and calls are plenty.
pub const WATCH_INTERVAL: SignedDuration = SignedDuration::from_hours(1);

/// The same where the edition allows few calls a day.
fn usual_interval(edition: Edition) -> SignedDuration {
    match edition {
        Edition::Basic => SignedDuration::from_hours(24),
        Edition::Standard => SignedDuration::from_hours(4),
        Edition::Professional | Edition::Enterprise => WATCH_INTERVAL,
    }
}

/// The workspace of a task, as far as the decision needs it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workspace {
    /// Workspace ID in DataWorks.
    pub project_id: i64,
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
        .unwrap_or_else(|| usual_interval(resource.spec.edition.unwrap_or_default()))
}

impl From<&DataWorksWorkspace> for Workspace {
    fn from(resource: &DataWorksWorkspace) -> Self {
        Self {
            project_id: resource.spec.project_id,
            defaults: resource.spec.defaults.clone().unwrap_or_default(),
        }
    }
}
