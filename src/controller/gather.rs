//! Reads all that a decision depends on: the inputs of the task, and DataWorks only where a look is due.

use std::sync::Arc;

use jiff::Timestamp;
use kube::ResourceExt;
use kube::runtime::reflector::ObjectRef;
use tokio::sync::watch::Receiver;

use super::budget;
use super::context::Context;
use super::error::Error;
use super::neighbours::{namesakes, tasks};
use super::observe;
use super::script::{self, Located};
use super::watched::Watched;
use super::way::{self, Way};
use crate::api::{Adoption, DISyncTask, DataWorksWorkspace, Reason};
use crate::domain::desired::{self, Desired};
use crate::domain::look::{self, Look};
use crate::domain::observed::{Blocker, Seen, Snapshot};
use crate::domain::record::record;
use crate::domain::workspace::{WATCH_INTERVAL, Workspace, watch_interval};
use crate::domain::{field, life, ownership};

/// What a pass gathered: what it saw, and the way to DataWorks.
pub struct Gathered<'a> {
    /// The input of the decision.
    pub snapshot: Snapshot<'a>,
    /// The way to DataWorks, where it was needed and is open.
    pub way: Option<Arc<Way>>,
}

/// Gathers what the decision about `task` depends on. What was seen of a task that exists is taken down in its status,
/// which is not written yet.
pub async fn gather<'a>(
    task: &'a mut DISyncTask,
    context: &Context,
    now: Timestamp,
) -> Result<Gathered<'a>, Error> {
    let workspace = workspace_of(task, context);
    let desired = desired_of(task, workspace.as_deref(), context).await?;
    let rival = workspace
        .as_deref()
        .and_then(|workspace| rival_of(task, &desired, workspace, context));
    let lost = workspace
        .as_deref()
        .and_then(|workspace| moved(task, workspace))
        .or_else(|| blind(task, context));
    let desired = lost.clone().map_or(desired, Err);
    let hash = desired.as_ref().ok().map(|desired| desired.hash_for(task));
    let (access, way) = match way_for(task, hash, workspace.as_ref(), context, now).await? {
        Ok(way) if lost.is_none() => (Ok(()), way),
        Ok(_) => (lost.map_or(Ok(()), Err), None),
        Err(blocker) => (Err(blocker), None),
    };
    let way = way.map(|way| Arc::new(way.for_task(task)));
    let closed = match &way {
        // Who waits for something else shall not be the one that tries whether DataWorks answers.
        Some(way) if look::waits(task, hash, now).is_none() => budget::closed(task, way, context).await?,
        _ => None,
    };
    let way = way.filter(|_| closed.is_none());
    // Before the rival nothing is asked for that was not announced already.
    let look = look::due(task, hash, now).filter(|_| rival.is_none() || has_announced(task));
    let look = match (look, &way) {
        (Some(look), Some(way)) => Some(budget::affordable(look, task, way).await?),
        (look, _) => look,
    };
    let seen = match (look, &way) {
        (Some(look), Some(way)) => {
            // What goes is not compared with the spec, unless to tell whose it is.
            let compared = desired
                .as_ref()
                .ok()
                .filter(|_| !life::is_going(task) || matches!(look, Look::Name(_)));
            Some(observe::take(&look, task, compared, way, context).await)
        }
        _ => None,
    };
    if let Some(Seen::Task(Ok(sight))) = &seen {
        record(task, sight, desired.as_ref().ok(), now);
    }
    let watch_interval = workspace.as_deref().map_or(WATCH_INTERVAL, watch_interval);
    let clock_offset = way
        .as_ref()
        .and_then(|way| context.clock_of(&way.endpoint).offset());
    Ok(Gathered {
        snapshot: Snapshot {
            task,
            desired,
            access,
            closed,
            rival,
            seen,
            clock_offset,
            watch_interval,
        },
        way,
    })
}

/// The way to DataWorks, if it is needed.
async fn way_for(
    task: &DISyncTask,
    hash: Option<&str>,
    workspace: Option<&Arc<DataWorksWorkspace>>,
    context: &Context,
    now: Timestamp,
) -> Result<Result<Option<Arc<Way>>, Blocker>, Error> {
    if !look::needs_access(task, hash, now) {
        return Ok(Ok(None));
    }
    let open = match workspace {
        Some(workspace) => way::open(workspace, context).await?,
        None => Err(no_workspace(task)),
    };
    let lost = |blocker: &Blocker| {
        // A key that was taken away while the workspace stays is not used any more.
        blocker.reason == Reason::WorkspaceNotFound && task.metadata.deletion_timestamp.is_some()
    };
    Ok(match open {
        Err(blocker) if lost(&blocker) => {
            let namespace = task.namespace().unwrap_or_default();
            let project_id = task.status.as_ref().and_then(|status| status.project_id);
            let last = project_id.and_then(|project_id| {
                context
                    .last_ways
                    .recall(&namespace, &task.spec.workspace_ref.name, project_id)
            });
            match last {
                Some(last) => way::reopen(&last, context).await?.map(Some),
                None => Err(blocker),
            }
        }
        open => open.map(Some),
    })
}

/// The workspace that a task names, out of the cache. One that does not decode is as good as none; it is told so
/// itself.
pub fn workspace_of(task: &DISyncTask, context: &Context) -> Option<Arc<DataWorksWorkspace>> {
    let namespace = task.namespace().unwrap_or_default();
    let place = ObjectRef::new(&task.spec.workspace_ref.name).within(&namespace);
    let cached = context.workspaces.get(&place)?;
    cached.0.as_ref().ok().cloned().map(Arc::new)
}

/// Complaints about the script come first: they can be mended without anybody's help.
async fn desired_of(
    task: &DISyncTask,
    workspace: Option<&DataWorksWorkspace>,
    context: &Context,
) -> Result<Result<Desired, Blocker>, Error> {
    let Located { script, path } = match script::locate(task, context).await? {
        Ok(located) => located,
        Err(blocker) => return Ok(Err(blocker)),
    };
    let settings = workspace.map(Workspace::from).unwrap_or_default();
    let checked = desired::desired(task, &script, &path, &settings).map_err(|errors| Blocker {
        reason: Reason::InvalidSpec,
        message: field::joined(&errors),
    });
    Ok(checked.and_then(|desired| workspace.map(|_| desired).ok_or_else(|| no_workspace(task))))
}

fn no_workspace(task: &DISyncTask) -> Blocker {
    Blocker {
        reason: Reason::WorkspaceNotFound,
        message: format!(
            "spec.workspaceRef: there is no DataWorksWorkspace {} in namespace {} that can be read: create it, or mend it",
            task.spec.workspace_ref.name,
            task.namespace().unwrap_or_default()
        ),
    }
}

/// A workspace resource that was made anew under its name may lead elsewhere: there the task is not, and a deletion
/// there would leave it behind, or hit another.
fn moved(task: &DISyncTask, workspace: &DataWorksWorkspace) -> Option<Blocker> {
    let (here, there) = (workspace.spec.project_id, task.status.as_ref()?.project_id?);
    (here != there).then(|| Blocker {
        reason: Reason::WorkspaceChanged,
        message: format!(
            "the task is in workspace {there} of DataWorks, and DataWorksWorkspace {} leads to {here}: create it anew with projectId {there}, or create this resource anew",
            workspace.name_any()
        ),
    })
}

/// The task that is to be taken over may be kept by a resource that cannot be seen.
fn blind(task: &DISyncTask, context: &Context) -> Option<Blocker> {
    let sees = |watched: &Receiver<Watched>| watched.borrow().is_whole();
    let blind =
        look::may_take_over(task) && !(sees(&context.tasks_watched) && sees(&context.workspaces_watched));
    blind.then(|| Blocker {
        reason: Reason::WatchIncomplete,
        message: "spec.adoption: the operator may not list the DISyncTasks of each namespace that it is to serve, one of which may keep the task: nothing is taken over until the administrator gives it the right, or takes the namespace from those that it serves (/readyz names it)".to_owned(),
    })
}

fn has_announced(task: &DISyncTask) -> bool {
    task.status.as_ref().is_some_and(look::name_is_open)
}

/// The resource with the better right to the name, while the task does not exist yet.
fn rival_of(
    task: &DISyncTask,
    desired: &Result<Desired, Blocker>,
    workspace: &DataWorksWorkspace,
    context: &Context,
) -> Option<String> {
    let exists = task
        .status
        .as_ref()
        .is_some_and(|status| status.file_id.is_some());
    // A task that is taken over by its ID has the name that it has.
    let by_id = matches!(task.spec.adoption, Some(Adoption::ById(_)));
    let free = task.metadata.deletion_timestamp.is_none() && !exists && !by_id;
    let desired = desired.as_ref().ok().filter(|_| free)?;
    ownership::rival(task, tasks(&namesakes(workspace, context, &desired.task_name)))
}
