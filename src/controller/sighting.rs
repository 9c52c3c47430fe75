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

/// What begins the path of a configuration that cannot be compared.
const CONFIGURATION: &str = "configuration";

/// Takes the look.
pub async fn take(
    look: TaskLook,
    task: &DISyncTask,
    desired: Option<&Desired>,
    way: &Way,
    context: &Context,
) -> Result<Sight, Failure> {
    let (file, looked_at) = match look.file {
        Freshness::Unneeded => (None, None),
        freshness => {
            let seen = context
                .file_looks
                .take(look.file_id, freshness, way, context)
                .await?;
            (
                listing(look.file_id, seen.file, task, desired, way).await?,
                Some(seen.at),
            )
        }
    };
    let gone = file == Some(Listing::Missing);
    let run = match task.spec.task_type {
        TaskType::Solution if look.run || look.file == Freshness::Fresh => {
            Some(solution(look.file_id, way).await?)
        }
        TaskType::Realtime if look.run && !gone => Some(real_time(look.file_id, way).await?),
        TaskType::Realtime | TaskType::Solution | TaskType::Offline => None,
    };
    Ok(Sight { file, run, looked_at })
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
                Some(desired) if has_changed(&file, task) => detail(desired, task, file_id, way).await?,
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

fn has_changed(file: &operations::File, task: &DISyncTask) -> bool {
    let seen = task.status.as_ref().and_then(|status| status.file.as_ref());
    seen.is_none_or(|seen| {
        seen.version != file.version || seen.edited_at.as_ref().map(|at| at.0) != file.last_edit_time
    })
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
        word: "absent".to_owned(),
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
    };
    let solution = match way.client.call(&query).await {
        Ok(task) => task.solution,
        Err(failure) if failure.consequence == Consequence::NotFound => return Ok(gone()),
        Err(failure) => return Err(failure),
    };
    let Some(state) = solution.and_then(|solution| solution.state) else {
        return Ok(Run {
            activity: Activity::Unknown,
            word: "not told".to_owned(),
        });
    };
    Ok(Run {
        activity: match &state {
            SolutionState::Succeeded => Activity::Running,
            SolutionState::NotRunning => Activity::Idle,
            SolutionState::Running
            | SolutionState::Committed
            | SolutionState::Confirmed
            | SolutionState::Waiting => Activity::Starting,
            SolutionState::Failed => Activity::Failed,
            SolutionState::AwaitsConfirmation => Activity::AwaitsPerson,
            SolutionState::Deleted => Activity::Gone,
            SolutionState::Unknown(_) => Activity::Unknown,
        },
        word: state.shown(),
    })
}
