//! Who is taking a task over right now: two visits at once see neither the other's claim in the cache.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// How long a claim stands that did not come into the cache: longer than a visit takes.
const VALIDITY: SignedDuration = SignedDuration::from_mins(3);

/// A task: its service, its workspace and its FileId.
type Task = (String, i64, i64);

/// The resources that were about to take a task over, by their UIDs.
#[derive(Default)]
pub struct Takeovers(Mutex<HashMap<Task, (String, Timestamp)>>);

impl Takeovers {
    /// Claims a task for the resource of this UID. False if another one was first that still exists.
    pub fn claim(&self, task: Task, uid: &str, now: Timestamp, exists: impl Fn(&str) -> bool) -> bool {
        let mut claims = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        claims.retain(|_, (holder, since)| *since + VALIDITY > now && exists(holder));
        let (holder, _) = claims.entry(task).or_insert_with(|| (uid.to_owned(), now));
        holder == uid
    }
}
