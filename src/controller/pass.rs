//! A visit: passes (gather, decide, execute, report) until there is nothing to do at once.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use kube::runtime::controller::Action as Visit;
use kube::{Api, ResourceExt};
use tracing::{info, warn};

use super::context::Context;
use super::error::Error;
use super::execute::{ends_generation, execute};
use super::gather::{Gathered, gather};
use super::service::service;
use super::way::Way;
use super::{budget, credentials};
use crate::api::{DISyncTask, DISyncTaskStatus, OperationKind, Reason};
use crate::cluster;
use crate::dataworks::Endpoint;
use crate::domain::decide::decide;
use crate::domain::look;
use crate::domain::observed::{Blocker, File};
use crate::domain::pace::Pace;
use crate::domain::plan::{Action, Call, Fact, Farewell, Plan};
use crate::domain::report::{Next, Notice, report};

/// Passes in one visit: more than any way through the decisions takes without a pause.
const MOST_PASSES: usize = 12;

/// How often what came of a call is told anew, if somebody touches the object meanwhile.
const MOST_CONFLICTS: usize = 5;

/// Visits a task, read anew.
pub async fn visit(cached: &DISyncTask, context: &Context) -> Result<Visit, Error> {
    let api: Api<DISyncTask> =
        Api::namespaced(context.client.clone(), &cached.namespace().unwrap_or_default());
    // The cache alone never authorises a call: what is acted on was read just now.
    let Some(mut task) = api.get_opt(&cached.name_any()).await? else {
        return Ok(Visit::await_change());
    };
    for _ in 0..MOST_PASSES {
        if !context.shard.holds(&task) {
            // It was handed over after it was waked.
            return Ok(Visit::await_change());
        }
        match pass(&api, task, context).await? {
            Passed::Again(updated) => task = *updated,
            Passed::Rest(pause) => return Ok(context.rest(pause)),
            Passed::LetGo => return Ok(Visit::await_change()),
        }
    }
    Ok(context.rest(SignedDuration::from_secs(1)))
}

/// What a pass leads to.
pub enum Passed {
    /// There is more to do at once, with the task as it is now.
    Again(Box<DISyncTask>),
    /// Nothing for so long.
    Rest(SignedDuration),
    /// The operator has let go of the task.
    LetGo,
}

/// A pass, which is counted.
async fn pass(api: &Api<DISyncTask>, task: DISyncTask, context: &Context) -> Result<Passed, Error> {
    let (begun, mut action) = (Instant::now(), "Gather");
    let passed = pass_as(&mut action, api, task, context).await;
    let result = match &passed {
        Ok(_) => "Done",
        Err(error) => error.as_str(),
    };
    context.metrics.work.passed(action, result, begun.elapsed());
    passed
}

/// A pass, which says what it does once that is decided.
async fn pass_as(
    action: &mut &'static str,
    api: &Api<DISyncTask>,
    mut task: DISyncTask,
    context: &Context,
) -> Result<Passed, Error> {
    let now = context.clock.now();
    let written = task.status.clone();
    let Gathered { snapshot, way } = gather(&mut task, context, now).await?;
    let plan = decide(&snapshot, now);
    *action = plan.name();
    match plan {
        Plan::Note(Fact::Adopted(file, _)) if !takes_over(&task, &file, way.as_deref(), context) => {
            let fact = Fact::Blocked(Blocker {
                reason: Reason::NameConflict,
                message: format!(
                    "spec.adoption: task {} is being taken over by another DISyncTask: delete one of the two resources",
                    file.file_id
                ),
            });
            tell(api, &task, written.as_ref(), &fact, way.as_deref(), context).await
        }
        Plan::Note(fact) => tell(api, &task, written.as_ref(), &fact, way.as_deref(), context).await,
        Plan::Act(Action::AddFinalizer) => {
            Ok(Passed::Again(Box::new(cluster::add_finalizer(api, &task).await?)))
        }
        Plan::Act(Action::RemoveFinalizer(farewell)) => let_go(api, &task, farewell, context).await,
        Plan::Act(Action::Call(call)) => match &way {
            Some(way) => make(api, task, written.as_ref(), *call, way, context).await,
            None => Ok(Passed::Rest(SignedDuration::from_secs(1))),
        },
    }
}

/// Whether this resource is the first to take the task over.
fn takes_over(task: &DISyncTask, file: &File, way: Option<&Way>, context: &Context) -> bool {
    let Some(way) = way else { return false };
    let cached = context.tasks.state();
    let exists = |uid: &str| cached.iter().any(|cached| cached.uid().as_deref() == Some(uid));
    let service = service(&way.workspace, Some(&way.endpoint));
    let place = (service, way.project_id(), file.file_id);
    let uid = task.uid().unwrap_or_default();
    context.takeovers.claim(place, &uid, context.clock.now(), exists)
}

/// Announces a call, by a write that a stale view loses; makes it; and tells what came of it.
async fn make(
    api: &Api<DISyncTask>,
    task: DISyncTask,
    written: Option<&DISyncTaskStatus>,
    call: Call,
    way: &Way,
    context: &Context,
) -> Result<Passed, Error> {
    let now = context.clock.now();
    if ends_generation(call.announcement.kind) {
        learn_pace(&task, &way.endpoint, context);
    }
    let place = call.place(way.project_id());
    let announcement = Fact::Announced(call.announcement.clone(), place, call.cause.clone());
    let announcing = report(&task, &announcement, now);
    let announced = cluster::write_status(api, &task, written, &announcing.status).await?;
    publish(&task, announcing.event.as_ref(), now, context).await;
    info!(
        action = call.announcement.kind.as_str(),
        attempt = call.announcement.attempt,
        "calls DataWorks"
    );
    let fact = execute(call, way, context).await;
    let mut task = announced.clone();
    for _ in 0..MOST_CONFLICTS {
        match tell(api, &task, task.status.as_ref(), &fact, Some(way), context).await {
            Err(error) if error.is_conflict() => {}
            told => return told,
        }
        // Somebody touched the object during the call. An answer is worth more than a fresh start, as long as it is
        // the answer to what the status says.
        let touched = api.get(&task.name_any()).await?;
        let operation = |task: &DISyncTask| task.status.as_ref().and_then(|status| status.operation.clone());
        if operation(&touched) != operation(&announced) {
            break;
        }
        task = as_called_for(&announced, touched);
    }
    Ok(Passed::Rest(SignedDuration::ZERO))
}

/// The task as it was when the call was announced, in a form that can be written now. Nothing that was asked for since
/// is answered by what came of the call.
fn as_called_for(announced: &DISyncTask, touched: DISyncTask) -> DISyncTask {
    let mut task = announced.clone();
    task.metadata.resource_version = touched.metadata.resource_version;
    task.status = touched.status;
    task
}

/// Writes what a fact changes in the status, and publishes its event.
pub async fn tell(
    api: &Api<DISyncTask>,
    task: &DISyncTask,
    written: Option<&DISyncTaskStatus>,
    fact: &Fact,
    way: Option<&Way>,
    context: &Context,
) -> Result<Passed, Error> {
    let now = context.clock.now();
    if let Fact::CallFailed(step, failure) = fact
        && failure.was_made()
    {
        warn!(
            ?step,
            code = failure.code,
            message = failure.message,
            "a call failed"
        );
    }
    let softened = match way {
        Some(way) => credentials::key_refused(fact, way, context).await,
        None => None,
    };
    let fact = softened.as_ref().unwrap_or(fact);
    let report = report(task, fact, now);
    let unchanged = written == Some(&report.status);
    let updated = if unchanged {
        None
    } else {
        Some(cluster::write_status(api, task, written, &report.status).await?)
    };
    publish(task, report.event.as_ref(), now, context).await;
    let was_ready = written.is_some_and(look::is_ready);
    if let Some(way) = way.filter(|_| !was_ready && look::is_ready(&report.status)) {
        budget::wake_the_oldest(way, context);
    }
    let pause = match report.next {
        Next::Now => SignedDuration::ZERO,
        Next::At(at) => at.duration_since(now),
    };
    Ok(match updated {
        Some(updated) if !pause.is_positive() => Passed::Again(Box::new(updated)),
        // A fact that changed nothing has nothing new to say at once.
        _ => Passed::Rest(pause),
    })
}

async fn publish(task: &DISyncTask, notice: Option<&Notice>, now: Timestamp, context: &Context) {
    if let Some(notice) = notice {
        info!(reason = notice.reason.as_str(), note = notice.note, "transition");
        context.publish(task, "Reconcile", notice, now).await;
    }
}

async fn let_go(
    api: &Api<DISyncTask>,
    task: &DISyncTask,
    farewell: Farewell,
    context: &Context,
) -> Result<Passed, Error> {
    let say = |reason, note: &str| Notice {
        warning: false,
        reason,
        note: note.to_owned(),
    };
    let notice = match farewell {
        Farewell::Gone => say(Reason::Deleted, "the task is gone from DataWorks"),
        Farewell::Retained => say(Reason::Retained, "the task stays in DataWorks"),
        Farewell::NeverCreated => say(Reason::Deleted, "no task was created in DataWorks"),
        Farewell::NotOurs(whose) => Notice {
            warning: true,
            reason: Reason::NameConflict,
            note: format!("nothing was deleted in DataWorks: the name is taken by {whose}"),
        },
    };
    info!(
        reason = notice.reason.as_str(),
        note = notice.note,
        "lets go of the task"
    );
    context
        .publish(task, "Delete", &notice, context.clock.now())
        .await;
    match cluster::remove_finalizer(api, task).await {
        Err(error) if !cluster::is_not_found(&error) => Err(error.into()),
        _ => Ok(Passed::LetGo),
    }
}

/// The first poll of the next generation waits about as long as this one took.
fn learn_pace(task: &DISyncTask, endpoint: &Endpoint, context: &Context) {
    let Some(status) = &task.status else { return };
    let generation = status.operation.as_ref().filter(|operation| {
        matches!(
            operation.kind,
            OperationKind::Generate | OperationKind::GenerateUpdate
        )
    });
    match (generation, &status.next_poll_time) {
        // By when the last poll was due, not by when it was made: it may have waited for its turn.
        (Some(generation), Some(due)) if generation.polls > 0 => {
            context.learn_pace(endpoint, |pace| {
                pace.took(due.0.duration_since(generation.announced_at.0))
            });
        }
        (Some(_), _) => context.learn_pace(endpoint, Pace::was_ready),
        (None, _) => {}
    }
}

#[cfg(test)]
#[path = "tests/pass.rs"]
mod tests;
