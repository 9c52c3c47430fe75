//! Whose is it? The questions that decide whether a task is made twice, or a stranger's task is taken.

use jiff::{SignedDuration, Timestamp};
use kube::ResourceExt;

use crate::api::{DISyncTask, Operation, TaskType};
use crate::domain::desired::Desired;
use crate::domain::observed::{File, Likeness};
use crate::domain::{desired, identity};

/// A task that seems to be this much older than its announcement may well be younger: the `Date` header, which tells the
/// time of DataWorks, has whole seconds.
const PRECISION: SignedDuration = SignedDuration::from_secs(2);

/// How far the clock that dates the tasks of DataWorks may be behind the one that dates its answers. No page says that the
/// two agree.
pub const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

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
    /// Our own creation made it, as far as can be told: nothing speaks against it.
    Probably,
    /// Somebody else made it.
    Another,
    /// What DataWorks shows of it proves neither.
    Unproven,
}

/// How old a task is next to the announcement of ours.
enum Age {
    /// Younger.
    Younger,
    /// A little older, which may be the difference of two clocks.
    Close,
    /// Older.
    Older,
}

impl Age {
    fn of(created: Timestamp, since: Since) -> Self {
        let (Since::Theirs(since) | Since::Ours(since)) = since;
        match since.duration_since(created) {
            older if older <= PRECISION => Self::Younger,
            older if older <= CLOCK_TOLERANCE => Self::Close,
            _ => Self::Older,
        }
    }
}

/// When the creation was announced that may or may not have been done, if one was. `clock_offset` is how far the clock of
/// DataWorks is ahead.
pub fn in_doubt_since(operation: &Operation, clock_offset: Option<SignedDuration>) -> Option<Since> {
    let since = operation.unresolved_since.as_ref()?.0;
    Some(match (&operation.started_at, clock_offset) {
        (Some(_), _) => Since::Theirs(since),
        // An announcement that was made before DataWorks had answered this operator bears the operator's own time.
        (None, Some(offset)) => Since::Theirs(since + offset),
        (None, None) => Since::Ours(since),
    })
}

/// Whose is the task that a look-up by name found, while a creation of ours may or may not have been done since then?
/// That no other resource claims it is for the caller to see.
///
/// Of a task whose time leaves it open the configuration speaks, where it is known: that of a solution is not shown. One
/// that differs proves nothing, since somebody may have edited ours.
pub fn owner(file: &File, likeness: Likeness, task_type: TaskType, since: Option<Since>) -> Owner {
    let other_type = matches!(
        (identity::file_type(task_type), file.file_type),
        (Some(expected), Some(found)) if expected != found
    );
    // No creation of ours is in doubt, so none of ours made it.
    let Some(since) = since.filter(|_| !other_type) else {
        return Owner::Another;
    };
    let Some(created) = file.created_at else {
        return Owner::Unproven;
    };
    match (Age::of(created, since), likeness, since) {
        (Age::Younger, ..) | (Age::Close, Likeness::Same, _) => Owner::Us,
        (Age::Close, Likeness::Unknown, _) => Owner::Probably,
        (Age::Older, _, Since::Theirs(_)) => Owner::Another,
        (Age::Close, Likeness::Different, _) | (Age::Older, _, Since::Ours(_)) => Owner::Unproven,
    }
}

/// Whether the configuration of the task that was found tells whose it is, and nothing cheaper does. It is compared with
/// what is `desired`, so that has to be what our creation was to make.
pub fn is_told_by_content(
    task: &DISyncTask,
    desired: &Desired,
    file: &File,
    clock_offset: Option<SignedDuration>,
) -> bool {
    let operation = task.status.as_ref().and_then(|status| status.operation.as_ref());
    operation
        .filter(|operation| operation.payload_hash == desired.hash_at_creation)
        .is_some_and(|operation| {
            let since = in_doubt_since(operation, clock_offset);
            owner(file, Likeness::Unknown, task.spec.task_type, since) == Owner::Probably
        })
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
