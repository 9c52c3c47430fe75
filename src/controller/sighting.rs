//! Looks at a task that exists: its file, its configuration if the file changed, and how it runs.

use super::context::Context;
use super::held;
use super::running::{ABSENT, running};
use super::way::Way;
use crate::api::{DISyncTask, OperationKind, OperationState, TaskType};
use crate::dataworks::{codes, operations};
use crate::domain::comparison::{self, Compared};
use crate::domain::desired::Desired;
use crate::domain::failure::{Consequence, Failure};
use crate::domain::life;
use crate::domain::look::{Freshness, TaskLook};
use crate::domain::observed::{Activity, Detail, Listed, Listing, Run, Sight};
use crate::domain::record::CONFIGURATION;

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
        let run = run_of(look.file_id, task, way).await?;
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
        None if solution || (look.run && !matches!(file, Some(Listing::Missing | Listing::Absent))) => {
            run_of(look.file_id, task, way).await?
        }
        None => None,
    };
    Ok(Sight {
        file,
        run,
        looked_at: Some(seen.at),
    })
}

/// How it runs. What goes is stopped and deleted though DataWorks does not say that; the list tells whether it is gone.
async fn run_of(file_id: i64, task: &DISyncTask, way: &Way) -> Result<Option<Run>, Failure> {
    let silent = |failure: &Failure| {
        is_refusal(failure) && life::is_going(task) && task.spec.task_type == TaskType::Realtime
    };
    match running(file_id, task, way).await {
        Err(failure) if silent(&failure) => Ok(Some(Run {
            // Before it was told to go it was told to stop.
            activity: if life::was_refused(task, OperationKind::Delete) {
                Activity::Idle
            } else {
                Activity::Unknown
            },
            word: ABSENT.to_owned(),
            start_time: None,
        })),
        run => run,
    }
}

fn is_refusal(failure: &Failure) -> bool {
    matches!(
        failure.consequence,
        Consequence::RetrySlowly | Consequence::Refused | Consequence::Terminal
    )
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
        None if was_deleted(task) => Some(Listing::Missing),
        None => Some(unlisted(file_id, task, way).await?),
    })
}

/// Whether DataWorks said that it deletes the task.
fn was_deleted(task: &DISyncTask) -> bool {
    let operation = task.status.as_ref().and_then(|status| status.operation.as_ref());
    operation.is_some_and(|it| it.kind == OperationKind::Delete && it.state == OperationState::Accepted)
}

/// Lists lag for as long as they like, and some show not all: whether a task is there that they do not show, it tells
/// itself.
async fn unlisted(file_id: i64, task: &DISyncTask, way: &Way) -> Result<Listing, Failure> {
    match held::read(task.spec.task_type, file_id, way).await {
        Ok(held) if held.deleted => Ok(Listing::Absent),
        Ok(_) => Ok(Listing::There(Listed::default())),
        Err(failure) => unshown(&failure).ok_or(failure),
    }
}

/// What the answer to the question for a task that no list shows says of it. A code that says more than "refused" may
/// speak of the key, or of the workspace.
fn unshown(failure: &Failure) -> Option<Listing> {
    match failure.consequence {
        Consequence::NotFound => Some(Listing::Absent),
        Consequence::Refused if codes::is_plain_refusal(&failure.code) => Some(Listing::Missing),
        _ => None,
    }
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
    if desired.task_type == TaskType::Solution {
        return Ok(None);
    }
    let held = held::read(desired.task_type, file_id, way).await?;
    // What the service does not show is not held against it.
    let compared = held.compared(desired).unwrap_or(Compared::Same);
    let mut differs = differences(compared, task, desired);
    if let (Some(wanted), Some(actual)) = (&desired.schedule, &held.schedule) {
        differs.extend(comparison::schedule(wanted, actual));
    }
    Ok(Some(Detail {
        differs,
        parts: held.parts(),
    }))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_absent_by_an_answer_that_speaks_of_it() {
        for (code, consequence, shown) in [
            ("Param.Invalid", Consequence::NotFound, Some(Listing::Absent)),
            ("Param.Invalid", Consequence::Refused, Some(Listing::Missing)),
            ("fail", Consequence::Refused, Some(Listing::Missing)),
            ("Invalid.Tenant.NotAMember", Consequence::Refused, None),
            ("NotAMember", Consequence::RetrySlowly, None),
            ("InternalError", Consequence::Retry, None),
        ] {
            let failure = Failure {
                consequence,
                code: code.into(),
                message: String::new(),
                request_id: None,
            };
            assert_eq!(unshown(&failure), shown, "{code} {consequence:?}");
        }
    }
}
