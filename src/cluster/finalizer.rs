//! Puts the finalizer on a task and takes it off.

use kube::api::{Patch, PatchParams};
use kube::{Api, ResourceExt};
use serde_json::json;

use crate::api::{DISyncTask, FINALIZER};

/// Puts the finalizer on, and returns the task as it is then. A stale view loses.
///
/// # Errors
///
/// What the API server answers.
pub async fn add_finalizer(api: &Api<DISyncTask>, task: &DISyncTask) -> kube::Result<DISyncTask> {
    let mut finalizers = task.finalizers().to_vec();
    finalizers.push(FINALIZER.to_owned());
    write(api, task, finalizers).await
}

/// Takes the finalizer off, which lets a deleted task go. A stale view loses.
///
/// # Errors
///
/// What the API server answers.
pub async fn remove_finalizer(api: &Api<DISyncTask>, task: &DISyncTask) -> kube::Result<DISyncTask> {
    let finalizers = task
        .finalizers()
        .iter()
        .filter(|name| *name != FINALIZER)
        .cloned()
        .collect();
    write(api, task, finalizers).await
}

async fn write(
    api: &Api<DISyncTask>,
    task: &DISyncTask,
    finalizers: Vec<String>,
) -> kube::Result<DISyncTask> {
    let patch = json!({
        "metadata": { "finalizers": finalizers, "resourceVersion": task.metadata.resource_version }
    });
    api.patch(&task.name_any(), &PatchParams::default(), &Patch::Merge(patch))
        .await
}
