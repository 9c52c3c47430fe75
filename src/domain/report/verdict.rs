//! What a fact says of the task as a whole.

use super::failing::{failed, refused};
use super::refusal::is_hopeless;
use crate::api::{
    DISyncTask, DISyncTaskStatus, DesiredState, OperationKind, OperationState, Reason, TaskType,
};
use crate::domain::failure::SENT_AGAIN;
use crate::domain::life;
use crate::domain::plan::{Cause, Fact};
use crate::domain::schedule::{REFUSALS, SILENT_FAILURES};

/// How the task stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It exists as specified and is in the desired state.
    Ready(Reason, &'static str),
    /// All goes well, and there is more to do.
    Progressing(Reason, String),
    /// Something is in the way that may go by itself.
    Waiting(Reason, String),
    /// A person is needed.
    Stalled(Reason, String),
    /// The operator was told not to act.
    Suspended,
}

/// The verdict of a fact, or `None` if it leaves the last one standing.
pub(super) fn of(task: &DISyncTask, status: &DISyncTaskStatus, fact: &Fact) -> Option<Verdict> {
    let deleting = task.metadata.deletion_timestamp.is_some();
    Some(match fact {
        Fact::Idle | Fact::NotDue(_) => return None,
        Fact::Suspended => Verdict::Suspended,
        Fact::Blocked(blocker) => blocked(blocker.reason, blocker.message.clone()),
        Fact::Closed(closed) => blocked(closed.blocker.reason, closed.blocker.message.clone()),
        Fact::Rival(other) => Verdict::Stalled(
            Reason::NameConflict,
            format!("{other} has the better right to the task name: delete one of the two, and create this one anew under another spec.taskName if both are meant"),
        ),
        Fact::AtRest(rest) => match &rest.complaint {
            Some(blocker) => blocked(blocker.reason, blocker.message.clone()),
            None => ready(task),
        },
        Fact::UnderWay(transit) if transit.late => Verdict::Waiting(transit.reason, transit.message.clone()),
        Fact::UnderWay(transit) => Verdict::Progressing(transit.reason, transit.message.clone()),
        Fact::Created(..) if !deleting => {
            Verdict::Progressing(Reason::Created, "the task was created in DataWorks".to_owned())
        }
        Fact::Adopted(file, _) => Verdict::Progressing(
            Reason::Adopted,
            format!("task {} was taken over as it is: it is compared with the spec", file.file_id),
        ),
        Fact::Applied(..) => under_way(OperationKind::Update),
        Fact::DeploymentSucceeded => under_way(OperationKind::Deploy),
        Fact::DeploymentFailed(why) if life::is_under_way(status, OperationKind::Delete) => Verdict::Stalled(
            Reason::DeletionFailed,
            format!("DataWorks deleted the task and did not remove its scheduling node ({why}): look for the node in the Operation Center, and undeploy it there"),
        ),
        Fact::DeploymentFailed(why) => Verdict::Stalled(
            Reason::DeploymentFailed,
            format!("DataWorks did not deploy the task ({why}): mend what it names; it is tried again now and then"),
        ),
        Fact::ReplacementBegins(_, paths) => Verdict::Progressing(
            Reason::Replacing,
            format!(
                "DataWorks cannot change {} of a task: it is stopped, deleted and created anew, as spec.replacePolicy says; its FileId, position in the source, run history and alert rules are lost",
                paths.join(", ")
            ),
        ),
        Fact::ReplacementEnds => Verdict::Progressing(
            Reason::Updating,
            "the spec does not ask for another task any more: this one is kept".to_owned(),
        ),
        Fact::Forgotten(reason) => Verdict::Progressing(
            *reason,
            "the old task is gone from DataWorks, and a new one is created".to_owned(),
        ),
        // A start after a fall, and a change that puts something back, are told whatever failed before.
        Fact::Announced(_, _, Cause::Fall) => Verdict::Waiting(
            Reason::Restarting,
            format!(
                "the task should run and is {}: it is started again, {} of the {} times that spec.restartPolicy allows",
                status.run_state.as_deref().unwrap_or("not running"),
                status.restarts.unwrap_or(1),
                task.spec.restart_policy.unwrap_or_default().limit
            ),
        ),
        Fact::Announced(_, _, Cause::Drift(paths)) => Verdict::Progressing(
            Reason::Correcting,
            format!("somebody changed {} in DataWorks: it is changed back, as spec.driftPolicy says", paths.join(", ")),
        ),
        // A repeat after a failure leaves the failure on display until it succeeds.
        Fact::Announced(..) if status.failures.is_some() && !generation_is_new(task, status) => return None,
        Fact::Announced(operation, ..) => under_way(operation.kind),
        // A step that does not bring a deletion on which fails leaves the failure on display, too.
        Fact::Taken(..) if status.failures.is_some() => return None,
        Fact::Taken(..) => match &status.operation {
            Some(operation) => under_way(operation.kind),
            None => under_way(OperationKind::Deploy),
        },
        Fact::Created(..) | Fact::DeletionAccepted => under_way(OperationKind::Delete),
        Fact::Generating(..) | Fact::ProcessRunning(_) => generating(status),
        Fact::ProcessFailedSilently(_) if silent_failures(status) < SILENT_FAILURES => generating(status),
        Fact::ProcessLost(_) if may_be_forgotten(status) => Verdict::Waiting(
            Reason::Generating,
            "DataWorks does not know the process any more: the configuration is generated anew".to_owned(),
        ),
        Fact::ProcessLost(answer) => Verdict::Stalled(
            Reason::GenerationFailed,
            format!(
                "DataWorks does not know the processes that it starts for this script ({}), which may be its way to refuse it: mend the script, or what it refers to; {SENT_AGAIN}",
                answer.message.as_deref().unwrap_or("it gives no reason")
            ),
        ),
        Fact::ProcessFailed(answer) | Fact::ProcessFailedSilently(answer) => Verdict::Stalled(
            Reason::GenerationFailed,
            format!(
                "DataWorks could not generate the configuration: {}. Mend the script, or what it refers to; {}",
                answer.message.as_deref().filter(|text| !text.is_empty()).unwrap_or("it gives no reason"),
                match fact {
                    Fact::ProcessFailedSilently(_) if !is_hopeless(status.failures) => "it is tried again after a while",
                    _ => SENT_AGAIN,
                }
            ),
        ),
        Fact::ProcessTimedOut => Verdict::Waiting(
            Reason::GenerationTimedOut,
            "DataWorks did not generate the configuration in time: it is asked again".to_owned(),
        ),
        Fact::NameFree => match refused_though_free(status) {
            Some(kind) => Verdict::Stalled(
                refused(kind),
                format!(
                    "DataWorks says that there is one of this name already ({}), and no task has it: mend what it names; {SENT_AGAIN}",
                    status.message.as_deref().unwrap_or("it gives no reason")
                ),
            ),
            None => Verdict::Waiting(
                Reason::OutcomeUnknown,
                "the outcome of the creation is unknown, and no task has the name so far: it is looked up again before anything is repeated".to_owned(),
            ),
        },
        Fact::NameFreeYet(_) => Verdict::Waiting(
            Reason::OutcomeUnknown,
            "the outcome of the creation is unknown, and no task has the name so far: it is looked up once more before the resource goes".to_owned(),
        ),
        Fact::NameForeign(whose) => Verdict::Stalled(
            Reason::NameConflict,
            format!("the name is taken by {whose}: delete or rename that task in the console, or create this resource anew under another spec.taskName. The creation waits: {SENT_AGAIN}"),
        ),
        Fact::Panicked(place) => Verdict::Stalled(
            Reason::InternalError,
            format!("the operator failed on this resource, at {place}: please report it; it is tried again in ten minutes, and when the resource changes"),
        ),
        Fact::NameUnproven(file_id) => Verdict::Stalled(
            Reason::NameConflict,
            format!("DataWorks has task {file_id} of this name, and does not tell whether this resource created it: delete or rename it in the console, and this resource creates its own; to let the resource go and leave the task, set spec.deletionPolicy to Retain"),
        ),
        Fact::CallFailed(step, failure) => failed(status, *step, failure, deleting),
    })
}

/// The verdict on a task that was told that it does not decode, and does again.
pub(super) fn legible_again(status: &DISyncTaskStatus) -> Option<Verdict> {
    let told = status
        .conditions
        .iter()
        .any(|condition| condition.reason == Reason::Undecodable.as_str());
    told.then(|| Verdict::Progressing(Reason::Pending, "the object can be read again".to_owned()))
}

fn generation_is_new(task: &DISyncTask, status: &DISyncTaskStatus) -> bool {
    status.observed_generation != task.metadata.generation
}

fn silent_failures(status: &DISyncTaskStatus) -> u32 {
    status
        .operation
        .as_ref()
        .map_or(0, |operation| operation.silent_failures)
}

/// Whether a process that is not known any more may be no fault of the script. An update that was given up has no
/// operation any more.
fn may_be_forgotten(status: &DISyncTaskStatus) -> bool {
    let operation = status.operation.as_ref();
    operation.is_some_and(|operation| operation.lost_processes < REFUSALS)
}

/// The call that was refused for a name that no task has; nothing is in doubt of it.
fn refused_though_free(status: &DISyncTaskStatus) -> Option<OperationKind> {
    let operation = status.operation.as_ref()?;
    let refused = operation.state == OperationState::Failed && operation.unresolved_since.is_none();
    refused.then_some(operation.kind)
}

fn ready(task: &DISyncTask) -> Verdict {
    match (life::wish(task), task.spec.task_type) {
        (DesiredState::Running, TaskType::Offline) => Verdict::Ready(
            Reason::Deployed,
            "the task exists as specified, and is deployed: it runs by its schedule",
        ),
        (DesiredState::Running, TaskType::Solution) => Verdict::Ready(
            Reason::Finished,
            "the task exists as specified, and did all that it had to do",
        ),
        (DesiredState::Running, TaskType::Realtime) => {
            Verdict::Ready(Reason::Running, "the task exists as specified, and runs")
        }
        (DesiredState::Stopped, _) => {
            Verdict::Ready(Reason::Stopped, "the task exists as specified, and is stopped")
        }
        (DesiredState::Created, _) => Verdict::Ready(
            Reason::Created,
            "the task exists as specified, and is not deployed",
        ),
    }
}

fn blocked(reason: Reason, message: String) -> Verdict {
    if reason.needs_a_person() {
        Verdict::Stalled(reason, message)
    } else {
        Verdict::Waiting(reason, message)
    }
}

/// A generation for a creation, or for an update.
fn generating(status: &DISyncTaskStatus) -> Verdict {
    under_way(match status.file_id {
        Some(_) => OperationKind::GenerateUpdate,
        None => OperationKind::Generate,
    })
}

pub(super) fn under_way(kind: OperationKind) -> Verdict {
    let (reason, message) = match kind {
        OperationKind::GenerateUpdate | OperationKind::Update | OperationKind::Schedule => {
            (Reason::Updating, "the task is being changed in DataWorks")
        }
        OperationKind::Submit | OperationKind::Deploy => (Reason::Deploying, "the task is being deployed"),
        OperationKind::Start => (Reason::Starting, "the task is being started"),
        OperationKind::Stop | OperationKind::Terminate => (Reason::Stopping, "the task is being stopped"),
        OperationKind::Generate => (
            Reason::Generating,
            "DataWorks generates the configuration of the task",
        ),
        OperationKind::Create => (Reason::Creating, "the task is being created in DataWorks"),
        OperationKind::Delete => (Reason::Deleting, "the task is being deleted in DataWorks"),
    };
    Verdict::Progressing(reason, message.to_owned())
}
