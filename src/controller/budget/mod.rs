//! The calls of accounts: whose they are, whether one may be made, and who comes first.

mod account;
mod accounts;
mod purse;

pub use accounts::Accounts;
pub use purse::Purse;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::cached::Cached;
use super::context::Context;
use super::way::Way;
use crate::api::{BudgetStatus, DISyncTask};
use crate::domain::budget::{Priority, needs};
use crate::domain::look::{Freshness, Look, TaskLook};
use crate::domain::observed::Closed;

/// Why a visit of `task`, which has something to do, cannot begin now.
pub async fn closed(task: &DISyncTask, way: &Way, context: &Context) -> kube::Result<Option<Closed>> {
    let purse = way.client.permits();
    let scarce = purse.limits().per_day.is_some();
    let needed = match Priority::of(task) {
        // Who comes first matters only where there may not be enough for all.
        Priority::Working if scarce => {
            let cached = context.tasks.state();
            let others = cached
                .iter()
                .filter_map(|cached: &std::sync::Arc<Cached>| cached.0.as_ref().ok());
            needs(task, others.filter(|other| context.accounts.share(task, other)))
        }
        _ => None,
    };
    purse.closed(needed.unwrap_or(1)).await
}

/// What of a look there are calls for: when they run short, how the task runs is looked at, and drift is not.
pub async fn affordable(look: Look, task: &DISyncTask, way: &Way) -> kube::Result<Look> {
    let Look::Task(parts) = look else { return Ok(look) };
    let purse = way.client.permits();
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
    let purse = way.client.permits().of_priority(Priority::Working);
    let resumes_at = purse.closed(1).await?.map(|closed| Time(closed.until));
    let status = BudgetStatus {
        calls_per_day: purse.limits().per_day,
        left: purse.left().await?,
        resumes_at,
    };
    Ok((status != BudgetStatus::default()).then_some(status))
}
