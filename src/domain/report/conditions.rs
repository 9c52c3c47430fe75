//! The conditions, by the rules of kstatus: `Reconciling` and `Stalled` only while true, and never together.

use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, Time};

use super::verdict::Verdict;
use super::{Notice, milestones};
use crate::api::{ConditionType, DISyncTask, DISyncTaskStatus, Reason};
use crate::domain::visible::visible;

/// Longest message of a condition or event, in characters.
const LONGEST_MESSAGE: usize = 1024;

/// Text as the status shows it: without control characters, cut to 1,024 characters.
pub fn shown(text: &str) -> String {
    visible(text, LONGEST_MESSAGE)
}

/// Sets a condition; its transition time moves only when its status does.
pub fn set_condition(
    conditions: &mut Vec<Condition>,
    kind: ConditionType,
    (status, reason, message): (&str, Reason, &str),
    generation: Option<i64>,
    now: Timestamp,
) {
    let whole_second = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let old = conditions
        .iter()
        .position(|condition| condition.type_ == kind.as_str());
    let unmoved = old.map(|at| &conditions[at]).filter(|old| old.status == status);
    let new = Condition {
        type_: kind.as_str().to_owned(),
        status: status.to_owned(),
        reason: reason.as_str().to_owned(),
        message: shown(message),
        observed_generation: generation,
        last_transition_time: unmoved.map_or(Time(whole_second), |old| old.last_transition_time.clone()),
    };
    match old {
        Some(at) => conditions[at] = new,
        None => conditions.push(new),
    }
}

pub(super) fn apply(status: &mut DISyncTaskStatus, verdict: &Verdict, task: &DISyncTask, now: Timestamp) {
    let generation = task.metadata.generation;
    let conditions = &mut status.conditions;
    let mut set = |kind, value: (&str, Reason, &str)| set_condition(conditions, kind, value, generation, now);
    match verdict {
        Verdict::Ready(reason, message) => set(ConditionType::Ready, ("True", *reason, message)),
        Verdict::Progressing(reason, message) => {
            set(ConditionType::Ready, ("Unknown", *reason, message));
            set(ConditionType::Reconciling, ("True", *reason, message));
        }
        Verdict::Waiting(reason, message) => {
            set(ConditionType::Ready, ("False", *reason, message));
            set(ConditionType::Reconciling, ("True", *reason, message));
        }
        Verdict::Stalled(reason, message) => {
            set(ConditionType::Ready, ("False", *reason, message));
            set(ConditionType::Stalled, ("True", *reason, message));
        }
        Verdict::Suspended => {
            let message = "spec.suspend is true: nothing is done for this task, nor for its deletion, until it is false";
            set(ConditionType::Ready, ("Unknown", Reason::Suspended, message));
            set(ConditionType::Suspended, ("True", Reason::Suspended, message));
        }
    }
    for (kind, (value, reason, message)) in milestones::of(status, verdict, task) {
        set_condition(
            &mut status.conditions,
            kind,
            (value, reason, &message),
            generation,
            now,
        );
    }
    let reconciling = matches!(verdict, Verdict::Progressing(..) | Verdict::Waiting(..));
    let stalled = matches!(verdict, Verdict::Stalled(..));
    let suspended = matches!(verdict, Verdict::Suspended);
    let exists = status.file_id.is_some();
    status
        .conditions
        .retain(|condition| match condition.type_.as_str() {
            "Reconciling" => reconciling,
            "Stalled" => stalled,
            "Suspended" => suspended,
            "TaskRunning" | "DriftDetected" => exists,
            _ => true,
        });
}

/// The event of a transition: the task became ready, or what keeps it from that changed.
pub(super) fn notice(old: &DISyncTaskStatus, new: &DISyncTaskStatus) -> Option<Notice> {
    let ready = ConditionType::Ready;
    let (before, after) = (ready.among(&old.conditions), ready.among(&new.conditions)?);
    if before.is_some_and(|before| before.status == after.status && before.reason == after.reason) {
        return None;
    }
    let reason = Reason::ALL
        .iter()
        .copied()
        .find(|reason| reason.as_str() == after.reason)?;
    // What is lost, put back or taken over is told as it begins; other steps on the way are not.
    let warning = after.status == "False" || reason == Reason::Replacing;
    let told = matches!(reason, Reason::Correcting | Reason::Adopted);
    (warning || told || after.status == "True").then_some(Notice {
        warning,
        reason,
        note: after.message.clone(),
    })
}
