//! Who lost how many writes in a row: two writers that fight over one object step back from each other.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The pause after one conflict, which is nobody's fault.
const FIRST: Duration = Duration::from_millis(200);

/// How often the pause is doubled: up to 6.4 s.
const DOUBLINGS: u32 = 5;

/// Conflicts in a row, by the UID of the resource.
#[derive(Default)]
pub struct Conflicts(Mutex<HashMap<String, u32>>);

impl Conflicts {
    /// Counts one, and says how long to wait before the next write.
    pub fn another(&self, uid: String) -> Duration {
        let mut counts = self.counts();
        let before = counts.entry(uid).or_default();
        let pause = FIRST * (1 << (*before).min(DOUBLINGS));
        *before = before.saturating_add(1);
        pause
    }

    /// A visit got through.
    pub fn over(&self, uid: &str) {
        self.counts().remove(uid);
    }

    /// Forgets the resources whose UIDs are not among these.
    pub fn keep(&self, uids: &HashSet<String>) {
        self.counts().retain(|uid, _| uids.contains(uid));
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<String, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_until_a_visit_gets_through() {
        let conflicts = Conflicts::default();
        let pauses = |uid: &str| conflicts.another(uid.to_owned()).as_millis();
        let grown: Vec<_> = (0..8).map(|_| pauses("a")).collect();
        assert_eq!(grown, [200, 400, 800, 1600, 3200, 6400, 6400, 6400]);
        assert_eq!(pauses("b"), 200);
        conflicts.over("a");
        assert_eq!(pauses("a"), 200);
        conflicts.keep(&HashSet::from(["b".to_owned()]));
        assert_eq!((pauses("a"), pauses("b")), (200, 400));
    }
}
