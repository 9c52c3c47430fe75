//! UpdateDISyncTask: gives a task another configuration, other resources, or both.

use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::gateway::error::ApiError;
use crate::script::{settings::Settings, task_content::TaskContent};
use crate::state::tally::Access;

pub(super) const OPERATION: Operation = Operation {
    name: "UpdateDISyncTask",
    family: Family::Task,
    access: Access::Write,
    takes_token: false,
    run,
};

fn run(scene: &mut Scene<'_>, arguments: &Arguments<'_>) -> Result<Reply, Refusal> {
    let project_id = arguments.id("ProjectId")?;
    let task_type = arguments.task_type()?;
    let file_id = arguments.id("FileId")?;
    let text = arguments.text("TaskContent");
    let settings = arguments.text("TaskParam");
    if text.is_none() && settings.is_none() {
        return Err(ApiError::missing("TaskContent").into());
    }
    let workspace = scene.workspace(project_id)?;
    if let Some(text) = text {
        let content = TaskContent::parse(text, task_type).map_err(Refusal::malformed)?;
        content
            .check(workspace, scene.behaviour.any_datasource)
            .map_err(Refusal::parameter)?;
    }
    let settings = settings.map(Settings::parse).transpose();
    let settings = settings.map_err(Refusal::malformed)?.unwrap_or_default();
    settings
        .check_resource_group(workspace)
        .map_err(Refusal::parameter)?;
    let (behaviour, now) = (scene.behaviour, scene.now);
    let file = scene.task_mut(project_id, file_id, task_type)?;
    if let Some(text) = text {
        text.clone_into(&mut file.content);
    }
    // No FileFolderPath: a move is a matter of UpdateFile.
    file.resource_group = settings.resource_group.or(file.resource_group.take());
    file.cu = settings.cu.or(file.cu);
    file.edited(behaviour, now);
    Ok(Reply::done([]))
}
