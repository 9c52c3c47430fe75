//! The calls of accounts: whose they are, whether one may be made, and who comes first.

mod account;
mod accounts;
mod keys;
mod moving;
mod pace;
mod purse;
mod queues;
mod unspent;

pub use accounts::{Accounts, Place};
pub use purse::Purse;
pub use queues::Queues;

use jiff::SignedDuration;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use kube::Resource;
use kube::runtime::reflector::ObjectRef;

use super::context::Context;
use super::neighbours::tasks_of;
use super::way::Way;
use crate::api::{BudgetStatus, DISyncTask};
use crate::domain::budget::{Priority, waits_for_calls};
use crate::domain::look::{Freshness, Look, TaskLook};
use crate::domain::observed::Closed;
use crate::domain::schedule::LONGEST_CLOSURE;

/// As many as are woken at once, each of which sees for itself whether there are calls.
const WOKEN: usize = 16;

/// Why a visit of `task`, which has something to do, cannot begin now.
pub async fn closed(task: &DISyncTask, way: &Way, context: &Context) -> kube::Result<Option<Closed>> {
    let closed = closed_to(way.purse(), task, context).await?;
    Ok(closed.or_else(|| way.purse().admit()))
}

/// How long a task that was told that it waits for calls still does, judged by what is known. A thousand that wait so
/// cost the API server nothing.
pub async fn still_waits(task: &DISyncTask, context: &Context) -> kube::Result<Option<SignedDuration>> {
    let status = task.status.as_ref();
    let told = status
        .and_then(|status| status.next_poll_time.as_ref())
        .map(|time| time.0);
    let now = context.clock.now();
    let current = status.is_some_and(|status| status.observed_generation == task.metadata.generation);
    let Some(until) = told.filter(|until| *until > now && current && waits_for_calls(task)) else {
        return Ok(None);
    };
    let Some(purse) = context.accounts.known_purse(task, context) else {
        return Ok(None);
    };
    let closed = closed_to(&purse.of_task(task), task, context).await?;
    Ok(closed.map(|_| until.duration_since(now).min(LONGEST_CLOSURE)))
}

async fn closed_to(purse: &Purse, task: &DISyncTask, context: &Context) -> kube::Result<Option<Closed>> {
    let scarce = purse.limits().per_day.is_some();
    let needed = match Priority::of(task) {
        // Who comes first matters only where there may not be enough for all.
        Priority::Working if scarce => context.queues.needs(task, purse, context),
        _ => None,
    };
    let calls = needed.map_or(1, |needed| {
        // Where looks spend the rest of each day, no more than they leave will ever be left.
        let own = needed.own.min(purse.sure());
        needed.before.saturating_add(own)
    });
    purse.closed(calls).await
}

/// What of a look there are calls for: when they run short, how the task runs is looked at, and drift is not.
pub async fn affordable(look: Look, task: &DISyncTask, way: &Way) -> kube::Result<Look> {
    let Look::Task(parts) = look else { return Ok(look) };
    let purse = way.purse();
    if !parts.run || Priority::of(task) != Priority::Watching || purse.limits().per_day.is_none() {
        return Ok(look);
    }
    Ok(match purse.of_priority(Priority::Comparing).closed(1).await? {
        Some(_) => Look::Task(TaskLook {
            file: Freshness::Unneeded,
            ..parts
        }),
        None => look,
    })
}

/// What is left of the calls of a workspace's account.
pub async fn status(way: &Way) -> kube::Result<Option<BudgetStatus>> {
    let purse = way.purse().of_priority(Priority::Working);
    let resumes_at = purse.closed(1).await?.map(|closed| Time(closed.until));
    let status = BudgetStatus {
        calls_per_day: purse.limits().per_day,
        left: purse.left().await?,
        resumes_at,
    };
    Ok((status != BudgetStatus::default()).then_some(status))
}

/// Wakes the tasks of a workspace that have waited for calls the longest: fewer may be spent than was foreseen.
pub fn wake_the_oldest(way: &Way, context: &Context) {
    if way.purse().limits().per_day.is_none() {
        return;
    }
    let mut waiting = tasks_of(&way.workspace, context);
    waiting.retain(|cached| cached.0.as_ref().is_ok_and(waits_for_calls));
    waiting.sort_by_cached_key(|cached| {
        (
            cached.meta().creation_timestamp.clone(),
            cached.meta().uid.clone(),
        )
    });
    for cached in waiting.iter().take(WOKEN) {
        // The loop of the tasks has ended: so does this one.
        let _ = context.wake.unbounded_send(ObjectRef::from_obj(cached.as_ref()));
    }
}
