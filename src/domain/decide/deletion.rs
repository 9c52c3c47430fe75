//! From a task to none. Deletion needs the fewest inputs: an invalid spec never stands in its way.

use jiff::Timestamp;

use super::creation::judge;
use super::descent::{Descent, descend};
use crate::api::{DeletionPolicy, OperationKind, Reason};
use crate::domain::observed::{Blocker, DeploymentProgress, Seen, Snapshot};
use crate::domain::plan::{Action, Fact, Farewell, Plan, Transit};
use crate::domain::schedule::{IN_FLIGHT, LIST_LAG};
use crate::domain::{desired, life, look};

/// Without our finalizer the resource is not ours to care for.
pub(super) fn not_held(snapshot: &Snapshot<'_>, _: Timestamp) -> Option<Plan> {
    (!look::holds(snapshot.task)).then_some(Plan::Note(Fact::Idle))
}

pub(super) fn is_retained(snapshot: &Snapshot<'_>, _: Timestamp) -> Option<Plan> {
    let retained = desired::deletion_policy(snapshot.task) == DeletionPolicy::Retain;
    retained.then_some(Plan::Act(Action::RemoveFinalizer(Farewell::Retained)))
}

pub(super) fn nothing_was_created(snapshot: &Snapshot<'_>, _: Timestamp) -> Option<Plan> {
    let status = snapshot.task.status.as_ref();
    let nothing = status.is_none_or(|status| status.file_id.is_none() && !look::may_have_created(status));
    nothing.then_some(Plan::Act(Action::RemoveFinalizer(Farewell::NeverCreated)))
}

/// Nobody can delete the task without a key, but a person can let the resource go.
pub(super) fn no_access(snapshot: &Snapshot<'_>, _: Timestamp) -> Option<Plan> {
    let Blocker { reason, message } = snapshot.access.clone().err()?;
    let message = format!(
        "{message}. The deletion waits for it; to let the resource go and leave the task in DataWorks, set spec.deletionPolicy to Retain"
    );
    Some(Plan::Note(Fact::Blocked(Blocker { reason, message })))
}

/// A creation whose outcome is unknown is resolved before its resource goes, or a task without owner would stay.
pub(super) fn interrupted_creation_was_looked_up(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    let Seen::Named(Ok(named)) = snapshot.seen.as_ref()? else {
        return None;
    };
    let operation = snapshot.task.status.as_ref()?.operation.as_ref()?;
    Some(match judge(snapshot, named.as_ref())? {
        Fact::NameFree => {
            let first = operation.empty_since.as_ref().map_or(now, |first| first.0);
            let certain = first + IN_FLIGHT;
            if operation.empty_look_ups > 0 && now >= certain {
                Plan::Act(Action::RemoveFinalizer(Farewell::NeverCreated))
            } else {
                Plan::Note(Fact::NameFreeYet(certain.max(now + LIST_LAG)))
            }
        }
        Fact::NameForeign(whose) => Plan::Act(Action::RemoveFinalizer(Farewell::NotOurs(whose))),
        fact => Plan::Note(fact),
    })
}

/// A deployment that was under way when the task was to go ends first: it would make a node that nobody follows.
pub(super) fn deployment_has_ended(snapshot: &Snapshot<'_>, _: Timestamp) -> Option<Plan> {
    let Seen::Deployment(Ok(deployment)) = snapshot.seen.as_ref()? else {
        return None;
    };
    if !life::is_going(snapshot.task) {
        return None;
    }
    Some(Plan::Note(match &deployment.progress {
        DeploymentProgress::Succeeded => Fact::DeploymentSucceeded,
        DeploymentProgress::Failed(why) => Fact::DeploymentFailed(why.clone()),
        DeploymentProgress::Running => Fact::UnderWay(Transit {
            reason: Reason::Deploying,
            message: "DataWorks deploys the task, which is deleted once that has ended".to_owned(),
            late: false,
            next_look: None,
        }),
    }))
}

/// The scheduling node of a batch task goes by a deployment of its own.
pub(super) fn node_was_removed(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    let Seen::Deployment(Ok(deployment)) = snapshot.seen.as_ref()? else {
        return None;
    };
    let operation = snapshot.task.status.as_ref()?.operation.as_ref()?;
    if operation.kind != OperationKind::Delete {
        return None;
    }
    Some(Plan::Note(match &deployment.progress {
        DeploymentProgress::Succeeded => Fact::DeletionAccepted,
        DeploymentProgress::Failed(why) => Fact::DeploymentFailed(why.clone()),
        DeploymentProgress::Running => Fact::UnderWay(Transit {
            reason: Reason::Deleting,
            message: "DataWorks removes the scheduling node of the task".to_owned(),
            late: now >= operation.deadline.0,
            next_look: None,
        }),
    }))
}

pub(super) fn goes_down(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    Some(match descend(snapshot, now)? {
        Descent::Gone => Plan::Act(Action::RemoveFinalizer(Farewell::Gone)),
        Descent::Step(plan) => plan,
    })
}
