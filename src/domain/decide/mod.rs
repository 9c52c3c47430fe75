//! The decision: an ordered list of checks, each of which either settles what is done next or passes.

mod announce;
mod creation;
mod deletion;

use jiff::Timestamp;

use crate::domain::look;
use crate::domain::observed::Snapshot;
use crate::domain::plan::{Action, Fact, Plan};

/// A check. The first that answers decides.
type Check = fn(&Snapshot<'_>, Timestamp) -> Option<Plan>;

const KEEPING: &[Check] = &[
    suspended,
    creation::input_is_wrong,
    not_due,
    creation::exists,
    creation::name_belongs_to_another_resource,
    no_access,
    hold,
    look_failed,
    creation::name_was_looked_up,
    creation::process_was_polled,
    creation::task_is_missing,
];

const DELETING: &[Check] = &[
    deletion::not_held,
    suspended,
    deletion::is_retained,
    deletion::nothing_was_created,
    not_due,
    deletion::no_access,
    look_failed,
    deletion::interrupted_creation_was_looked_up,
    deletion::existence_was_looked_up,
];

/// What is done next, given what was seen and the time.
pub fn decide(snapshot: &Snapshot<'_>, now: Timestamp) -> Plan {
    let deleted = snapshot.task.metadata.deletion_timestamp.is_some();
    let checks = if deleted { DELETING } else { KEEPING };
    checks
        .iter()
        .find_map(|check| check(snapshot, now))
        .unwrap_or(Plan::Note(Fact::Idle))
}

fn suspended(snapshot: &Snapshot<'_>, _: Timestamp) -> Option<Plan> {
    snapshot.task.spec.suspend.then_some(Plan::Note(Fact::Suspended))
}

fn not_due(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    look::waits(snapshot.task, now).map(|at| Plan::Note(Fact::NotDue(at)))
}

fn no_access(snapshot: &Snapshot<'_>, _: Timestamp) -> Option<Plan> {
    snapshot
        .access
        .as_ref()
        .err()
        .map(|blocker| Plan::Note(Fact::Blocked(blocker.clone())))
}

fn hold(snapshot: &Snapshot<'_>, _: Timestamp) -> Option<Plan> {
    (!look::holds(snapshot.task)).then_some(Plan::Act(Action::AddFinalizer))
}

fn look_failed(snapshot: &Snapshot<'_>, _: Timestamp) -> Option<Plan> {
    use crate::domain::failure::Consequence;
    use crate::domain::observed::Seen;
    use crate::domain::plan::Step;

    let (step, failure) = match snapshot.seen.as_ref()? {
        Seen::Process(Err(failure)) if failure.consequence == Consequence::NotFound => {
            return Some(Plan::Note(Fact::ProcessLost));
        }
        Seen::Process(Err(failure)) => (Step::Poll, failure),
        Seen::Named(Err(failure)) | Seen::Exists(Err(failure)) => (Step::LookUp, failure),
        Seen::Process(Ok(_)) | Seen::Named(Ok(_)) | Seen::Exists(Ok(_)) => return None,
    };
    Some(Plan::Note(Fact::CallFailed(step, failure.clone())))
}
