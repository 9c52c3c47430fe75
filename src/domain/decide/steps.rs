//! How far the status says that an operation is.

use crate::api::{DISyncTaskStatus, Operation, OperationKind, OperationState};

/// Whether DataWorks took the deletion on, or may have.
pub(super) fn was_told_to_go(status: &DISyncTaskStatus) -> bool {
    [OperationState::Announced, OperationState::Accepted]
        .iter()
        .any(|state| under_way(status, OperationKind::Delete, *state).is_some())
}

/// Whether the task was taken offline, or DataWorks refused that because it was so already, which the deletion will tell.
pub(super) fn was_terminated(status: &DISyncTaskStatus) -> bool {
    [OperationState::Accepted, OperationState::Failed]
        .iter()
        .any(|state| under_way(status, OperationKind::Terminate, *state).is_some())
        || was_told_to_go(status)
}

pub(super) fn under_way(
    status: &DISyncTaskStatus,
    kind: OperationKind,
    state: OperationState,
) -> Option<&Operation> {
    status
        .operation
        .as_deref()
        .filter(|operation| operation.kind == kind && operation.state == state)
}

/// Whether a step was announced whose answer was lost, or that was refused: a look tells whether it was done.
pub(super) fn was_tried(status: &DISyncTaskStatus, kind: OperationKind) -> bool {
    [OperationState::Announced, OperationState::Failed]
        .iter()
        .any(|state| under_way(status, kind, *state).is_some())
}
