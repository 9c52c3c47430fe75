//! CreateDISyncTask: creates a task of any type.

use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::script::{name, settings::Settings, task_content::TaskContent};
use crate::state::file::NewFile;
use crate::state::life::Life;
use crate::state::tally::Access;

pub(super) const OPERATION: Operation = Operation {
    name: "CreateDISyncTask",
    family: Family::Task,
    access: Access::Write,
    takes_token: true,
    run,
};

fn run(scene: &mut Scene<'_>, arguments: &Arguments<'_>) -> Result<Reply, Refusal> {
    let project_id = arguments.id("ProjectId")?;
    let task_type = arguments.task_type()?;
    let text = arguments.required("TaskContent")?;
    let workspace = scene.workspace(project_id)?;
    let content = TaskContent::parse(text, task_type).map_err(Refusal::malformed)?;
    content
        .check(workspace, scene.behaviour.any_datasource)
        .map_err(Refusal::parameter)?;
    // TaskParam and TaskName are required in older pages and optional in newer ones.
    let settings = arguments.text("TaskParam").map(Settings::parse).transpose();
    let settings = settings.map_err(Refusal::malformed)?.unwrap_or_default();
    settings.check(workspace).map_err(Refusal::parameter)?;
    let name = arguments
        .text("TaskName")
        .or(content.name())
        .ok_or_else(|| Refusal::malformed("TaskName is invalid."))?
        .to_owned();
    name::check(&name, scene.behaviour.strict_names).map_err(Refusal::parameter)?;
    if workspace.has_name(&name) {
        return Err(Refusal::name_taken());
    }
    let new = NewFile {
        name,
        task_type,
        folder: settings.folder(),
        resource_group: settings
            .resource_group
            .or_else(|| content.resource_group().map(str::to_owned)),
        cu: settings.cu,
        content: text.to_owned(),
        life: Life::new(task_type, scene.behaviour),
        lag_ms: scene.behaviour.list_lag_ms,
    };
    let created = scene
        .world
        .add_file(project_id, new, scene.now)
        .map(|file| file.file_id);
    let file_id = created.ok_or_else(crate::gateway::error::ApiError::no_privilege)?;
    Ok(Reply::done([("FileId", scene.id(file_id))]))
}
