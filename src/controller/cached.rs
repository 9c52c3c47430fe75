//! What the cache keeps of a task: enough to see that nothing is to be done.

use kube::ResourceExt;

use super::blocked::is_of_workspace;
use crate::api::{DISyncTask, Script};
use crate::cluster::Guarded;
use crate::domain::{desired, identity, script};

/// A task in the cache; one that does not decode must not stop the others.
pub type Cached = Guarded<DISyncTask>;

/// Drops what only takes memory, and replaces the script by its digest.
///
/// A pass that has something to do reads the object anew, so the cache alone never authorises a call.
pub fn prune(cached: &mut Cached) {
    let Ok(task) = &mut cached.0 else { return };
    // An emptied collection keeps the memory of what was in it.
    task.metadata.managed_fields = None;
    let annotations = task.annotations_mut();
    annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
    if annotations.is_empty() {
        task.metadata.annotations = None;
    }
    if let Some(status) = &mut task.status {
        status.applied_parts.clear();
        status.file = None;
        status.message = None;
        status.request_id = None;
        // Whether it is Ready is all that a cached copy is asked.
        status
            .conditions
            .retain(|condition| matches!(condition.type_.as_str(), "Ready" | "Stalled"));
        status.conditions.shrink_to_fit();
        for condition in &mut status.conditions {
            if !is_of_workspace(&condition.reason) {
                condition.message = String::new();
            }
        }
    }
    let spec = &mut task.spec;
    if let Some(pipeline) = spec.pipeline.take() {
        // Both forms of a pipeline are the same task.
        spec.task_param = script::compile(&pipeline).ok();
    }
    if let Some(script) = &spec.task_param {
        // The name that the task will have, which needs the script, decides between rivals.
        spec.task_name = spec.task_name.take().or_else(|| identity::name_in_script(script));
    }
    for script in [&mut spec.task_param, &mut spec.task_content]
        .into_iter()
        .flatten()
    {
        if let Script::Text(text) = script {
            *script = Script::Digest(Box::new(desired::digest(text)));
        }
    }
}
