//! Who waits for what its workspace lacks, and was told so: as long as that says the same, nothing is read for it.
//! A workspace may have thousands of tasks, and its Secret is read once for all of them.

use jiff::SignedDuration;

use super::context::Context;
use super::error::Error;
use super::gather::workspace_of;
use super::way;
use crate::api::{ConditionType, DISyncTask, Reason};
use crate::domain::look::is_asked_for;
use crate::domain::report::shown;
use crate::domain::schedule::{pause_for_cluster, seed};

/// What a workspace says to all its tasks alike.
const OF_WORKSPACE: [Reason; 4] = [
    Reason::CredentialsNotFound,
    Reason::CredentialsRefused,
    Reason::CredentialsForbidden,
    Reason::EndpointNotAllowed,
];

/// Whether a workspace says it, by the word in the status. The cache keeps what it says.
pub fn is_of_workspace(reason: &str) -> bool {
    OF_WORKSPACE.iter().any(|known| known.as_str() == reason)
}

/// How long a task waits until it is asked again whether its workspace still lacks what the task was told; none if that
/// is not all that there is to say. No call is made for it.
///
/// # Errors
///
/// If what the workspace names cannot be read.
pub async fn still_blocked(task: &DISyncTask, context: &Context) -> Result<Option<SignedDuration>, Error> {
    let Some(status) = &task.status else {
        return Ok(None);
    };
    let Some(told) = ConditionType::Ready
        .among(&status.conditions)
        .filter(|told| told.status == "False" && is_of_workspace(&told.reason))
    else {
        return Ok(None);
    };
    let current = status.observed_generation == task.metadata.generation && !is_asked_for(task);
    let Some(workspace) = workspace_of(task, context)
        .filter(|_| current && !task.spec.suspend && task.metadata.deletion_timestamp.is_none())
    else {
        return Ok(None);
    };
    Ok(match way::open(&workspace, context).await? {
        Err(blocker) if blocker.reason.as_str() == told.reason && shown(&blocker.message) == told.message => {
            let uid = task.metadata.uid.as_deref().unwrap_or_default();
            Some(pause_for_cluster(seed(uid)))
        }
        _ => None,
    })
}
