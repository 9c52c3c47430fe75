//! What no status may say at once.

use crate::api::{DISyncTask, DriftPolicy};
use crate::domain::plan::Fact;
use crate::domain::report::contradictions;

pub(super) fn oddities(task: &DISyncTask, fact: &Fact) -> Vec<String> {
    let Some(status) = &task.status else {
        return Vec::new();
    };
    let mut found = contradictions(
        task.metadata.generation,
        status.observed_generation,
        &status.conditions,
    );
    let is = |kind: &str, value: &str| {
        let mut conditions = status.conditions.iter();
        conditions.any(|condition| condition.type_ == kind && condition.status == value)
    };
    let mut demand = |holds: bool, what: &str| {
        if !holds {
            found.push(format!("{what}, after {fact:?}"));
        }
    };
    let current = status.observed_generation == task.metadata.generation;
    if is("Ready", "True") && current {
        demand(status.operation.is_none(), "Ready, and an operation under way");
        demand(status.failures.is_none(), "Ready, and calls fail");
        demand(status.file_id.is_some(), "Ready, and no task");
        demand(!is("TaskCreated", "False"), "Ready, and TaskCreated is False");
        let shows = task.spec.drift_policy != Some(DriftPolicy::Ignore);
        demand(status.drift.is_empty() || !shows, "Ready, and drift");
        demand(status.replacing.is_none(), "Ready, and being replaced");
    }
    demand(
        status
            .operation
            .as_ref()
            .is_none_or(|it| Some(it.attempt) <= status.attempts),
        "an operation that is not counted",
    );
    found
}
