//! Warns of annotations that look like the operator's and are not: a misspelt switch does nothing, and says nothing.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use kube::ResourceExt;

use super::context::Context;
use crate::api::{DISyncTask, GROUP, RECONCILE_REQUESTED_AT, RESTART, Reason};
use crate::domain::report::{Notice, shown};

/// Resources and annotations that were warned of since the operator started.
#[derive(Default)]
pub struct Warned(Mutex<HashSet<(String, String)>>);

impl Warned {
    /// Forgets the resources whose UIDs are not among these.
    pub fn keep(&self, uids: &HashSet<String>) {
        let mut warned = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        warned.retain(|(uid, _)| uids.contains(uid));
    }
}

/// The annotations of a resource that have the operator's prefix.
pub fn ours(task: &impl ResourceExt) -> impl Iterator<Item = (&String, &String)> {
    let prefix = |key: &str| key.strip_prefix(GROUP).is_some_and(|rest| rest.starts_with('/'));
    task.annotations().iter().filter(move |(key, _)| prefix(key))
}

/// Warns of each once.
pub async fn warn_of_unknown(task: &DISyncTask, context: &Context) {
    for (key, _) in ours(task).filter(|(key, _)| *key != RECONCILE_REQUESTED_AT && *key != RESTART) {
        let uid = task.uid().unwrap_or_default();
        let first = {
            let mut warned = context.warned.0.lock().unwrap_or_else(PoisonError::into_inner);
            warned.insert((uid, key.clone()))
        };
        if first {
            let notice = Notice {
                warning: true,
                reason: Reason::UnknownAnnotation,
                note: format!(
                    "metadata.annotations: {} does nothing: the operator knows {RECONCILE_REQUESTED_AT} and {RESTART}; mend or remove it",
                    shown(key)
                ),
            };
            context.publish(task, "Read", &notice, context.clock.now()).await;
        }
    }
}
