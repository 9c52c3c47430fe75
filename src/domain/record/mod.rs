//! Takes down in the status what a look at an existing task showed; what follows from it is decided after that.

mod run;

use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{MicroTime, Time};

use crate::api::{DISyncTask, DISyncTaskStatus, DesiredState, DriftPolicy, SeenFile, TaskType};
use crate::domain::desired::Desired;
use crate::domain::fingerprints::differing;
use crate::domain::life::{self, DESIRED_STATE, NAME};
use crate::domain::observed::{Detail, Listed, Listing, Sight};
use crate::domain::report::shown;

/// What begins the paths of parts that the spec does not mention; alone, a configuration that cannot be compared.
pub const CONFIGURATION: &str = "configuration";

/// Most paths of a configuration that a status shows. With the name and the state they are 64.
const MOST_PATHS: usize = 62;

/// Takes down what a pass saw of `task`, which is to be as `desired` says, if that is known.
pub fn record(task: &mut DISyncTask, sight: &Sight, desired: Option<&Desired>, now: Timestamp) {
    let mut status = task.status.take().unwrap_or_default();
    // Of a solution its own state tells, whatever the list does.
    let state = sight.run.as_ref().map(|run| run.activity);
    let solution = task.spec.task_type == TaskType::Solution && state.is_some();
    if sight.lacks_it() {
        status.missing_since.get_or_insert(Time(now));
    } else if sight.file.is_some() || solution {
        status.missing_since = None;
    }
    if let Some(Listing::There(listed)) = &sight.file {
        record_file(&mut status, listed, desired);
    }
    if let Some(run) = &sight.run {
        run::record(&mut status, run, task, now);
    }
    if status.adopted && status.deployed_hash.is_none() && status.operation.is_none() {
        // It was not deployed when it was taken over.
        let wish = life::wish(task);
        let left = wish != DesiredState::Created && status.reached_state == Some(wish);
        mark(&mut status.drift, DESIRED_STATE, left);
    }
    let rests = status.operation.is_none() && status.reached_state == Some(DesiredState::Created);
    if life::wish(task) == DesiredState::Created && rests && status.deployed_hash.is_some() {
        // It was deployed when it was taken over, or somebody deployed it.
        mark(
            &mut status.drift,
            DESIRED_STATE,
            task.spec.task_type == TaskType::Realtime,
        );
    }
    status.drift.sort();
    if life::drift_policy(task) == DriftPolicy::Ignore {
        // Whether it runs is no matter of taste: Ready says so in any case.
        status.drift.retain(|path| path == DESIRED_STATE);
    }
    task.status = Some(status);
}

fn record_file(status: &mut DISyncTaskStatus, listed: &Listed, desired: Option<&Desired>) {
    if let Some(detail) = &listed.detail {
        let pending = match (&status.applied_hash, desired) {
            (Some(applied), Some(desired)) => *applied != desired.hash,
            _ => false,
        };
        record_detail(status, listed, detail, pending);
        if let Some(desired) = desired.filter(|_| status.applied_hash.is_none() && detail.differs.is_empty())
        {
            // What was taken over is as the spec says.
            life::rename_applied(status, &desired.hash);
            status.applied_parts = desired.parts.clone();
        }
    }
    let renamed = status.task_name.as_ref().is_some_and(|name| *name != listed.name);
    mark(&mut status.drift, NAME, renamed && !listed.name.is_empty());
}

fn record_detail(status: &mut DISyncTaskStatus, listed: &Listed, detail: &Detail, pending: bool) {
    // What an edit asks for and was not made yet is nobody's drift.
    let mut drift: Vec<String> = Vec::new();
    if !pending {
        drift.extend(detail.differs.iter().map(|path| shown(path)));
    }
    let before = status.file.take().map(|file| file.parts).unwrap_or_default();
    // What the spec mentions explains the rest, which follows from it.
    if !before.is_empty() && drift.is_empty() {
        let paths = differing(&before, &detail.parts);
        drift.extend(paths.iter().map(|path| format!("{CONFIGURATION}.{path}")));
    }
    status.drift.retain(|path| path == DESIRED_STATE || path == NAME);
    // As long as something differs, the parts stay those that the operator left.
    let parts = if drift.is_empty() || before.is_empty() {
        detail.parts.clone()
    } else {
        before
    };
    // The same differences have the same paths, in whatever order they were found.
    drift.sort();
    drift.dedup();
    drift.truncate(MOST_PATHS);
    status.drift.extend(drift);
    if !pending && !life::was_corrected_in_vain(status) {
        status.corrected_drift = None;
    }
    status.file = Some(Box::new(SeenFile {
        version: listed.version,
        edited_at: listed.edited_at.map(MicroTime),
        parts,
    }));
}

fn mark(drift: &mut Vec<String>, path: &str, differs: bool) {
    drift.retain(|known| known != path);
    if differs {
        drift.push(path.to_owned());
    }
}
