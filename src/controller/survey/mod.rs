//! What holds at the moment of a scrape, from what is in memory: nothing is asked for it, and nothing is kept of it.

mod words;

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use kube::Resource;

use super::cached::Cached;
use super::context::Context;
use crate::api::{ConditionType, DISyncTask, Phase, Reason};
use crate::telemetry::metrics::{Survey, TaskCount, TaskLabels, WorkspaceLabels};
use words::{UNKNOWN, Words};

/// Looks at everything once.
pub fn survey(context: &Context) -> Survey {
    let now = context.clock.now();
    let words = Words::new();
    let turns = context.turns.load();
    Survey {
        tasks: context.tasks_watched.borrow().is_listed().then(|| {
            let cached = context.tasks.state();
            let ours = cached.iter().map(AsRef::as_ref);
            count(ours.filter(|cached| context.shard.holds(*cached)), &words, now)
        }),
        workspaces: context.workspaces_watched.borrow().is_listed().then(|| {
            let mut counts = HashMap::new();
            for cached in context.workspaces.state() {
                let labels = match &cached.0 {
                    Ok(workspace) => {
                        let status = workspace.status.as_ref();
                        let (ready, reason) = words.ready(status.map_or(&[], |status| &status.conditions));
                        WorkspaceLabels { ready, reason }
                    }
                    Err(_) => WorkspaceLabels {
                        ready: "False",
                        reason: Reason::Undecodable.as_str(),
                    },
                };
                *counts.entry(labels).or_default() += 1;
            }
            counts
        }),
        accounts: context.accounts.known(context),
        accounts_throttled: context.accounts.throttled(now),
        endpoints_unreachable: context.accounts.unreachable(),
        visits_running: turns.taken,
        visits_waiting: turns.waiting,
    }
}

fn count<'a>(cached: impl Iterator<Item = &'a Cached>, words: &Words, now: Timestamp) -> TaskCount {
    let mut count = TaskCount::default();
    for cached in cached {
        let meta = cached.meta();
        if let Some(since) = &meta.deletion_timestamp {
            count.deleting += 1;
            count.oldest_deletion = count.oldest_deletion.max(age(since, now));
        }
        let labels = match &cached.0 {
            Ok(task) => {
                count.drifted += u64::from(
                    task.status
                        .as_ref()
                        .is_some_and(|status| !status.drift.is_empty()),
                );
                if let Some(since) = unready_since(task) {
                    count.oldest_unready = count.oldest_unready.max(age(since, now));
                }
                words.of(task)
            }
            Err(_) => TaskLabels {
                r#type: UNKNOWN,
                phase: Phase::Failed.as_str(),
                ready: "False",
                stalled: "True",
                reason: Reason::Undecodable.as_str(),
            },
        };
        *count.of.entry(labels).or_default() += 1;
    }
    count
}

/// Since when a task is in a state other than Ready, if it is and should be.
fn unready_since(task: &DISyncTask) -> Option<&Time> {
    if task.spec.suspend || task.metadata.deletion_timestamp.is_some() {
        return None;
    }
    let conditions = task.status.as_ref().map_or(&[][..], |status| &status.conditions);
    match ConditionType::Ready.among(conditions) {
        Some(ready) if ready.status == "True" => None,
        Some(ready) => Some(&ready.last_transition_time),
        None => task.metadata.creation_timestamp.as_ref(),
    }
}

fn age(since: &Time, now: Timestamp) -> Duration {
    Duration::try_from(now.duration_since(since.0)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
