//! What a waked resource gets: nothing if it is settled, or a visit when it is its turn, within bounds of time.

use std::sync::Arc;

use kube::runtime::controller::Action as Visit;
use kube::runtime::reflector::ObjectRef;
use kube::{Api, Resource, ResourceExt};
use tracing::{Instrument, debug, info_span, warn};

use super::blocked::still_blocked;
use super::cached::Cached;
use super::context::Context;
use super::error::Error;
use super::gather::workspace_of;
use super::guard::bounded;
use super::pass::{tell, visit};
use super::turns::Turn;
use super::watched::until_listed;
use super::{annotations, budget, undecodable};
use crate::api::DISyncTask;
use crate::domain::desired;
use crate::domain::look;
use crate::domain::plan::Fact;
use crate::domain::schedule::{RESYNC, pause_for_cluster, seed};
use crate::domain::workspace::Workspace;

/// What there is to do for a task that was waked.
enum Due {
    /// Nothing, before something wakes it or this is over.
    Later(Visit),
    /// A visit, in this turn.
    Now(Turn),
}

/// Visits a task that something woke.
pub async fn reconcile(cached: Arc<Cached>, context: Arc<Context>) -> Result<Visit, Error> {
    let kept = context.turns.kept_for(&cached);
    if !context.shard.holds(cached.as_ref()) {
        return Ok(Visit::await_change());
    }
    let task = match &cached.0 {
        Ok(task) => task,
        Err(broken) => {
            return Box::pin(bounded(
                context.deadline,
                undecodable::report::<DISyncTask>(broken, &context),
            ))
            .await;
        }
    };
    // A workspace that is not listed yet would seem to be missing.
    until_listed(context.workspaces_watched.clone()).await;
    // Those that wait for the list are many: what comes after it takes memory only while it lasts.
    let outcome = match Box::pin(bounded(context.deadline, due(task, &cached, kept, &context))).await {
        Ok(Due::Later(visit)) => return Ok(visit),
        Ok(Due::Now(turn)) => Box::pin(visited(task, turn, &context)).await,
        Err(error) => Err(error),
    };
    match outcome {
        Err(Error::Panicked(place)) => {
            Box::pin(bounded(context.deadline, confess(task, place, &context))).await
        }
        outcome => outcome,
    }
}

/// Whether it is a task's turn, if something is to be done for it at all.
async fn due(
    task: &DISyncTask,
    cached: &Cached,
    kept: Option<Turn>,
    context: &Context,
) -> Result<Due, Error> {
    let settings = workspace_of(task, context).map(|workspace| Workspace::from(workspace.as_ref()));
    let hash = settings.and_then(|settings| desired::hash_of_cached(task, &settings));
    annotations::warn_of_unknown(task, context).await;
    let now = context.clock.now();
    if look::is_settled(task, hash.as_deref(), now) {
        let until_look = look::waits(task, hash.as_deref(), now).map_or(RESYNC, |at| at.duration_since(now));
        return Ok(Due::Later(context.rest(until_look.min(RESYNC))));
    }
    if let Some(pause) = budget::still_waits(task, context).await? {
        return Ok(Due::Later(context.rest(pause)));
    }
    if let Some(pause) = still_blocked(task, context).await? {
        return Ok(Due::Later(context.rest(pause)));
    }
    Ok(match kept.or_else(|| context.turns.take(task)) {
        Some(turn) => Due::Now(turn),
        None => {
            let latest = context.tasks.get(&ObjectRef::from_obj(cached));
            context.turns.compare(cached, latest.as_deref());
            Due::Later(Visit::await_change())
        }
    })
}

/// A visit, which is counted.
async fn visited(task: &DISyncTask, _turn: Turn, context: &Context) -> Result<Visit, Error> {
    let span = info_span!("visit", task = desired::named(task));
    let outcome = bounded(context.deadline, visit(task, context))
        .instrument(span)
        .await;
    context.metrics.work.visited(match &outcome {
        Ok(_) => "Done",
        Err(error) => error.as_str(),
    });
    if outcome.is_ok() {
        context
            .conflicts
            .over(task.metadata.uid.as_deref().unwrap_or_default());
    }
    outcome
}

/// Tells a task that its visit panicked; the others go on.
async fn confess(cached: &DISyncTask, place: String, context: &Context) -> Result<Visit, Error> {
    let api = Api::namespaced(context.client.clone(), &cached.namespace().unwrap_or_default());
    if let Some(task) = api.get_opt(&cached.name_any()).await?
        && context.shard.holds(&task)
    {
        let fact = Fact::Panicked(place);
        tell(&api, &task, task.status.as_ref(), &fact, None, context).await?;
    }
    Ok(context.rest(RESYNC))
}

/// When to repeat a visit that broke off.
pub fn after_error(cached: Arc<Cached>, error: &Error, context: Arc<Context>) -> Visit {
    let name = cached.name_any();
    if error.is_conflict() {
        debug!(name, "somebody else wrote the task first: it is read anew");
        let uid = cached.meta().uid.clone().unwrap_or_default();
        return Visit::requeue(context.conflicts.another(uid));
    }
    warn!(namespace = cached.namespace(), name, %error, "the visit broke off");
    context.rest(pause_for_cluster(seed(&name)))
}

#[cfg(test)]
#[path = "tests/reconcile.rs"]
mod tests;
