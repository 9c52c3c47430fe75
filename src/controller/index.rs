//! Finds cached tasks by the name or the FileId that they claim, without a look at all of them.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use kube::Resource;
use kube::runtime::watcher;

use super::cached::Cached;
use crate::domain::ownership::{claimed_file, claimed_name};

/// A resource, by namespace and name.
type Key = (Option<String>, Option<String>);

/// What a resource claims: a name, and a task.
type Claim = (Arc<str>, Option<i64>);

/// Which resources claim what. It follows the watch that fills the cache.
#[derive(Clone, Default)]
pub struct Index(Arc<Mutex<Claims>>);

/// Nearly all that is claimed is claimed by one: it is kept where there are thousands, so it is kept small.
#[derive(Default)]
struct Claims {
    /// Events so far.
    changes: u64,
    of: HashMap<Arc<Key>, Claim>,
    names: HashMap<Arc<str>, Vec<Arc<Key>>>,
    files: HashMap<i64, Vec<Arc<Key>>>,
    /// Those that the list under way has not shown, which are gone if it ends so.
    unseen: HashSet<Arc<Key>>,
}

impl Index {
    /// Takes in an event of the watch.
    pub fn follow(&self, event: &Result<watcher::Event<Cached>, watcher::Error>) {
        let Ok(event) = event else { return };
        let mut claims = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        claims.changes += 1;
        match event {
            watcher::Event::Init => claims.unseen = claims.of.keys().cloned().collect(),
            watcher::Event::InitApply(cached) | watcher::Event::Apply(cached) => claims.put(cached),
            watcher::Event::Delete(cached) => claims.remove(&key_of(cached)),
            watcher::Event::InitDone => {
                for key in std::mem::take(&mut claims.unseen) {
                    claims.remove(&key);
                }
            }
        }
    }

    /// How often the cache changed.
    pub fn changes(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).changes
    }

    /// The resources that have, or would have, this name in DataWorks, sorted.
    pub fn of_name(&self, name: &str) -> Vec<Key> {
        let claims = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sorted(claims.names.get(name))
    }

    /// The resources that have this task, sorted.
    pub fn of_file(&self, file_id: i64) -> Vec<Key> {
        let claims = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sorted(claims.files.get(&file_id))
    }
}

impl Claims {
    fn put(&mut self, cached: &Cached) {
        let key = key_of(cached);
        self.unseen.remove(&key);
        let Ok(task) = &cached.0 else {
            return self.remove(&key);
        };
        let claim = (claimed_name(task).into(), claimed_file(task));
        if self.of.get(&key) == Some(&claim) {
            return;
        }
        self.remove(&key);
        let key = Arc::new(key);
        let (name, file_id) = &claim;
        put_in(&mut self.names, name.clone(), &key);
        if let Some(file_id) = file_id {
            put_in(&mut self.files, *file_id, &key);
        }
        self.of.insert(key, claim);
    }

    fn remove(&mut self, key: &Key) {
        let Some((name, file_id)) = self.of.remove(key) else {
            return;
        };
        take_out(&mut self.names, &name, key);
        if let Some(file_id) = file_id {
            take_out(&mut self.files, &file_id, key);
        }
    }
}

fn put_in<C: Eq + Hash>(claims: &mut HashMap<C, Vec<Arc<Key>>>, claim: C, key: &Arc<Key>) {
    let keys = claims.entry(claim).or_default();
    if keys.is_empty() {
        keys.reserve_exact(1);
    }
    keys.push(key.clone());
}

fn take_out<C: Eq + Hash>(claims: &mut HashMap<C, Vec<Arc<Key>>>, claim: &C, key: &Key) {
    if let Some(keys) = claims.get_mut(claim) {
        keys.retain(|other| **other != *key);
        if keys.is_empty() {
            claims.remove(claim);
        }
    }
}

fn sorted(keys: Option<&Vec<Arc<Key>>>) -> Vec<Key> {
    let mut keys: Vec<Key> = keys.into_iter().flatten().map(|key| (**key).clone()).collect();
    keys.sort();
    keys
}

fn key_of(cached: &Cached) -> Key {
    let meta = cached.meta();
    (meta.namespace.clone(), meta.name.clone())
}

#[cfg(test)]
#[path = "tests/index.rs"]
mod tests;
