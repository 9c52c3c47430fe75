//! How a task that exists runs.

use super::way::Way;
use crate::api::{DISyncTask, TaskType};
use crate::dataworks::DataWorks;
use crate::dataworks::operations::{GetInstance, GetTask, RunState, SolutionState};
use crate::domain::failure::{Consequence, Failure};
use crate::domain::observed::{Activity, Run};

/// The word for an instance that DataWorks does not know.
pub const ABSENT: &str = "absent";

/// How the task runs, if it is of a type of which something runs.
pub async fn running(file_id: i64, task: &DISyncTask, way: &Way) -> Result<Option<Run>, Failure> {
    Ok(match task.spec.task_type {
        TaskType::Realtime => Some(real_time(file_id, way).await?),
        TaskType::Solution => Some(solution(file_id, way).await?),
        TaskType::Offline => None,
    })
}

async fn real_time(file_id: i64, way: &Way) -> Result<Run, Failure> {
    let query = GetInstance {
        project_id: way.project_id(),
        file_id,
    };
    match way.client.call(&query).await {
        Ok(instance) => Ok(Run {
            activity: activity(&instance.state),
            word: instance.state.word().to_owned(),
            start_time: None,
        }),
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
