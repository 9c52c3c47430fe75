//! The conditions for people: what was reached on the way, whether the task runs, and whether somebody changed it.

use super::verdict::Verdict;
use crate::api::{ConditionType, DISyncTask, DISyncTaskStatus, DriftPolicy, OperationKind, Reason, TaskType};
use crate::domain::life;

type Value = (&'static str, Reason, String);

pub(super) fn of(
    status: &DISyncTaskStatus,
    verdict: &Verdict,
    task: &DISyncTask,
) -> Vec<(ConditionType, Value)> {
    let mut milestones = Vec::new();
    if task.spec.task_type != TaskType::Offline && !status.adopted {
        milestones.push((ConditionType::ConfigGenerated, generated(status, verdict)));
    }
    milestones.push((ConditionType::TaskCreated, created(status, verdict)));
    if status.file_id.is_some() {
        if life::has_instance(task) {
            milestones.push((ConditionType::TaskRunning, running(status, verdict)));
        }
        if life::drift_policy(task) != DriftPolicy::Ignore {
            milestones.push((ConditionType::DriftDetected, drift(status)));
        }
    }
    milestones
}

fn generated(status: &DISyncTaskStatus, verdict: &Verdict) -> Value {
    let say = |value, reason, message: &str| (value, reason, message.to_owned());
    let creating = life::is_under_way(status, OperationKind::Create);
    if status.file_id.is_some() || creating {
        say("True", Reason::Generated, "DataWorks generated the configuration")
    } else if matches!(verdict, Verdict::Stalled(Reason::GenerationFailed, _)) {
        say(
            "False",
            Reason::GenerationFailed,
            "DataWorks could not generate the configuration",
        )
    } else if status.process_id.is_some() {
        say(
            "False",
            Reason::Generating,
            "DataWorks generates the configuration",
        )
    } else {
        say(
            "False",
            Reason::Pending,
            "DataWorks was not asked to generate the configuration yet",
        )
    }
}

fn created(status: &DISyncTaskStatus, verdict: &Verdict) -> Value {
    let say = |value, reason, message: &str| (value, reason, message.to_owned());
    if matches!(verdict, Verdict::Stalled(Reason::TaskMissing, _)) {
        say(
            "False",
            Reason::TaskMissing,
            "somebody deleted the task in DataWorks",
        )
    } else if status.file_id.is_some() && status.adopted {
        say(
            "True",
            Reason::Adopted,
            "the task existed in DataWorks and was taken over",
        )
    } else if status.file_id.is_some() {
        say("True", Reason::Created, "the task exists in DataWorks")
    } else if matches!(verdict, Verdict::Stalled(Reason::CreationFailed, _)) {
        say(
            "False",
            Reason::CreationFailed,
            "DataWorks refused to create the task",
        )
    } else {
        say(
            "False",
            Reason::Pending,
            "the task is not known to exist in DataWorks",
        )
    }
}

/// By what DataWorks said last, which a running task alone makes true.
fn running(status: &DISyncTaskStatus, verdict: &Verdict) -> Value {
    let said = status.run_state.as_deref();
    match (verdict, said) {
        (Verdict::Ready(Reason::Running, _), _) => ("True", Reason::Running, "the task runs".to_owned()),
        (_, Some(word)) if crate::domain::life::is_running_word(word) => {
            ("True", Reason::Running, format!("DataWorks says {word}"))
        }
        (_, Some(word)) => ("False", Reason::NotRunning, format!("DataWorks says {word}")),
        (_, None) => ("False", Reason::NotRunning, "the task was not started".to_owned()),
    }
}

fn drift(status: &DISyncTaskStatus) -> Value {
    if status.missing_since.is_some() {
        (
            "True",
            Reason::TaskMissing,
            "DataWorks does not list the task any more".to_owned(),
        )
    } else if status.drift.is_empty() {
        ("False", Reason::InSync, "nothing is known to differ".to_owned())
    } else {
        (
            "True",
            Reason::Drifted,
            format!("the task in DataWorks differs in {}", status.drift.join(", ")),
        )
    }
}
