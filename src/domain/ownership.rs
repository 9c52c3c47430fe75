//! Whose is it? Two questions that decide whether a task is made twice or a stranger's task is taken.

use crate::api::{DISyncTask, TaskType};
use crate::domain::observed::File;
use crate::domain::{desired, identity};
use jiff::{SignedDuration, Timestamp};

/// How much earlier than its announcement a task may seem to be created: the `Date` header has whole seconds, and the
/// machines of a service differ a little.
pub const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_secs(5);

/// Whether a task that a look-up found was made by our own create, which was announced at `since` (by the clock of
/// DataWorks): the type fits and it is not older. That no other resource claims it is for the caller to see.
pub fn is_ours(file: &File, task_type: TaskType, since: Timestamp) -> bool {
    let fits = match (identity::file_type(task_type), file.file_type) {
        (Some(expected), Some(found)) => expected == found,
        _ => true,
    };
    let young = file
        .created_at
        .is_some_and(|created| created >= since - CLOCK_TOLERANCE);
    fits && young
}

/// The resource, among those with the same name in the same workspace of DataWorks, before which `task` has to step
/// back: one that has the task already, or an older one.
pub fn rival<'a>(task: &DISyncTask, others: impl IntoIterator<Item = &'a DISyncTask>) -> Option<String> {
    others
        .into_iter()
        .filter(|other| other.metadata.uid != task.metadata.uid && precedence(other) < precedence(task))
        .min_by_key(|other| precedence(other))
        .map(desired::named)
}

/// Lower goes first: who has the task, then who is older.
fn precedence(task: &DISyncTask) -> (bool, Option<Timestamp>, Option<&str>) {
    let has_task = task
        .status
        .as_ref()
        .is_some_and(|status| status.file_id.is_some());
    let born = task.metadata.creation_timestamp.as_ref().map(|time| time.0);
    (!has_task, born, task.metadata.uid.as_deref())
}

/// The resource that claims this FileId, other than `task`.
pub fn claimant<'a>(
    task: &DISyncTask,
    file_id: i64,
    others: impl IntoIterator<Item = &'a DISyncTask>,
) -> Option<&'a DISyncTask> {
    others.into_iter().find(|other| {
        other.metadata.uid != task.metadata.uid
            && other
                .status
                .as_ref()
                .is_some_and(|status| status.file_id == Some(file_id))
    })
}

/// The name under which another resource would appear in DataWorks, as far as the cache tells.
pub fn claimed_name(task: &DISyncTask) -> String {
    identity::task_name(task, task.spec.task_param.as_ref())
}
