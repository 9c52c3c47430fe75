//! Warns of annotations that look like the operator's and are not: a misspelt switch does nothing, and says nothing.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use kube::ResourceExt;

use super::context::Context;
use crate::api::{DISyncTask, GROUP, RECONCILE_REQUESTED_AT, RESTART, Reason};
use crate::domain::report::{Notice, shown};

/// The annotations that were warned of since the operator started and are still there, by the UID of their resource.
#[derive(Default)]
pub struct Warned(Mutex<HashMap<String, BTreeSet<String>>>);

impl Warned {
    /// Forgets the resources whose UIDs are not among these.
    pub fn keep(&self, uids: &HashSet<String>) {
        self.warned().retain(|uid, _| uids.contains(uid));
    }

    /// Those of a resource's annotations that were not warned of. Of others than these nothing is remembered: whoever
    /// renames one again and again takes no memory.
    fn new_among(&self, uid: String, there: BTreeSet<String>) -> Vec<String> {
        let mut warned = self.warned();
        if there.is_empty() {
            warned.remove(&uid);
            return Vec::new();
        }
        let before = warned.insert(uid, there.clone()).unwrap_or_default();
        there.difference(&before).cloned().collect()
    }

    fn warned(&self) -> MutexGuard<'_, HashMap<String, BTreeSet<String>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The annotations of a resource that have the operator's prefix.
pub fn ours(task: &impl ResourceExt) -> impl Iterator<Item = (&String, &String)> {
    let prefix = |key: &str| key.strip_prefix(GROUP).is_some_and(|rest| rest.starts_with('/'));
    task.annotations().iter().filter(move |(key, _)| prefix(key))
}

/// Warns of each once, for as long as it is there.
pub async fn warn_of_unknown(task: &DISyncTask, context: &Context) {
    let unknown = ours(task).filter(|(key, _)| *key != RECONCILE_REQUESTED_AT && *key != RESTART);
    let unknown = unknown.map(|(key, _)| key.clone()).collect();
    for key in context.warned.new_among(task.uid().unwrap_or_default(), unknown) {
        let notice = Notice {
            warning: true,
            reason: Reason::UnknownAnnotation,
            note: format!(
                "metadata.annotations: {} does nothing: the operator knows {RECONCILE_REQUESTED_AT} and {RESTART}; mend or remove it",
                shown(&key)
            ),
        };
        context.publish(task, "Read", &notice, context.clock.now()).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_new_once_and_what_is_gone_takes_no_memory() {
        let warned = Warned::default();
        let new = |keys: &[&str]| {
            let there = keys.iter().map(ToString::to_string).collect();
            warned.new_among("a".to_owned(), there)
        };
        assert_eq!(new(&["x", "y"]), ["x", "y"]);
        assert_eq!(new(&["y", "z"]), ["z"]);
        assert_eq!(new(&["y", "z"]), [""; 0]);
        for n in 0..1000 {
            let renamed = format!("n{n}");
            assert_eq!(new(&["y", &renamed]), [renamed.as_str()]);
        }
        assert_eq!(warned.warned()["a"].len(), 2);
        assert_eq!(new(&[]), [""; 0]);
        assert!(warned.warned().is_empty());
    }
}
