//! Tells a workspace whether it can be used. No call is spent on it.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::runtime::controller::Action as Visit;
use kube::{Api, ResourceExt};
use tracing::{debug, warn};

use super::context::Context;
use super::error::Error;
use super::guard::bounded;
use super::neighbours::tasks_of;
use super::watched::until_listed;
use super::{budget, undecodable, way};
use crate::api::{ConditionType, DataWorksWorkspace, DataWorksWorkspaceStatus, Reason};
use crate::cluster::{self, Guarded};
use crate::domain::observed::Blocker;
use crate::domain::report::set_condition;
use crate::domain::schedule::pause_for_cluster;

/// How long a workspace that can be used rests: then it is seen whether its Secret changed, and whether DataWorks
/// refused its key meanwhile.
const REST: SignedDuration = SignedDuration::from_secs(60);

/// Visits a workspace that something woke.
pub async fn reconcile(
    cached: Arc<Guarded<DataWorksWorkspace>>,
    context: Arc<Context>,
) -> Result<Visit, Error> {
    let workspace = match &cached.0 {
        Ok(workspace) => Arc::new(workspace.clone()),
        Err(broken) => {
            return bounded(
                context.deadline,
                undecodable::report::<DataWorksWorkspace>(broken, &context),
            )
            .await;
        }
    };
    if workspace.metadata.deletion_timestamp.is_some() {
        return Ok(Visit::await_change());
    }
    context.forget_the_unused();
    // They are counted, and what they wait for is told.
    until_listed(context.tasks_watched.clone()).await;
    bounded(context.deadline, Box::pin(told(&workspace, &context))).await
}

/// A visit of a workspace that decodes.
async fn told(workspace: &Arc<DataWorksWorkspace>, context: &Context) -> Result<Visit, Error> {
    let old = workspace.status.clone().unwrap_or_default();
    let api = Api::namespaced(context.client.clone(), &workspace.namespace().unwrap_or_default());
    let open = way::open(workspace, context).await?;
    let (now, generation) = (context.clock.now(), workspace.metadata.generation);
    let conditions = conditions(&old.conditions, open.as_ref().err(), generation, now);
    let rest = match &open {
        Ok(_) => REST,
        Err(_) => pause_for_cluster(0),
    };
    let endpoint = context
        .endpoints
        .endpoint_of(workspace)
        .ok()
        .map(|endpoint| endpoint.to_string());
    let budget = match &open {
        Ok(way) => budget::status(way).await?,
        Err(_) => None,
    };
    let status = DataWorksWorkspaceStatus {
        observed_generation: generation,
        endpoint,
        budget,
        tasks: u32::try_from(tasks_of(workspace, context).len()).ok(),
        conditions,
    };
    if status != old {
        cluster::write_status(&api, workspace.as_ref(), workspace.status.as_ref(), &status).await?;
    }
    if let Ok(way) = &open {
        budget::wake_the_oldest(way, context);
    }
    Ok(context.rest(rest))
}

/// The conditions of a workspace that can be used, or that something keeps from it.
fn conditions(
    old: &[Condition],
    blocker: Option<&Blocker>,
    generation: Option<i64>,
    now: Timestamp,
) -> Vec<Condition> {
    let mut conditions = old.to_vec();
    let mut set =
        |kind, value: (&str, Reason, &str)| set_condition(&mut conditions, kind, value, generation, now);
    let stalled = blocker.filter(|blocker| blocker.reason.needs_a_person());
    match blocker {
        None => set(
            ConditionType::Ready,
            ("True", Reason::Valid, "the workspace can be used"),
        ),
        Some(blocker) => set(
            ConditionType::Ready,
            ("False", blocker.reason, blocker.message.as_str()),
        ),
    }
    match stalled {
        None => conditions.retain(|condition| condition.type_ != ConditionType::Stalled.as_str()),
        Some(blocker) => set(
            ConditionType::Stalled,
            ("True", blocker.reason, blocker.message.as_str()),
        ),
    }
    conditions
}

/// When to repeat a visit that broke off.
pub fn after_error(
    workspace: Arc<Guarded<DataWorksWorkspace>>,
    error: &Error,
    context: Arc<Context>,
) -> Visit {
    if error.is_conflict() {
        debug!(
            name = workspace.name_any(),
            "somebody else wrote the workspace first: it is read anew"
        );
        return Visit::requeue(Duration::from_millis(500));
    }
    warn!(name = workspace.name_any(), %error, "the visit of the workspace broke off");
    context.rest(pause_for_cluster(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::report::contradictions;

    #[test]
    fn it_is_stalled_by_what_needs_a_person_only() {
        let now = Timestamp::UNIX_EPOCH;
        let mut told = Vec::new();
        for (reason, stalled) in [
            (Some(Reason::CredentialsNotFound), false),
            (Some(Reason::EndpointNotAllowed), true),
            (Some(Reason::Throttled), false),
            (Some(Reason::CredentialsForbidden), true),
            (Some(Reason::Unreachable), false),
            (Some(Reason::CredentialsRefused), true),
            (Some(Reason::ServiceError), false),
            (Some(Reason::CredentialsRefused), true),
            (None, false),
        ] {
            let blocker = reason.map(|reason| Blocker {
                reason,
                message: "it is in the way".to_owned(),
            });
            told = conditions(&told, blocker.as_ref(), Some(1), now);
            let ready = ConditionType::Ready.among(&told).unwrap();
            assert_eq!(ready.reason, reason.unwrap_or(Reason::Valid).as_str());
            assert_eq!(ready.status == "True", reason.is_none());
            assert_eq!(
                ConditionType::Stalled.among(&told).is_some(),
                stalled,
                "{reason:?}"
            );
            assert_eq!(contradictions(Some(1), Some(1), &told), [""; 0]);
        }
    }
}
