//! From a task as it was made to one as the spec says now: what an edit changes, and by which way.

use jiff::Timestamp;
use serde_json::Value;

use super::{change, keeping};
use crate::api::{DISyncTaskStatus, DriftPolicy, Operation, OperationKind, OperationState, Reason, TaskType};
use crate::domain::desired::{
    CU_PART, Desired, FOLDER_PART, GROUP_PART, SCHEDULE_PART, SCRIPT_PART, Settings,
};
use crate::domain::failure::SENT_AGAIN;
use crate::domain::observed::{Blocker, Process, Seen, Snapshot};
use crate::domain::opaque::{TaskContent, TaskParam};
use crate::domain::plan::{Cause, Fact, Plan, Request};
use crate::domain::script::table_change;
use crate::domain::{comparison, life, look};

/// What the spec changes of a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Edit {
    /// The tables, or the script of a batch task.
    content: bool,
    /// What it runs on.
    settings: bool,
    /// When it runs.
    schedule: bool,
    /// What DataWorks cannot change in a task, as paths.
    pub(super) fixed: Vec<String>,
}

/// What differs between what was applied and what is desired.
pub(super) fn edit_of(status: &DISyncTaskStatus, desired: &Desired) -> Edit {
    let differs = |part: &str| status.applied_parts.get(part) != desired.parts.get(part);
    // What is no longer given stays as DataWorks has it.
    let given = |part: &str| desired.parts.contains_key(part) && differs(part);
    let mut edit = Edit {
        settings: given(GROUP_PART) || given(CU_PART),
        schedule: given(SCHEDULE_PART),
        ..Edit::default()
    };
    if desired.names_folder && given(FOLDER_PART) {
        edit.fixed.push(FOLDER_PART.to_owned());
    }
    let script = |parts: &std::collections::BTreeMap<String, String>| {
        let mut parts = parts.clone();
        parts.retain(|path, _| !path.starts_with("spec."));
        parts
    };
    let (old, new) = (script(&status.applied_parts), script(&desired.parts));
    match desired.task_type {
        TaskType::Offline => edit.content = differs(SCRIPT_PART),
        TaskType::Realtime | TaskType::Solution => {
            let changed = comparison::changed(&old, &new);
            edit.content = changed.tables;
            let paths = changed
                .others
                .iter()
                .map(|path| format!("{}.{path}", desired.path));
            edit.fixed.extend(paths);
        }
    }
    edit
}

/// The edit that is still to be made; none where DataWorks refused it, or where it is not known what the task is made
/// from.
pub(super) fn pending<'a>(snapshot: &'a Snapshot<'_>, now: Timestamp) -> Option<(&'a Desired, Edit)> {
    let (status, desired) = (snapshot.task.status.as_ref()?, snapshot.desired.as_ref().ok()?);
    let applied = status.applied_hash.as_ref()?;
    let doubtful = in_doubt(status);
    if is_refused(snapshot, status, desired, now) || (applied == &desired.hash && doubtful.is_none()) {
        return None;
    }
    let mut edit = edit_of(status, desired);
    // What was sent is what differs, unless the spec was edited since, or the change was a correction.
    if let Some(lost) = doubtful.filter(|lost| lost.payload_hash != desired.hash || *applied == desired.hash)
    {
        let update = lost.kind == OperationKind::Update;
        edit.content |= update;
        edit.settings |= update;
        edit.schedule |= !update && desired.schedule.is_some();
    }
    Some((desired, edit))
}

/// A change that DataWorks refused is asked for again by a person, and a generation after a day.
fn is_refused(snapshot: &Snapshot<'_>, status: &DISyncTaskStatus, desired: &Desired, now: Timestamp) -> bool {
    let is_over = status.refused_until.as_ref().is_some_and(|until| now >= until.0);
    status.refused_hash.as_ref() == Some(&desired.hash) && !is_over && !look::is_asked_for(snapshot.task)
}

/// A change whose outcome nobody knows: the task may be as it was, or as was asked.
fn in_doubt(status: &DISyncTaskStatus) -> Option<&Operation> {
    status.operation.as_deref().filter(|operation| {
        matches!(operation.kind, OperationKind::Update | OperationKind::Schedule)
            && operation.state == OperationState::Announced
    })
}

pub(super) fn is_due(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    match pending(snapshot, now) {
        Some((desired, edit)) if edit.fixed.is_empty() => {
            Some(make(snapshot, desired, &edit, Cause::Spec, now))
        }
        Some(_) => None,
        None => correct(snapshot, now),
    }
}

fn make(snapshot: &Snapshot<'_>, desired: &Desired, edit: &Edit, cause: Cause, now: Timestamp) -> Plan {
    let file_id = file_id(snapshot);
    let settings = if edit.settings {
        desired.settings.clone()
    } else {
        Settings::default()
    };
    match desired.task_type {
        TaskType::Realtime | TaskType::Solution if edit.content => {
            let script: Value = serde_json::from_str(&desired.script).unwrap_or_default();
            let tables = TaskParam::new(table_change(&script).to_string());
            let request = Request::GenerateUpdate(file_id, tables);
            change(
                snapshot,
                OperationKind::GenerateUpdate,
                &desired.hash,
                request,
                cause,
                now,
            )
        }
        _ if edit.content || edit.settings => {
            let content = edit.content.then(|| TaskContent::new(desired.script.clone()));
            let mut applied = desired.whole();
            if edit.schedule {
                // The schedule follows by a call of its own.
                applied = desired.at_creation();
            }
            let request = Request::Update(file_id, content, settings, applied);
            change(
                snapshot,
                OperationKind::Update,
                &desired.hash,
                request,
                cause,
                now,
            )
        }
        _ => match &desired.schedule {
            Some(schedule) if edit.schedule => {
                let request = Request::Schedule(file_id, schedule.clone(), desired.whole());
                change(
                    snapshot,
                    OperationKind::Schedule,
                    &desired.hash,
                    request,
                    cause,
                    now,
                )
            }
            // Another text that says the same.
            _ => Plan::Note(Fact::Applied(desired.whole(), Default::default())),
        },
    }
}

/// The new configuration is there.
pub(super) fn was_generated(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    let Seen::Process(Ok(process)) = snapshot.seen.as_ref()? else {
        return None;
    };
    let status = snapshot.task.status.as_ref()?;
    let operation = status.operation.as_ref()?;
    let late = now >= operation.deadline.0;
    let desired = snapshot.desired.as_ref().ok()?;
    // An update of the settings alone has no process; the one that is known was for an earlier change.
    let is_its_own = operation.kind == OperationKind::GenerateUpdate
        || edit_of(status, desired).content
        || status.drift.iter().any(|path| is_correctable(path, desired));
    if !is_its_own {
        return None;
    }
    Some(match process {
        Process::Ready { content, answer } => {
            // An earlier update whose answer was lost may have changed them.
            let settings = desired.settings.clone();
            let request = Request::Update(
                file_id(snapshot),
                Some(content.clone()),
                settings,
                desired.whole(),
            );
            change(
                snapshot,
                OperationKind::Update,
                &desired.hash,
                request,
                Cause::Spec,
                now,
            )
            .of_generated(answer)
        }
        Process::Failed(answer) => Plan::Note(Fact::ProcessFailed(answer.clone())),
        Process::Running(_) | Process::FailedSilently(_) if late => Plan::Note(Fact::ProcessTimedOut),
        Process::FailedSilently(answer) => Plan::Note(Fact::ProcessFailedSilently(answer.clone())),
        Process::Running(answer) => Plan::Note(Fact::ProcessRunning(answer.clone())),
    })
}

/// Somebody else changed the task, and the policy has it changed back.
fn correct(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    let (status, desired) = (snapshot.task.status.as_ref()?, snapshot.desired.as_ref().ok()?);
    if life::drift_policy(snapshot.task) != DriftPolicy::Correct || is_refused(snapshot, status, desired, now)
    {
        return None;
    }
    // What was begun goes on, whatever the pause.
    let begun = life::is_under_way(status, OperationKind::GenerateUpdate)
        || life::is_under_way(status, OperationKind::Update);
    // What did not help is done once more for a person, whenever that asks.
    let may_begin = if life::was_corrected_in_vain(status) {
        look::is_asked_for(snapshot.task)
    } else {
        keeping::may_correct(snapshot, now)
    };
    if !begun && !may_begin {
        return None;
    }
    let group = format!("{}.setting.resourceGroup", desired.path);
    let edit = Edit {
        content: status.drift.iter().any(|path| is_correctable(path, desired)),
        settings: status.drift.contains(&group),
        schedule: status.drift.iter().any(|path| path.starts_with(SCHEDULE_PART)),
        fixed: Vec::new(),
    };
    (edit != Edit::default()).then(|| make(snapshot, desired, &edit, Cause::Drift(status.drift.clone()), now))
}

/// Whether a new configuration changes this back.
fn is_correctable(path: &str, desired: &Desired) -> bool {
    match desired.task_type {
        TaskType::Offline => path.starts_with(&desired.path) || path.starts_with("configuration"),
        TaskType::Realtime => {
            path.starts_with("configuration") || path.ends_with(".table") || path.ends_with(".selectedTables")
        }
        TaskType::Solution => false,
    }
}

/// What keeps an edit from being made.
pub(super) fn complaint(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Blocker> {
    let (status, desired) = (snapshot.task.status.as_ref()?, snapshot.desired.as_ref().ok()?);
    if is_refused(snapshot, status, desired, now) {
        let said = status.refusal.as_deref().unwrap_or("it gives no reason");
        if status.refused_until.is_some() {
            return Some(Blocker {
                reason: Reason::GenerationFailed,
                message: format!(
                    "DataWorks could not generate what changes the task ({said}), which goes on as it was: take the edit back, or mend what it names; {SENT_AGAIN}"
                ),
            });
        }
        return Some(Blocker {
            reason: Reason::UpdateFailed,
            message: format!(
                "DataWorks refused to change the task ({said}), which goes on as it was: take the edit back, create a new DISyncTask, or ask again with the annotation dataworks.alibabacloud.com/reconcile-requested-at"
            ),
        });
    }
    let (desired, edit) = pending(snapshot, now)?;
    (!edit.fixed.is_empty()).then(|| Blocker {
        reason: Reason::UpdateUnsupported,
        message: format!(
            "DataWorks cannot change {} of a task, which goes on as it was: take the edit back and create a new DISyncTask{}",
            edit.fixed.join(", "),
            match desired.task_type {
                // The API cannot delete one.
                TaskType::Solution => "",
                TaskType::Realtime | TaskType::Offline => {
                    ", or set spec.replacePolicy to Recreate, which deletes the task and creates it anew (its FileId, position in the source, run history and alert rules are lost)"
                }
            }
        ),
    })
}

fn file_id(snapshot: &Snapshot<'_>) -> i64 {
    snapshot
        .task
        .status
        .as_ref()
        .and_then(|status| status.file_id)
        .unwrap_or_default()
}
