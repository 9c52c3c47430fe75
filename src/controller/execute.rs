//! Makes the one change of DataWorks that was decided, and tells what came of it.

use super::context::Context;
use super::way::Way;
use crate::api::{OperationKind, TaskType};
use crate::dataworks::operations::{
    Accepted, CreateTask, DeleteFile, DeleteTask, DeployFile, DeployTask, DeploymentStarted, GenerateConfig,
    GenerateConfigForUpdating, Generated, Resources, StartInstance, StopInstance, SubmitFile,
    TerminateInstance, UpdateFile, UpdateTask,
};
use crate::dataworks::{DataWorks, Operation};
use crate::domain::failure::Failure;
use crate::domain::observed::Answer;
use crate::domain::plan::{Call, Fact, Request, Step};

/// Makes a call whose announcement is written.
pub async fn execute(call: Call, way: &Way, context: &Context) -> Fact {
    let kind = call.announcement.kind;
    made(call, way, context)
        .await
        .unwrap_or_else(|failure| Fact::CallFailed(Step::Change(kind), failure))
}

async fn made(call: Call, way: &Way, context: &Context) -> Result<Fact, Failure> {
    let client_token = call.announcement.client_token.unwrap_or_default();
    let (client, project_id, task_type) = (&way.client, way.project_id(), call.task_type.as_str());
    let generating = |it: Generated| {
        Fact::Generating(
            it.process_id,
            said(&it.status, it.message, it.request_id),
            context.first_poll(&way.endpoint),
        )
    };
    Ok(match call.request {
        Request::Generate(task_param) => generating(
            client
                .call(&GenerateConfig {
                    project_id,
                    task_type,
                    task_param,
                    client_token,
                })
                .await?,
        ),
        Request::GenerateUpdate(file_id, task_param) => generating(
            client
                .call(&GenerateConfigForUpdating {
                    project_id,
                    task_type,
                    file_id,
                    task_param,
                    client_token,
                })
                .await?,
        ),
        Request::Create(task_content, settings, _) => {
            let create = CreateTask {
                project_id,
                task_type,
                task_name: call.task_name,
                task_content,
                settings,
                client_token,
            };
            let it = client.call(&create).await?;
            Fact::Created(it.file_id, said("success", it.message, it.request_id))
        }
        Request::Update(file_id, task_content, settings, applied) => {
            let update = UpdateTask {
                project_id,
                task_type,
                file_id,
                task_content,
                resources: Resources::from(&settings),
            };
            Fact::Applied(applied, answer(client.call(&update).await?))
        }
        Request::Schedule(file_id, schedule, applied) => {
            let update = UpdateFile {
                project_id,
                file_id,
                schedule: *schedule,
                file_folder_path: None,
            };
            Fact::Applied(applied, answer(client.call(&update).await?))
        }
        Request::Submit(file_id) => {
            deploying(
                way,
                &SubmitFile {
                    project_id,
                    file_id,
                    comment: None,
                    skip_all_deploy_file_extensions: None,
                },
            )
            .await?
        }
        Request::Deploy(file_id) if call.task_type == TaskType::Offline => {
            let deploy = DeployFile {
                project_id,
                file_id,
                comment: None,
            };
            deploying(way, &deploy).await?
        }
        Request::Deploy(file_id) => {
            taken(
                way,
                &DeployTask {
                    project_id,
                    task_type,
                    file_id,
                },
            )
            .await?
        }
        Request::Start(file_id, start_param) => {
            let start = StartInstance {
                project_id,
                task_type,
                file_id,
                start_param,
            };
            taken(way, &start).await?
        }
        Request::Stop(file_id) => {
            taken(
                way,
                &StopInstance {
                    project_id,
                    task_type,
                    file_id,
                },
            )
            .await?
        }
        Request::Terminate(file_id) => {
            taken(
                way,
                &TerminateInstance {
                    project_id,
                    task_type,
                    file_id,
                },
            )
            .await?
        }
        Request::Delete(file_id) if call.task_type == TaskType::Offline => {
            let it = client.call(&DeleteFile { project_id, file_id }).await?;
            match it.deployment_id {
                Some(id) => Fact::Taken(said("success", None, it.request_id), Some(id)),
                None => Fact::DeletionAccepted,
            }
        }
        Request::Delete(file_id) => {
            let delete = DeleteTask {
                project_id,
                task_type,
                file_id,
            };
            client.call(&delete).await?;
            Fact::DeletionAccepted
        }
    })
}

async fn taken(way: &Way, operation: &impl Operation<Answer = Accepted>) -> Result<Fact, Failure> {
    Ok(Fact::Taken(answer(way.client.call(operation).await?), None))
}

async fn deploying(
    way: &Way,
    operation: &impl Operation<Answer = DeploymentStarted>,
) -> Result<Fact, Failure> {
    let it = way.client.call(operation).await?;
    Ok(Fact::Taken(
        said("success", it.message, it.request_id),
        Some(it.deployment_id),
    ))
}

fn answer(it: Accepted) -> Answer {
    said("success", it.message, it.request_id)
}

fn said(status: &str, message: Option<String>, request_id: Option<String>) -> Answer {
    Answer {
        status: Some(status.to_owned()),
        message,
        request_id,
    }
}

/// Whether a call of this kind ends a generation, whose length is worth knowing.
pub fn ends_generation(kind: OperationKind) -> bool {
    matches!(kind, OperationKind::Create | OperationKind::Update)
}
