//! From a task that somebody else made to one that the resource keeps, without a change to it.

use jiff::Timestamp;

use crate::api::{Adoption, AdoptionByName, DriftPolicy, Reason, TaskType};
use crate::domain::observed::{Blocker, Named, Seen, Snapshot};
use crate::domain::plan::{Fact, Plan};
use crate::domain::{identity, life, look};

/// The task of `spec.adoption.fileId`.
pub(super) fn candidate_was_looked_up(snapshot: &Snapshot<'_>, _: Timestamp) -> Option<Plan> {
    let Seen::Candidate(Ok(candidate)) = snapshot.seen.as_ref()? else {
        return None;
    };
    let Some(Adoption::ById(by_id)) = snapshot.task.spec.adoption else {
        return None;
    };
    Some(Plan::Note(match candidate {
        Some(named) => take_over(snapshot, named),
        None => refused(format!(
            "spec.adoption.fileId: there is no task {} in the workspace: copy the ID from DataStudio, or remove spec.adoption to have a new task created",
            by_id.file_id
        )),
    }))
}

/// The task of our name, before anything was asked of DataWorks. One that is not there is created as ever.
pub(super) fn name_was_looked_up(snapshot: &Snapshot<'_>, _: Timestamp) -> Option<Plan> {
    let Seen::Named(Ok(Some(named))) = snapshot.seen.as_ref()? else {
        return None;
    };
    let by_name = snapshot.task.spec.adoption == Some(Adoption::ByName(AdoptionByName::IfExists));
    let ours = snapshot.task.status.as_ref().is_some_and(look::may_have_created);
    (by_name && named.exact && !ours).then(|| Plan::Note(take_over(snapshot, named)))
}

fn take_over(snapshot: &Snapshot<'_>, named: &Named) -> Fact {
    let task = snapshot.task;
    let file = &named.file;
    if let Some(claimant) = &named.claimant {
        return Fact::Blocked(Blocker {
            reason: Reason::NameConflict,
            message: format!(
                "spec.adoption: task {} is kept by {claimant}: delete one of the two resources",
                file.file_id
            ),
        });
    }
    if let Some(other) = identity::type_of(file.file_type).filter(|other| *other != task.spec.task_type) {
        return refused(format!(
            "spec.adoption: task {} is of another type, {}: create this resource anew with that taskType",
            file.file_id,
            other.as_str()
        ));
    }
    let expected = identity::file_type(task.spec.task_type);
    if let Some(other) = file
        .file_type
        .filter(|found| expected.is_some_and(|it| it != *found))
    {
        return refused(format!(
            "spec.adoption: {} is no task of Data Integration, but a file of type {other}: copy the ID of a task from DataStudio, or create this resource anew under another name",
            file.file_id
        ));
    }
    if let Some(name) = task.spec.task_name.as_ref().filter(|name| **name != file.name) {
        return refused(format!(
            "spec.taskName: task {} of spec.adoption.fileId is called {:?}, not {name:?}: create this resource anew without taskName, or with that name",
            file.file_id, file.name
        ));
    }
    let uncompared =
        life::drift_policy(task) == DriftPolicy::Ignore || task.spec.task_type == TaskType::Solution;
    let applied = snapshot
        .desired
        .as_ref()
        .ok()
        .filter(|_| uncompared)
        .map(super::super::desired::Desired::whole);
    Fact::Adopted(file.clone(), applied)
}

fn refused(message: String) -> Fact {
    Fact::Blocked(Blocker {
        reason: Reason::AdoptionFailed,
        message,
    })
}
