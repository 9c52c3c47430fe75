//! From nothing to a task that exists as specified.

use jiff::Timestamp;

use super::announce::announce;
use crate::api::{OperationKind, TaskType};
use crate::domain::desired::Desired;
use crate::domain::observed::{Answer, Named, Process, Seen, Snapshot};
use crate::domain::opaque::{TaskContent, TaskParam};
use crate::domain::ownership::Owner;
use crate::domain::plan::{Action, Call, Cause, Fact, Plan, Request};
use crate::domain::{look, ownership};

/// A wrong script or spec costs no call.
pub(super) fn input_is_wrong(snapshot: &Snapshot<'_>, _: Timestamp) -> Option<Plan> {
    // The outcome of an announced creation is looked up whatever the spec says now.
    let unresolved = snapshot.seen.is_some();
    let blocker = snapshot.desired.as_ref().err().filter(|_| !unresolved)?;
    Some(Plan::Note(Fact::Blocked(blocker.clone())))
}

pub(super) fn name_belongs_to_another_resource(snapshot: &Snapshot<'_>, _: Timestamp) -> Option<Plan> {
    // What was announced before the rival came is resolved first.
    let rival = snapshot
        .rival
        .as_ref()
        .filter(|_| !matches!(snapshot.seen, Some(Seen::Named(_))))?;
    Some(Plan::Note(Fact::Rival(rival.clone())))
}

/// After a creation whose outcome is unknown, or a name that is said to be taken.
pub(super) fn name_was_looked_up(snapshot: &Snapshot<'_>, _: Timestamp) -> Option<Plan> {
    let Seen::Named(Ok(named)) = snapshot.seen.as_ref()? else {
        return None;
    };
    if !look::may_have_created(snapshot.task.status.as_ref()?) {
        // It was looked up to be taken over.
        return None;
    }
    Some(Plan::Note(judge(snapshot, named.as_ref())?))
}

/// Whose is the task that has our name?
pub(super) fn judge(snapshot: &Snapshot<'_>, named: Option<&Named>) -> Option<Fact> {
    let operation = snapshot.task.status.as_ref()?.operation.as_ref()?;
    let Some(named) = named else {
        return Some(Fact::NameFree);
    };
    let file_id = named.file.file_id;
    if let Some(claimant) = &named.claimant {
        return Some(Fact::NameForeign(format!(
            "task {file_id}, which {claimant} keeps"
        )));
    }
    if !named.exact {
        return Some(Fact::NameForeign(format!(
            "task {file_id}, whose name differs in case only"
        )));
    }
    let since = ownership::in_doubt_since(operation, snapshot.clock_offset);
    let task_type = snapshot.task.spec.task_type;
    Some(
        match ownership::owner(&named.file, named.likeness, task_type, since) {
            Owner::Us => Fact::Created(file_id, Answer::default()),
            // What is to be deleted has to be ours for certain.
            Owner::Probably if snapshot.task.metadata.deletion_timestamp.is_none() => {
                Fact::Created(file_id, Answer::default())
            }
            Owner::Another => {
                Fact::NameForeign(format!("task {file_id}, which this resource did not create"))
            }
            Owner::Probably | Owner::Unproven => Fact::NameUnproven(file_id),
        },
    )
}

pub(super) fn process_was_polled(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    let Seen::Process(Ok(process)) = snapshot.seen.as_ref()? else {
        return None;
    };
    let operation = snapshot.task.status.as_ref()?.operation.as_ref()?;
    let late = now >= operation.deadline.0;
    let fact = match process {
        Process::Ready { content, answer } => {
            let desired = snapshot.desired.as_ref().ok()?;
            let creation = create(snapshot, desired, content.clone(), now);
            return Some(creation.of_generated(answer));
        }
        Process::Failed(answer) => Fact::ProcessFailed(answer.clone()),
        Process::Running(_) | Process::FailedSilently(_) if late => Fact::ProcessTimedOut,
        Process::FailedSilently(answer) => Fact::ProcessFailedSilently(answer.clone()),
        Process::Running(answer) => Fact::ProcessRunning(answer.clone()),
    };
    Some(Plan::Note(fact))
}

/// Nothing is under way that could still be answered: begin, or begin again.
pub(super) fn task_is_missing(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    let desired = snapshot.desired.as_ref().ok()?;
    Some(match desired.task_type {
        TaskType::Offline => create(snapshot, desired, TaskContent::new(desired.script.clone()), now),
        TaskType::Realtime | TaskType::Solution => {
            let generate = Request::Generate(TaskParam::new(desired.script.clone()));
            call(snapshot, desired, OperationKind::Generate, generate, now)
        }
    })
}

fn create(snapshot: &Snapshot<'_>, desired: &Desired, content: TaskContent, now: Timestamp) -> Plan {
    let create = Request::Create(content, desired.settings.clone(), desired.at_creation());
    call(snapshot, desired, OperationKind::Create, create, now)
}

fn call(
    snapshot: &Snapshot<'_>,
    desired: &Desired,
    kind: OperationKind,
    request: Request,
    now: Timestamp,
) -> Plan {
    Plan::Act(Action::Call(Box::new(Call {
        announcement: announce(snapshot, kind, &desired.hash_at_creation, now),
        task_type: desired.task_type,
        task_name: desired.task_name.clone(),
        request,
        cause: Cause::Spec,
        generated: None,
    })))
}
