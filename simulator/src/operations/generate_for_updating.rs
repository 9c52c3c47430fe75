//! GenerateDISyncTaskConfigForUpdating: checks a partial script and starts the process that puts its tables into the
//! configuration of a task.

use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::script::table_change::TableChange;
use crate::state::tally::Access;
use crate::state::task_type::TaskType;

pub(super) const OPERATION: Operation = Operation {
    name: "GenerateDISyncTaskConfigForUpdating",
    family: Family::Task,
    access: Access::Write,
    takes_token: true,
    run,
};

fn run(scene: &mut Scene<'_>, arguments: &Arguments<'_>) -> Result<Reply, Refusal> {
    let project_id = arguments.id("ProjectId")?;
    let task_type = arguments.task_type()?;
    // The FileId, which only this operation calls so.
    let file_id = arguments.id("TaskId")?;
    let text = arguments.required("TaskParam")?;
    scene.workspace(project_id)?;
    if task_type == TaskType::Offline {
        return Err(Refusal::malformed("TaskType:[DI_OFFLINE] is invalid."));
    }
    let change = TableChange::parse(text).map_err(Refusal::malformed)?;
    let file = scene.task_mut(project_id, file_id, task_type)?;
    let content = change.apply(&file.content).map_err(Refusal::parameter)?;
    let plan = scene.behaviour.process.clone();
    let process_id = scene
        .world
        .start_process(project_id, task_type, content, plan, scene.now);
    Ok(Reply::done([("ProcessId", scene.id(process_id))]))
}
