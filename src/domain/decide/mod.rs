//! The decision: an ordered list of checks, each of which either settles what is done next or passes.

mod adoption;
mod announce;
mod change;
mod creation;
mod deletion;
mod descent;
mod falling;
mod keeping;
mod publishing;
mod replacement;
mod running;
mod steps;

use jiff::{SignedDuration, Timestamp};

use crate::api::{ConditionType, DISyncTask, OperationKind, Reason};
use crate::domain::budget::Priority;
use crate::domain::failure::{Consequence, Failure};
use crate::domain::look;
use crate::domain::observed::{Closed, Seen, Snapshot};
use crate::domain::plan::{Action, Call, Cause, Fact, Plan, Request, Step};

/// A check. The first that answers decides.
type Check = fn(&Snapshot<'_>, Timestamp) -> Option<Plan>;

/// When a task that stands is looked at again, if the service wants fewer calls and does not say for how long.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// No task is known to exist.
const CREATING: &[Check] = &[
    suspended,
    creation::input_is_wrong,
    not_due,
    creation::name_belongs_to_another_resource,
    no_access,
    closed,
    hold,
    look_failed,
    adoption::candidate_was_looked_up,
    adoption::name_was_looked_up,
    creation::name_was_looked_up,
    creation::process_was_polled,
    creation::task_is_missing,
];

/// The task exists: it is kept as the spec says.
const KEEPING: &[Check] = &[
    suspended,
    hold,
    not_due,
    no_access,
    closed,
    look_failed,
    deletion::node_was_removed,
    deletion::deployment_has_ended,
    keeping::is_missing,
    replacement::goes_on,
    change::was_generated,
    publishing::was_looked_at,
    running::goes_down,
    running::keeps_up,
    change::is_due,
    replacement::begins,
    publishing::goes_up,
    running::goes_up,
    keeping::is_at_rest,
];

/// The resource is being deleted.
const DELETING: &[Check] = &[
    deletion::not_held,
    suspended,
    deletion::is_retained,
    deletion::nothing_was_created,
    not_due,
    deletion::no_access,
    closed,
    look_failed,
    deletion::interrupted_creation_was_looked_up,
    deletion::node_was_removed,
    deletion::deployment_has_ended,
    deletion::goes_down,
];

/// What is done next, given what was seen and the time.
pub fn decide(snapshot: &Snapshot<'_>, now: Timestamp) -> Plan {
    let exists = snapshot
        .task
        .status
        .as_ref()
        .is_some_and(|status| status.file_id.is_some());
    let checks = match snapshot.task.metadata.deletion_timestamp {
        Some(_) => DELETING,
        None if exists => KEEPING,
        None => CREATING,
    };
    checks
        .iter()
        .find_map(|check| check(snapshot, now))
        .unwrap_or(Plan::Note(Fact::Idle))
}

fn suspended(snapshot: &Snapshot<'_>, _: Timestamp) -> Option<Plan> {
    snapshot.task.spec.suspend.then_some(Plan::Note(Fact::Suspended))
}

fn not_due(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    let desired = snapshot.desired.as_ref().ok();
    let hash = desired.map(|desired| desired.hash_for(snapshot.task));
    look::waits(snapshot.task, hash, now).map(|at| Plan::Note(Fact::NotDue(at)))
}

fn no_access(snapshot: &Snapshot<'_>, _: Timestamp) -> Option<Plan> {
    snapshot
        .access
        .as_ref()
        .err()
        .map(|blocker| Plan::Note(Fact::Blocked(blocker.clone())))
}

/// A task that is as it should be, or whose status says what a person has to do, has nothing new to say. What kept one
/// from being begun has been mended, unless it was DataWorks that said it.
fn is_told_already(task: &DISyncTask) -> bool {
    let stands = task.status.as_ref().is_some_and(|status| {
        let said = ConditionType::Ready.among(&status.conditions);
        let seen = [Reason::AdoptionFailed, Reason::NameConflict].map(Reason::as_str);
        let stands = status.operation.is_some()
            || status.file_id.is_some()
            || said.is_some_and(|said| seen.contains(&said.reason.as_str()));
        stands && status.observed_generation == task.metadata.generation && look::is_stalled(status)
    });
    stands || Priority::of(task) >= Priority::Asked
}

/// A task that was told that DataWorks does not answer has nothing new to say while that lasts, whoever tries meanwhile.
fn is_told_of_silence(task: &DISyncTask, closed: &Closed) -> bool {
    let status = task.status.as_ref();
    let said = status.and_then(|status| ConditionType::Ready.among(&status.conditions));
    let silent = [Reason::Unreachable, Reason::ServiceError].map(Reason::as_str);
    closed.blocker.reason == Reason::Unreachable
        && status.is_some_and(|status| status.observed_generation == task.metadata.generation)
        && said.is_some_and(|said| silent.contains(&said.reason.as_str()))
}

/// What stands stays so: only the look at it comes later.
fn closed(snapshot: &Snapshot<'_>, _: Timestamp) -> Option<Plan> {
    let closed = snapshot.closed.as_ref()?;
    let told = is_told_already(snapshot.task) || is_told_of_silence(snapshot.task, closed);
    Some(Plan::Note(if told {
        Fact::NotDue(closed.until)
    } else {
        Fact::Closed(closed.clone())
    }))
}

/// Without the finalizer a task would outlive its resource.
fn hold(snapshot: &Snapshot<'_>, _: Timestamp) -> Option<Plan> {
    (!look::holds(snapshot.task)).then_some(Plan::Act(Action::AddFinalizer))
}

fn look_failed(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    let (step, failure) = match snapshot.seen.as_ref()? {
        Seen::Process(Err(failure)) if failure.consequence == Consequence::NotFound => {
            return Some(Plan::Note(Fact::ProcessLost(failure.answer())));
        }
        Seen::Deployment(Err(failure)) if failure.consequence == Consequence::NotFound => {
            return Some(Plan::Note(Fact::DeploymentFailed(
                "DataWorks does not know the deployment any more".to_owned(),
            )));
        }
        // What stands stays so while the service wants fewer calls, or the operator makes none.
        Seen::Task(Err(Failure {
            consequence: Consequence::Throttled { after },
            ..
        })) if is_told_already(snapshot.task) => {
            return Some(Plan::Note(Fact::NotDue(now + after.unwrap_or(LOOK_AGAIN))));
        }
        Seen::Task(Err(Failure {
            consequence: Consequence::NotMade { after, .. },
            ..
        })) if is_told_already(snapshot.task) => {
            return Some(Plan::Note(Fact::NotDue(now + *after)));
        }
        Seen::Process(Err(failure)) => (Step::Poll, failure),
        Seen::Named(Err(failure))
        | Seen::Candidate(Err(failure))
        | Seen::Task(Err(failure))
        | Seen::Deployment(Err(failure)) => (Step::Look, failure),
        Seen::Process(Ok(_))
        | Seen::Named(Ok(_))
        | Seen::Candidate(Ok(_))
        | Seen::Task(Ok(_))
        | Seen::Deployment(Ok(_)) => return None,
    };
    Some(Plan::Note(Fact::CallFailed(step, failure.clone())))
}

/// A change of the task that exists. What it carries is named by the hash of what is applied, or will be.
fn change(
    snapshot: &Snapshot<'_>,
    kind: OperationKind,
    hash: &str,
    request: Request,
    cause: Cause,
    now: Timestamp,
) -> Plan {
    let task = snapshot.task;
    Plan::Act(Action::Call(Box::new(Call {
        announcement: announce::announce(snapshot, kind, hash, now),
        task_type: task.spec.task_type,
        task_name: crate::domain::identity::task_name(task, None),
        request,
        cause,
        generated: None,
    })))
}
