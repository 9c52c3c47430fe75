//! How the task runs, and whether it left its state by itself.

use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::mark;
use crate::api::{DISyncTask, DISyncTaskStatus, DesiredState};
use crate::domain::life::{self, DESIRED_STATE};
use crate::domain::observed::{Activity, Run};
use crate::domain::report::shown;
use crate::domain::schedule::STEADY;

pub(super) fn record(status: &mut DISyncTaskStatus, run: &Run, task: &DISyncTask, now: Timestamp) {
    let word: String = shown(&run.word).chars().take(64).collect();
    let before = status.run_state.replace(word);
    let (runs, wish) = (run.activity == Activity::Running, life::wish(task));
    if runs && status.adopted && status.started_hash.is_none() {
        // It ran when it was taken over, and goes on as it was started.
        status.started_hash = Some(life::wanted_start(task));
    }
    if runs || wish != DesiredState::Running {
        status.not_running_since = None;
    } else {
        status.not_running_since.get_or_insert(Time(now));
    }
    let steady = status
        .last_start_time
        .as_ref()
        .is_none_or(|start| now >= start.0 + STEADY);
    if runs && steady {
        status.restarts = None;
    }
    let left = match (wish, run.activity) {
        (_, Activity::Gone) => false,
        (DesiredState::Running, activity) => !matches!(
            activity,
            Activity::Running | Activity::Committed | Activity::Starting | Activity::AwaitsPerson
        ),
        // A word that no page has says the same as when it came to rest, until it changes.
        (_, Activity::Unknown) => {
            before != status.run_state || status.drift.iter().any(|path| path == DESIRED_STATE)
        }
        (_, activity) => matches!(
            activity,
            Activity::Running | Activity::Committed | Activity::Starting
        ),
    };
    let by_itself = status.reached_state == Some(wish) && status.operation.is_none();
    mark(&mut status.drift, DESIRED_STATE, left && by_itself);
}
