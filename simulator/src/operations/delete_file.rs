//! DeleteFile: deletes an offline task.

use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::state::quota::Access;
use crate::state::task_type::TaskType;

pub(super) const OPERATION: Operation = Operation {
    name: "DeleteFile",
    family: Family::File,
    access: Access::Write,
    takes_token: false,
    run,
};

fn run(scene: &mut Scene<'_>, arguments: &Arguments<'_>) -> Result<Reply, Refusal> {
    let project_id = arguments.id("ProjectId")?;
    let file_id = arguments.id("FileId")?;
    let workspace = scene.workspace_mut(project_id)?;
    if workspace
        .files
        .get(&file_id)
        .is_none_or(|file| file.task_type != TaskType::Offline)
    {
        return Err(Refusal::file(file_id));
    }
    workspace.files.remove(&file_id);
    // No DeploymentId: the file was never submitted, so there is no node whose deletion would follow.
    Ok(Reply::Bare)
}
