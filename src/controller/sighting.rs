//! Looks at a task that exists: its file, its configuration if the file changed, and how it runs.

use std::collections::BTreeMap;

use serde_json::Value;

use super::context::Context;
use super::way::Way;
use crate::api::{DISyncTask, TaskType};
use crate::dataworks::DataWorks;
use crate::dataworks::operations::{
    self, GetFile, GetInstance, GetTask, Instance, RunState, SolutionState, TaskContent,
};
use crate::domain::comparison::{self, Compared};
use crate::domain::desired::Desired;
use crate::domain::failure::{Consequence, Failure};
use crate::domain::fingerprints;
use crate::domain::look::{Freshness, TaskLook};
use crate::domain::observed::{Activity, Detail, Listed, Listing, Run, Sight};
use crate::domain::record::CONFIGURATION;

/// The word for an instance that DataWorks does not know.
const ABSENT: &str = "absent";

/// Takes the look.
pub async fn take(
    look: TaskLook,
    task: &DISyncTask,
    desired: Option<&Desired>,
    way: &Way,
    context: &Context,
) -> Result<Sight, Failure> {
    let mut asked = None;
    if look.file == Freshness::Unneeded {
        let run = match running(look.file_id, task, way).await {
            // What goes is stopped and deleted though DataWorks does not say how it runs; the list tells whether it is gone.
            Err(failure) if is_refusal(&failure) && task.metadata.deletion_timestamp.is_some() => Some(Run {
                activity: Activity::Unknown,
                word: ABSENT.to_owned(),
                start_time: None,
            }),
            run => run?,
        };
        // An instance that DataWorks does not know may be that of a task which is gone.
        if run.as_ref().is_none_or(|run| run.word != ABSENT) {
            return Ok(Sight {
                run,
                ..Sight::default()
            });
        }
        asked = run;
    }
    let seen = context
        .file_looks
        .take(look.file_id, look.file, way, context)
        .await?;
    let file = listing(look.file_id, seen.file, task, desired, way).await?;
    // Of a solution this look is the one that proves it.
    let solution = task.spec.task_type == TaskType::Solution && look.file != Freshness::Shared;
    let run = match asked {
        Some(run) => Some(run),
        None if solution || (look.run && file != Some(Listing::Missing)) => {
            running(look.file_id, task, way).await?
        }
        None => None,
    };
    Ok(Sight {
        file,
        run,
        looked_at: Some(seen.at),
    })
}

fn is_refusal(failure: &Failure) -> bool {
    matches!(
        failure.consequence,
        Consequence::RetrySlowly | Consequence::Refused | Consequence::Terminal
    )
}

/// How the task runs, if it is of a type of which something runs.
async fn running(file_id: i64, task: &DISyncTask, way: &Way) -> Result<Option<Run>, Failure> {
    Ok(match task.spec.task_type {
        TaskType::Realtime => Some(real_time(file_id, way).await?),
        TaskType::Solution => Some(solution(file_id, way).await?),
        TaskType::Offline => None,
    })
}

async fn listing(
    file_id: i64,
    found: Option<operations::File>,
    task: &DISyncTask,
    desired: Option<&Desired>,
    way: &Way,
) -> Result<Option<Listing>, Failure> {
    Ok(match found {
        Some(file) => {
            let detail = match desired {
                Some(desired) if is_worth_reading(&file, task, desired) => {
                    detail(desired, task, file_id, way).await?
                }
                _ => None,
            };
            Some(Listing::There(Listed {
                name: file.name,
                version: file.version,
                edited_at: file.last_edit_time,
                committed: file.committed,
                detail,
            }))
        }
        // Whether lists show solutions by their ID is not certain: the solution itself tells.
        None if task.spec.task_type == TaskType::Solution => None,
        None => Some(Listing::Missing),
    })
}

/// Whether the file changed since it was read. Before an edit of the spec is made there is nothing to compare with but
/// what was read before it.
fn is_worth_reading(file: &operations::File, task: &DISyncTask, desired: &Desired) -> bool {
    let status = task.status.as_ref();
    // What was taken over and differs is compared with what the spec says now.
    let unresolved = status.is_some_and(|status| {
        status.applied_hash.is_none() && status.observed_hash.as_ref() != Some(&desired.hash)
    });
    match status.and_then(|status| status.file.as_ref()) {
        Some(seen) => {
            unresolved
                || seen.version != file.version
                || seen.edited_at.as_ref().map(|at| at.0) != file.last_edit_time
        }
        None => !is_edited(task, desired),
    }
}

/// Whether the spec asks for something else than what was applied.
fn is_edited(task: &DISyncTask, desired: &Desired) -> bool {
    let applied = task
        .status
        .as_ref()
        .and_then(|status| status.applied_hash.as_ref());
    applied.is_some_and(|applied| *applied != desired.hash)
}

/// The configuration compared with the spec. Of a solution DataWorks shows none.
async fn detail(
    desired: &Desired,
    task: &DISyncTask,
    file_id: i64,
    way: &Way,
) -> Result<Option<Detail>, Failure> {
    let (client, project_id) = (&way.client, way.project_id());
    let script: Value = serde_json::from_str(&desired.script).unwrap_or_default();
    let compare = |with: fn(&Value, &str) -> Compared, held: Option<&TaskContent>| match held {
        Some(held) => differences(with(&script, held.as_str()), task, desired),
        // What the service does not show is not held against it.
        None => Vec::new(),
    };
    Ok(match desired.task_type {
        TaskType::Solution => None,
        TaskType::Realtime => {
            let query = GetTask {
                project_id,
                task_type: desired.task_type.as_str(),
                file_id,
            };
            let held = client.call(&query).await?.content;
            let text = held.as_ref().map_or("", TaskContent::as_str);
            let document = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
            Some(Detail {
                differs: compare(comparison::realtime, held.as_ref()),
                parts: fingerprints::of(&document),
            })
        }
        TaskType::Offline => {
            let held = client.call(&GetFile { project_id, file_id }).await?;
            let mut differs = compare(comparison::offline, held.content.as_ref());
            if let Some(schedule) = &desired.schedule {
                differs.extend(comparison::schedule(schedule, &held.schedule));
            }
            // The script may hold what is worth guessing, so no digests of its parts are kept.
            Some(Detail {
                differs,
                parts: BTreeMap::new(),
            })
        }
    })
}

/// Paths of the spec. A configuration of ours that cannot be read is taken for what it was made as; one that was taken
/// over is not.
fn differences(compared: Compared, task: &DISyncTask, desired: &Desired) -> Vec<String> {
    let known = task
        .status
        .as_ref()
        .is_some_and(|status| status.applied_hash.is_some());
    match compared {
        Compared::Different(paths) => paths
            .iter()
            .map(|path| format!("{}.{path}", desired.path))
            .collect(),
        Compared::Unreadable if !known => vec![CONFIGURATION.to_owned()],
        Compared::Unreadable | Compared::Same => Vec::new(),
    }
}

async fn real_time(file_id: i64, way: &Way) -> Result<Run, Failure> {
    let query = GetInstance {
        project_id: way.project_id(),
        task_type: TaskType::Realtime.as_str(),
        file_id,
    };
    match way.client.call(&query).await {
        Ok(Instance::RealTime(instance)) => Ok(Run {
            activity: activity(&instance.state),
            word: instance.state.word().to_owned(),
            start_time: None,
        }),
        Ok(Instance::Solution(_)) => Ok(absent()),
        // What was never deployed, or was taken offline, may have no instance.
        Err(failure) if failure.consequence == Consequence::NotFound => Ok(absent()),
        Err(failure) => Err(failure),
    }
}

fn absent() -> Run {
    Run {
        activity: Activity::Idle,
        word: ABSENT.to_owned(),
        start_time: None,
    }
}

fn activity(state: &RunState) -> Activity {
    match state {
        RunState::Running => Activity::Running,
        RunState::Waiting => Activity::Starting,
        RunState::NotRunning => Activity::Idle,
        RunState::Paused => Activity::Paused,
        RunState::Stopping => Activity::Stopping,
        RunState::Failed(_) => Activity::Failed,
        RunState::Unknown(word) => match word.to_ascii_uppercase().as_str() {
            "STOP" | "STOPPED" | "FINISH" | "FINISHED" => Activity::Idle,
            _ => Activity::Unknown,
        },
    }
}

async fn solution(file_id: i64, way: &Way) -> Result<Run, Failure> {
    let query = GetTask {
        project_id: way.project_id(),
        task_type: TaskType::Solution.as_str(),
        file_id,
    };
    let gone = || Run {
        activity: Activity::Gone,
        word: "deleted".to_owned(),
        start_time: None,
    };
    let solution = match way.client.call(&query).await {
        Ok(task) => task.solution,
        Err(failure) if failure.consequence == Consequence::NotFound => return Ok(gone()),
        Err(failure) => return Err(failure),
    };
    let start_time = solution.as_ref().and_then(|solution| solution.start_time.clone());
    let Some(state) = solution.and_then(|solution| solution.state) else {
        return Ok(Run {
            activity: Activity::Unknown,
            word: "not told".to_owned(),
            start_time,
        });
    };
    Ok(Run {
        activity: match &state {
            SolutionState::Succeeded => Activity::Running,
            SolutionState::NotRunning => Activity::Idle,
            SolutionState::Committed => Activity::Committed,
            SolutionState::Running | SolutionState::Confirmed | SolutionState::Waiting => Activity::Starting,
            SolutionState::Failed => Activity::Failed,
            SolutionState::AwaitsConfirmation => Activity::AwaitsPerson,
            SolutionState::Deleted => Activity::Gone,
            SolutionState::Unknown(_) => Activity::Unknown,
        },
        word: state.shown(),
        start_time,
    })
}
