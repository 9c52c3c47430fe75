//! Remembers the last open way to each workspace, for deletions.
//!
//! A namespace that is deleted in one go loses its Secret and its workspace before its tasks, and the tasks would stay
//! in DataWorks with nobody to stop them. So a deletion may go the way that was open last. It lasts as long as a task
//! names the workspace, and no longer than the process: after a restart a deletion without a key waits, and says so. A way that leads to another workspace of
//! DataWorks than the task is in would find nothing there, and let the resource go with its task left behind.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::way::Way;

/// A workspace resource, by namespace and name.
pub type Place = (String, String);

/// Ways by namespace and name of the workspace resource, and the ID that it led to.
#[derive(Default)]
pub struct LastWays(Mutex<HashMap<(Place, i64), Arc<Way>>>);

impl LastWays {
    /// Remembers a way that is open.
    pub fn remember(&self, namespace: &str, name: &str, way: &Arc<Way>) {
        let mut ways = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = (namespace.to_owned(), name.to_owned());
        ways.insert((place, way.project_id()), way.clone());
    }

    /// The way to this workspace of DataWorks that was open last.
    pub fn recall(&self, namespace: &str, name: &str, project_id: i64) -> Option<Arc<Way>> {
        let ways = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = (namespace.to_owned(), name.to_owned());
        ways.get(&(place, project_id)).cloned()
    }

    /// Forgets the ways of workspaces that are not among these. A way holds a key, which nobody needs any more.
    pub fn keep(&self, places: &HashSet<Place>) {
        let mut ways = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ways.retain(|(place, _), _| places.contains(place));
    }
}
