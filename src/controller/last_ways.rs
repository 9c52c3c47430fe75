//! Remembers the last open way to each workspace, for deletions.
//!
//! A namespace that is deleted in one go loses its Secret and its workspace before its tasks, and the tasks would stay
//! in DataWorks with nobody to stop them. So a deletion may go the way that was open last. It lasts as long as the
//! process: after a restart a deletion without a key waits, and says so.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::way::Way;

/// Ways by namespace and name of the workspace.
#[derive(Default)]
pub struct LastWays(Mutex<HashMap<(String, String), Arc<Way>>>);

impl LastWays {
    /// Remembers a way that is open.
    pub fn remember(&self, namespace: &str, name: &str, way: &Arc<Way>) {
        let mut ways = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ways.insert((namespace.to_owned(), name.to_owned()), way.clone());
    }

    /// The way that was open last.
    pub fn recall(&self, namespace: &str, name: &str) -> Option<Arc<Way>> {
        let ways = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ways.get(&(namespace.to_owned(), name.to_owned())).cloned()
    }
}
