//! The look for a task that is to be taken over.

use super::{Look, may_have_created, name_look};
use crate::api::{Adoption, AdoptionByName, DISyncTask, Operation, OperationState};

/// Whether what a look finds may be taken over: before anything was asked of DataWorks, and after an edit of what it
/// refused.
pub fn may_take_over(task: &DISyncTask) -> bool {
    let status = task.status.as_ref();
    let begun = status.is_some_and(|status| {
        let refused = |operation: &Operation| operation.state == OperationState::Failed;
        let goes_on = status
            .operation
            .as_deref()
            .is_some_and(|operation| !refused(operation));
        status.file_id.is_some() || goes_on || may_have_created(status)
    });
    !begun && task.metadata.deletion_timestamp.is_none() && due_for_adoption(task).is_some()
}

pub(super) fn due_for_adoption(task: &DISyncTask) -> Option<Look> {
    if task.status.as_ref().is_some_and(|status| status.adopted) {
        // It was taken over, and is gone.
        return None;
    }
    match task.spec.adoption? {
        Adoption::ById(by_id) => Some(Look::Candidate(by_id.file_id)),
        Adoption::ByName(AdoptionByName::IfExists) => Some(name_look(task)),
        Adoption::ByName(AdoptionByName::Never) => None,
    }
}
