//! DeleteDISyncTask: deletes a real-time task. A solution cannot be deleted, and an offline task is a matter of
//! DeleteFile.

use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::state::quota::Access;
use crate::state::task_type::TaskType;

pub(super) const OPERATION: Operation = Operation {
    name: "DeleteDISyncTask",
    family: Family::Task,
    access: Access::Write,
    takes_token: false,
    run,
};

fn run(scene: &mut Scene<'_>, arguments: &Arguments<'_>) -> Result<Reply, Refusal> {
    let project_id = arguments.id("ProjectId")?;
    let task_type = arguments.task_type()?;
    let file_id = arguments.id("FileId")?;
    let workspace = scene.workspace_mut(project_id)?;
    if task_type != TaskType::Realtime {
        return Err(Refusal::malformed_param("The parameter is invalid."));
    }
    if workspace
        .files
        .get(&file_id)
        .is_none_or(|file| file.task_type != task_type)
    {
        return Err(Refusal::file(file_id));
    }
    workspace.files.remove(&file_id);
    Ok(Reply::done([]))
}
