//! Makes the one change of DataWorks that was decided, and tells what came of it.

use super::context::Context;
use super::way::Way;
use crate::api::TaskType;
use crate::dataworks::DataWorks;
use crate::dataworks::operations::{CreateTask, DeleteFile, DeleteTask, GenerateConfig};
use crate::domain::failure::Failure;
use crate::domain::observed::Answer;
use crate::domain::plan::{Call, Fact, Request, Step};

/// Makes a call whose announcement is written.
pub async fn execute(call: Call, way: &Way, context: &Context) -> Fact {
    let client_token = call.announcement.client_token.unwrap_or_default();
    let (client, project_id, task_type) = (&way.client, way.project_id(), call.task_type.as_str());
    match call.request {
        Request::Generate(task_param) => {
            let generate = GenerateConfig {
                project_id,
                task_type,
                task_param,
                client_token,
            };
            match client.call(&generate).await {
                Ok(it) => Fact::Generating(
                    it.process_id,
                    said(it.status, it.message, it.request_id),
                    context.first_poll(&way.endpoint),
                ),
                Err(failure) => Fact::CallFailed(Step::Generate, failure),
            }
        }
        Request::Create(task_content, settings) => {
            let task_name = call.task_name;
            let create = CreateTask {
                project_id,
                task_type,
                task_name,
                task_content,
                settings,
                client_token,
            };
            match client.call(&create).await {
                Ok(it) => Fact::Created(it.file_id, said("success".to_owned(), it.message, it.request_id)),
                Err(failure) => Fact::CallFailed(Step::Create, failure),
            }
        }
        Request::Delete(file_id) => deleted(match call.task_type {
            TaskType::Offline => client.call(&DeleteFile { project_id, file_id }).await.map(drop),
            TaskType::Realtime | TaskType::Solution => client
                .call(&DeleteTask {
                    project_id,
                    task_type,
                    file_id,
                })
                .await
                .map(drop),
        }),
    }
}

fn deleted(outcome: Result<(), Failure>) -> Fact {
    outcome.map_or_else(
        |failure| Fact::CallFailed(Step::Delete, failure),
        |()| Fact::DeletionAccepted,
    )
}

fn said(status: String, message: Option<String>, request_id: Option<String>) -> Answer {
    Answer {
        status: Some(status),
        message,
        request_id,
    }
}
