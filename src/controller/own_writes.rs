//! Which cached tasks are older than what this process wrote.
//!
//! A wake right after a write finds the task in the cache as it was before. Taken for the truth it would say that nothing is to
//! be done, and the pause that the write asked for would be forgotten: the earlier of two wakes replaces the later.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kube::Resource;
use kube::runtime::reflector::{ObjectRef, Store};
use kube::runtime::watcher;

use super::cached::Cached;
use crate::api::DISyncTask;

/// The versions that were written and did not come back yet. Clones share them.
///
/// The versions of one kind can be compared as numbers (KEP-5504, and so etcd has had it all along); one that is none is not
/// kept.
#[derive(Clone, Default)]
pub struct OwnWrites(Arc<Mutex<HashMap<String, u64>>>);

impl OwnWrites {
    /// Takes in that this was written. The watch may have been quicker than the answer.
    pub fn written(&self, task: &DISyncTask, tasks: &Store<Cached>) {
        let (Some(uid), Some(version)) = (uid(task), version(task)) else {
            return;
        };
        self.versions().insert(uid, version);
        if let Some(cached) = tasks.get(&reference(task)) {
            self.seen(&cached);
        }
    }

    /// Takes in an event of the watch, once it is in the cache.
    pub fn follow(&self, event: &Result<watcher::Event<Cached>, watcher::Error>) {
        match event {
            Ok(watcher::Event::Apply(cached) | watcher::Event::InitApply(cached)) => self.seen(cached),
            Ok(watcher::Event::Delete(cached)) => {
                uid(cached).and_then(|uid| self.versions().remove(&uid));
            }
            _ => {}
        }
    }

    /// Whether something newer than this was written.
    pub fn are_ahead_of(&self, cached: &Cached) -> bool {
        let written = uid(cached).and_then(|uid| self.versions().get(&uid).copied());
        written.is_some_and(|written| version(cached).is_some_and(|cached| cached < written))
    }

    fn seen(&self, cached: &Cached) {
        let (Some(uid), Some(version)) = (uid(cached), version(cached)) else {
            return;
        };
        let mut versions = self.versions();
        if versions.get(&uid).is_some_and(|written| *written <= version) {
            versions.remove(&uid);
        }
    }

    fn versions(&self) -> MutexGuard<'_, HashMap<String, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn uid(object: &impl Resource) -> Option<String> {
    object.meta().uid.clone()
}

fn version(object: &impl Resource) -> Option<u64> {
    object.meta().resource_version.as_ref()?.parse().ok()
}

fn reference(task: &DISyncTask) -> ObjectRef<Cached> {
    let name = task.metadata.name.as_deref().unwrap_or_default();
    ObjectRef::new(name).within(task.metadata.namespace.as_deref().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use kube::runtime::reflector::store::Writer;
    use kube::runtime::watcher::Event;
    use serde_json::json;

    use super::*;
    use crate::cluster::Guarded;

    fn task(version: &str) -> DISyncTask {
        serde_json::from_value(json!({
            "apiVersion": "dataworks.alibabacloud.com/v1alpha1", "kind": "DISyncTask",
            "metadata": { "name": "t", "namespace": "n", "uid": "u", "resourceVersion": version },
            "spec": { "taskType": "DI_REALTIME" },
        }))
        .unwrap()
    }

    fn cached(version: &str) -> Cached {
        Guarded(Ok(task(version)))
    }

    #[test]
    fn a_cached_task_is_old_until_what_was_written_comes_back() {
        let (writes, tasks) = (OwnWrites::default(), Writer::default().as_reader());
        assert!(!writes.are_ahead_of(&cached("9")));
        writes.written(&task("10"), &tasks);
        assert!(writes.are_ahead_of(&cached("9")), "as numbers, not as text");
        writes.follow(&Ok(Event::Apply(cached("9"))));
        assert!(writes.are_ahead_of(&cached("9")));
        writes.follow(&Ok(Event::Apply(cached("11"))));
        assert!(!writes.are_ahead_of(&cached("9")), "somebody else wrote since");
        assert!(writes.versions().is_empty(), "nothing is kept");
    }

    #[test]
    fn a_watch_that_is_quicker_than_the_answer_leaves_nothing_behind() {
        let (writes, mut writer) = (OwnWrites::default(), Writer::default());
        writer.apply_watcher_event(&Event::Apply(cached("10")));
        writes.written(&task("10"), &writer.as_reader());
        assert!(writes.versions().is_empty());
    }

    #[test]
    fn nothing_is_kept_of_a_task_that_is_gone() {
        let (writes, tasks) = (OwnWrites::default(), Writer::default().as_reader());
        writes.written(&task("10"), &tasks);
        writes.follow(&Ok(Event::Delete(cached("12"))));
        assert!(writes.versions().is_empty());
    }
}
