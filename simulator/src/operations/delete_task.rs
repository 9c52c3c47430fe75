//! DeleteDISyncTask: deletes a real-time task. A solution cannot be deleted, and an offline task is a matter of
//! DeleteFile.

use super::conflict::refusal;
use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::state::tally::Access;
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
    scene.workspace(project_id)?;
    if task_type != TaskType::Realtime {
        return Err(Refusal::task_type());
    }
    let behaviour = scene.behaviour;
    let file = scene.task_mut(project_id, file_id, task_type)?;
    file.life
        .may_be_deleted(behaviour)
        .map_err(|conflict| refusal(file_id, &conflict))?;
    scene.workspace_mut(project_id)?.delete(file_id);
    Ok(Reply::done([]))
}
