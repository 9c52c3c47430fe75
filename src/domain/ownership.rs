//! Whose is it? The questions that decide whether a task is made twice, or a stranger's task is taken.

use jiff::{SignedDuration, Timestamp};
use kube::ResourceExt;

use crate::api::{DISyncTask, TaskType};
use crate::domain::observed::File;
use crate::domain::{desired, identity};

/// How much earlier than its announcement a task may seem to be created: the `Date` header has whole seconds, and the
/// machines of a service differ a little.
pub const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_secs(2);

/// When a creation was announced whose outcome is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// By the clock of DataWorks.
    Theirs(Timestamp),
    /// By the operator's clock, while that of DataWorks is not known.
    Ours(Timestamp),
}

/// Whose a task is that has our name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Our own creation made it.
    Us,
    /// Somebody else made it.
    Another,
    /// What DataWorks shows of it proves neither.
    Unproven,
}

/// Whose is the task that a look-up by name found, while a creation of ours may or may not have been done since then?
/// That no other resource claims it is for the caller to see.
pub fn owner(file: &File, task_type: TaskType, since: Option<Since>) -> Owner {
    let other_type = matches!(
        (identity::file_type(task_type), file.file_type),
        (Some(expected), Some(found)) if expected != found
    );
    match (since, file.created_at) {
        // No creation of ours is in doubt, so none of ours made it.
        (None, _) => Owner::Another,
        _ if other_type => Owner::Another,
        (Some(_), None) => Owner::Unproven,
        (Some(Since::Theirs(since) | Since::Ours(since)), Some(created))
            if created >= since - CLOCK_TOLERANCE =>
        {
            Owner::Us
        }
        (Some(Since::Theirs(_)), Some(_)) => Owner::Another,
        (Some(Since::Ours(_)), Some(_)) => Owner::Unproven,
    }
}

/// The resource, among those that claim the same name in the same workspace of DataWorks, before which `task` has to
/// step back: one that has the task already, or an older one.
///
/// In another namespace only a resource counts that DataWorks has been called for: otherwise anybody could reserve a
/// name without a key.
pub fn rival<'a>(task: &DISyncTask, others: impl IntoIterator<Item = &'a DISyncTask>) -> Option<String> {
    others
        .into_iter()
        .filter(|other| other.metadata.uid != task.metadata.uid)
        .filter(|other| other.namespace() == task.namespace() || has_acted(other))
        .filter(|other| precedence(other) < precedence(task))
        .min_by_key(|other| precedence(other))
        .map(|other| seen_from(task, other))
}

/// The resource other than `task`, among those that claim a FileId.
pub fn claimant<'a>(task: &DISyncTask, others: impl IntoIterator<Item = &'a DISyncTask>) -> Option<String> {
    others
        .into_iter()
        .find(|other| other.metadata.uid != task.metadata.uid)
        .map(|other| seen_from(task, other))
}

/// The name that a resource has, or would have, in DataWorks, as far as the cache tells.
pub fn claimed_name(task: &DISyncTask) -> String {
    identity::task_name(task, task.spec.task_param.as_ref())
}

/// The task that a resource has in DataWorks.
pub fn claimed_file(task: &DISyncTask) -> Option<i64> {
    task.status.as_ref().and_then(|status| status.file_id)
}

/// What the message of one resource says of another. Names of other namespaces are not ours to tell.
fn seen_from(task: &DISyncTask, other: &DISyncTask) -> String {
    if other.namespace() == task.namespace() {
        format!("DISyncTask {}", desired::named(other))
    } else {
        "a DISyncTask of another namespace".to_owned()
    }
}

/// Lower goes first: who has the task, then who is older.
fn precedence(task: &DISyncTask) -> (bool, Option<Timestamp>, Option<&str>) {
    let born = task.metadata.creation_timestamp.as_ref().map(|time| time.0);
    (claimed_file(task).is_none(), born, task.metadata.uid.as_deref())
}

fn has_acted(task: &DISyncTask) -> bool {
    claimed_file(task).is_some()
        || task
            .status
            .as_ref()
            .is_some_and(|status| status.operation.is_some())
}
