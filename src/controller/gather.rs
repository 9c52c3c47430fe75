//! Reads all that a decision depends on: the inputs of the task, and DataWorks only where a look is due.

use jiff::Timestamp;
use kube::ResourceExt;
use kube::runtime::reflector::ObjectRef;

use super::access::{self, Access};
use super::context::Context;
use super::error::Error;
use super::script::{self, Located};
use crate::api::{DISyncTask, DataWorksWorkspace, DeletionPolicy, Reason};
use crate::dataworks::DataWorks;
use crate::dataworks::operations::{ConfigResult, Files, FindById, FindByName, QueryConfig};
use crate::domain::desired::{self, Desired};
use crate::domain::look::{self, Look};
use crate::domain::observed::{Answer, Blocker, File, Named, Process, Seen, Snapshot};
use crate::domain::workspace::Workspace;
use crate::domain::{field, ownership};

/// What a pass gathered: what it saw, and the way to DataWorks.
pub struct Gathered<'a> {
    /// The input of the decision.
    pub snapshot: Snapshot<'a>,
    /// The way to DataWorks, where it was needed and is open.
    pub way: Option<Way>,
}

/// The way to DataWorks, and the workspace there.
pub struct Way {
    /// Carries operations.
    pub access: Access,
    /// The workspace's ID.
    pub project_id: i64,
}

/// Gathers what the decision about `task` depends on.
pub async fn gather<'a>(
    task: &'a DISyncTask,
    context: &Context,
    now: Timestamp,
) -> Result<Gathered<'a>, Error> {
    let workspace = workspace_of(task, context);
    let desired = desired_of(task, workspace.as_deref(), context).await?;
    let rival = workspace
        .as_deref()
        .and_then(|workspace| rival_of(task, &desired, workspace, context));
    let way = match &workspace {
        Some(workspace) if needs_access(task) => access::open(workspace, context).await?.map(|access| {
            Some(Way {
                access,
                project_id: workspace.spec.project_id,
            })
        }),
        Some(_) => Ok(None),
        None => Err(no_workspace(task)),
    };
    let (access, way) = match way {
        Ok(way) => (Ok(()), way),
        Err(blocker) => (Err(blocker), None),
    };
    let hash = desired.as_ref().ok().map(|desired| desired.hash.as_str());
    let look = look::due(task, hash, now).filter(|look| rival.is_none() || !matches!(look, Look::Process(_)));
    let seen = match (look, &way) {
        (Some(look), Some(way)) => Some(take(&look, task, way, context).await),
        _ => None,
    };
    let clock_offset = way
        .as_ref()
        .and_then(|way| context.clock_of(&way.access.endpoint).offset());
    Ok(Gathered {
        snapshot: Snapshot {
            task,
            desired,
            access,
            rival,
            seen,
            clock_offset,
        },
        way,
    })
}

/// The workspace that a task names, out of the cache.
pub fn workspace_of(task: &DISyncTask, context: &Context) -> Option<std::sync::Arc<DataWorksWorkspace>> {
    let namespace = task.namespace().unwrap_or_default();
    context
        .workspaces
        .get(&ObjectRef::new(&task.spec.workspace_ref.name).within(&namespace))
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
            "spec.workspaceRef: there is no DataWorksWorkspace {} in namespace {}: create it, or name another",
            task.spec.workspace_ref.name,
            task.namespace().unwrap_or_default()
        ),
    }
}

/// A task that is as it should be, and one that stays when its resource goes, need no key.
fn needs_access(task: &DISyncTask) -> bool {
    if task.metadata.deletion_timestamp.is_some() {
        return look::holds(task) && desired::deletion_policy(task) == DeletionPolicy::Delete;
    }
    task.status.as_ref().is_none_or(|status| status.file_id.is_none())
}

/// The resource with the better right to the name, while the task does not exist yet.
fn rival_of(
    task: &DISyncTask,
    desired: &Result<Desired, Blocker>,
    workspace: &DataWorksWorkspace,
    context: &Context,
) -> Option<String> {
    let desired = desired.as_ref().ok().filter(|_| needs_access(task))?;
    let place =
        |workspace: &DataWorksWorkspace| (workspace.spec.project_id, workspace.spec.region_id.clone());
    let here = place(workspace);
    let cached = context.tasks.state();
    let others = cached
        .iter()
        .filter_map(|cached| cached.0.as_ref().ok())
        .filter(|other| {
            ownership::claimed_name(other) == desired.task_name
                && workspace_of(other, context).is_some_and(|workspace| place(&workspace) == here)
        });
    ownership::rival(task, others)
}

async fn take(look: &Look, task: &DISyncTask, way: &Way, context: &Context) -> Seen {
    let Way { access, project_id } = way;
    let project_id = *project_id;
    match look {
        Look::Process(process_id) => {
            let task_type = task.spec.task_type.as_str();
            let query = QueryConfig {
                project_id,
                task_type,
                process_id: *process_id,
            };
            Seen::Process(access.client.call(&query).await.map(process))
        }
        Look::Name(name) => {
            let found = access
                .client
                .call(&FindByName {
                    project_id,
                    name: name.clone(),
                })
                .await;
            Seen::Named(found.map(|files| named(task, files, context)))
        }
        Look::File(file_id) => {
            let found = access.client.call(&FindById::one(project_id, *file_id)).await;
            Seen::Exists(found.map(|files| !files.files.is_empty()))
        }
    }
}

fn process(result: ConfigResult) -> Process {
    let said = |status: &str, message, request_id| Answer {
        status: Some(status.to_owned()),
        message,
        request_id,
    };
    match result {
        ConfigResult::Ready {
            content,
            message,
            request_id,
        } => Process::Ready {
            content,
            answer: said("success", message, request_id),
        },
        ConfigResult::InProgress {
            word,
            message,
            request_id,
        } => Process::Running(Answer {
            status: word,
            message,
            request_id,
        }),
        ConfigResult::Failed { message, request_id } => {
            Process::Failed(said("fail", Some(message), request_id))
        }
        ConfigResult::FailedWithoutReason { message, request_id } => {
            Process::FailedSilently(said("fail", message, request_id))
        }
    }
}

fn named(task: &DISyncTask, files: Files, context: &Context) -> Option<Named> {
    let file = files.files.into_iter().next()?;
    let cached = context.tasks.state();
    let others = cached.iter().filter_map(|cached| cached.0.as_ref().ok());
    Some(Named {
        claimant: ownership::claimant(task, file.file_id, others).map(desired::named),
        file: File {
            file_id: file.file_id,
            file_type: file.file_type,
            created_at: file.create_time,
        },
    })
}
