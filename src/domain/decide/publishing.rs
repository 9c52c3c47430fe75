//! The ladder of a batch task: created, submitted, deployed. There is no way down it but deletion.

use jiff::Timestamp;

use super::steps::{under_way, was_tried};
use super::{change, keeping, running};
use crate::api::{DISyncTaskStatus, DesiredState, OperationKind, OperationState, Reason, TaskType};
use crate::domain::life;
use crate::domain::observed::{DeploymentProgress, Seen, Snapshot};
use crate::domain::plan::{Cause, Fact, Plan, Request, Transit};

/// A deployment was asked how far it is. A submission that led to production, in a workspace that has no other
/// environment, was the deployment.
pub(super) fn was_looked_at(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    let Seen::Deployment(Ok(deployment)) = snapshot.seen.as_ref()? else {
        return None;
    };
    let status = snapshot.task.status.as_ref()?;
    let operation = status.operation.as_ref()?;
    Some(match &deployment.progress {
        DeploymentProgress::Failed(why) => Plan::Note(Fact::DeploymentFailed(why.clone())),
        DeploymentProgress::Running => Plan::Note(Fact::UnderWay(deploying(now >= operation.deadline.0))),
        DeploymentProgress::Succeeded
            if operation.kind == OperationKind::Submit && deployment.to_production != Some(true) =>
        {
            // What is submitted and not wanted in production stays where it is.
            if life::wish(snapshot.task) == DesiredState::Created {
                return None;
            }
            step(snapshot, status, OperationKind::Deploy, now)?
        }
        DeploymentProgress::Succeeded => Plan::Note(Fact::DeploymentSucceeded),
    })
}

pub(super) fn goes_up(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    let task = snapshot.task;
    let status = task.status.as_ref()?;
    let wanted = task.spec.task_type == TaskType::Offline && life::wish(task) != DesiredState::Created;
    // A version that the spec does not ask for is not published.
    if !wanted || status.applied_hash.is_none() || life::is_deployed_as_applied(status) {
        return None;
    }
    let undeployed = running::was_undeployed_when_taken_over(task, status);
    if undeployed && !keeping::may_correct(snapshot, now) {
        return None;
    }
    let submitted = under_way(status, OperationKind::Deploy, OperationState::Announced).is_some()
        || under_way(status, OperationKind::Deploy, OperationState::Deferred).is_some();
    // After a submission whose answer was lost or that was refused, the list tells whether it was done.
    let tried = was_tried(status, OperationKind::Submit);
    let committed = snapshot.is_committed() == Some(true);
    // Where the list does not tell, the other step is tried after a refusal: somebody may have edited it in between.
    let untold = snapshot.is_committed().is_none();
    let refused = |kind| under_way(status, kind, OperationState::Failed).is_some();
    let deploys = (refused(OperationKind::Submit) && untold) || (refused(OperationKind::Deploy) && committed);
    let kind = if submitted || deploys || (tried && committed) {
        OperationKind::Deploy
    } else {
        OperationKind::Submit
    };
    step(snapshot, status, kind, now)
}

fn step(
    snapshot: &Snapshot<'_>,
    status: &DISyncTaskStatus,
    kind: OperationKind,
    now: Timestamp,
) -> Option<Plan> {
    let file_id = status.file_id?;
    let request = match kind {
        OperationKind::Submit => Request::Submit(file_id),
        _ => Request::Deploy(file_id),
    };
    let hash = status.applied_hash.as_deref()?;
    Some(change(snapshot, kind, hash, request, Cause::Spec, now))
}

fn deploying(late: bool) -> Transit {
    let message = if late {
        "DataWorks has not deployed the task in time: look at its deployment in the console, where somebody may have to check it"
    } else {
        "DataWorks deploys the task"
    };
    Transit {
        reason: Reason::Deploying,
        message: message.to_owned(),
        late,
        next_look: None,
    }
}
