//! Takes a look at DataWorks, and tells what was seen in the words of the domain.

use super::context::Context;
use super::held;
use super::neighbours::{holders, tasks};
use super::sighting;
use super::way::Way;
use crate::api::DISyncTask;
use crate::dataworks::DataWorks;
use crate::dataworks::operations::{
    ConfigResult, DeploymentState, Files, FindById, FindByName, GetDeployment, QueryConfig, find,
};
use crate::domain::desired::Desired;
use crate::domain::failure::Failure;
use crate::domain::look::Look;
use crate::domain::observed::{Answer, Deployment, DeploymentProgress, File, Likeness, Named, Process, Seen};
use crate::domain::ownership;

/// `ToEnvironment` of a deployment to production.
const PRODUCTION: i64 = 2;

/// Takes a look that is due.
pub async fn take(
    look: &Look,
    task: &DISyncTask,
    desired: Option<&Desired>,
    way: &Way,
    context: &Context,
) -> Seen {
    let (client, project_id) = (&way.client, way.project_id());
    match look {
        Look::Process(process_id) => {
            let task_type = task.spec.task_type.as_str();
            let query = QueryConfig {
                project_id,
                task_type,
                process_id: *process_id,
            };
            Seen::Process(client.call(&query).await.map(process))
        }
        Look::Name(name) => {
            let by_name = FindByName {
                project_id,
                name: name.clone(),
            };
            let found = find(client, &by_name).await;
            let named = found.map(|files| named(task, name, files, way, context));
            Seen::Named(match (named, desired) {
                (Ok(Some(named)), Some(desired)) => compared(named, task, desired, way, context).await,
                (named, _) => named,
            })
        }
        Look::Candidate(file_id) => {
            let found = find(client, &FindById::one(project_id, *file_id)).await;
            Seen::Candidate(found.map(|files| {
                let file = files.files.into_iter().next()?;
                let name = file.name.clone();
                Some(claimed(task, &name, file, way, context))
            }))
        }
        Look::Deployment(deployment_id) => {
            let query = GetDeployment {
                project_id,
                deployment_id: *deployment_id,
            };
            Seen::Deployment(client.call(&query).await.map(|it| Deployment {
                progress: progress(it.state),
                to_production: it.to_environment.map(|environment| environment == PRODUCTION),
            }))
        }
        Look::Task(look) => Seen::Task(sighting::take(*look, task, desired, way, context).await),
    }
}

fn progress(state: DeploymentState) -> DeploymentProgress {
    match state {
        DeploymentState::InProgress | DeploymentState::Unknown(_) => DeploymentProgress::Running,
        DeploymentState::Succeeded => DeploymentProgress::Succeeded,
        DeploymentState::Failed { message } => DeploymentProgress::Failed(message),
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

/// The task of this name. The service may ignore case where it compares names, and may not refuse one that is taken: the
/// exact one comes first, and of several the youngest, which a creation of ours would be.
fn named(task: &DISyncTask, name: &str, files: Files, way: &Way, context: &Context) -> Option<Named> {
    let file = files
        .files
        .into_iter()
        .max_by_key(|file| (file.name == name, file.create_time))?;
    Some(claimed(task, name, file, way, context))
}

/// The task that was found, compared with what ours was to be, where only that tells whose it is.
async fn compared(
    named: Named,
    task: &DISyncTask,
    desired: &Desired,
    way: &Way,
    context: &Context,
) -> Result<Option<Named>, Failure> {
    let clock_offset = context.clock_of(&way.endpoint).offset();
    let may_be_ours = named.exact && named.claimant.is_none();
    if !may_be_ours || !ownership::is_told_by_content(task, desired, &named.file, clock_offset) {
        return Ok(Some(named));
    }
    let likeness = held::read(desired.task_type, named.file.file_id, way)
        .await?
        .likeness(desired);
    Ok(Some(Named { likeness, ..named }))
}

fn claimed(
    task: &DISyncTask,
    name: &str,
    file: crate::dataworks::operations::File,
    way: &Way,
    context: &Context,
) -> Named {
    let holders = holders(&way.workspace, context, file.file_id);
    Named {
        exact: file.name == name,
        claimant: ownership::claimant(task, tasks(&holders)),
        likeness: Likeness::Unknown,
        file: File {
            file_id: file.file_id,
            project_id: way.project_id(),
            name: file.name,
            committed: file.committed,
            file_type: file.file_type,
            created_at: file.create_time,
        },
    }
}
