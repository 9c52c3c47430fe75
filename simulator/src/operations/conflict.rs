//! What a client is told when the life of a task does not allow what it asks for.

use super::{Refusal, Reply};
use crate::state::plans::Verdict;
use crate::state::rules::Conflict;

/// The answer to an action that has no fields of its own.
pub(super) fn answer(
    file_id: i64,
    result: Result<(), Conflict>,
    nothing_to_do: Verdict,
) -> Result<Reply, Refusal> {
    match result {
        Ok(()) => Ok(Reply::done([])),
        Err(Conflict::NothingToDo) if nothing_to_do == Verdict::Success => Ok(Reply::done([])),
        Err(conflict) => Err(refusal(file_id, &conflict)),
    }
}

/// A conflict as a refusal. The texts are made up: no page shows one.
pub(super) fn refusal(file_id: i64, conflict: &Conflict) -> Refusal {
    Refusal::state(match conflict {
        Conflict::NothingToDo => format!("fileId:[{file_id}] is in that state already."),
        Conflict::NotDeployed => format!("fileId:[{file_id}] is not deployed."),
        Conflict::NotDeployable => format!("fileId:[{file_id}] cannot be deployed."),
        Conflict::Deployed => format!("fileId:[{file_id}] is deployed."),
        Conflict::Busy(word) => format!("fileId:[{file_id}] is in the state [{word}]."),
    })
}
