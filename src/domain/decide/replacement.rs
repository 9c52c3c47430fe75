//! From a task that cannot be changed as the spec asks to another in its place, where the policy allows it.

use jiff::Timestamp;

use super::change::pending;
use super::descent::{Descent, descend};
use super::steps::was_told_to_go;
use crate::api::Reason;
use crate::domain::life;
use crate::domain::observed::Snapshot;
use crate::domain::plan::{Fact, Plan};

/// Told first, so that people read what will be lost before it is.
pub(super) fn begins(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    let (desired, edit) = pending(snapshot, now)?;
    (!edit.fixed.is_empty() && life::may_be_replaced(snapshot.task))
        .then(|| Plan::Note(Fact::ReplacementBegins(desired.hash.clone(), edit.fixed)))
}

/// The old task goes down, and then another is made, by what the spec says then. An edit that does not ask for it any more
/// ends it, until DataWorks was told to delete the task.
pub(super) fn goes_on(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    let status = snapshot.task.status.as_ref()?;
    let replacing = status.replacing.as_ref()?;
    let desired = snapshot.desired.as_ref().ok();
    let asked_for =
        desired.is_some_and(|desired| desired.hash == *replacing) && life::may_be_replaced(snapshot.task);
    if !asked_for && !was_told_to_go(status) {
        return Some(Plan::Note(Fact::ReplacementEnds));
    }
    Some(match descend(snapshot, now)? {
        Descent::Gone => Plan::Note(Fact::Forgotten(Reason::Replacing)),
        Descent::Step(plan) => plan,
    })
}
