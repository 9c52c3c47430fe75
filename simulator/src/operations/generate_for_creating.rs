//! GenerateDISyncTaskConfigForCreating: checks a short script and starts the process that expands it.

use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::script::{expand, task_param::TaskParam};
use crate::state::tally::Access;
use crate::state::task_type::TaskType;

pub(super) const OPERATION: Operation = Operation {
    name: "GenerateDISyncTaskConfigForCreating",
    family: Family::Task,
    access: Access::Write,
    takes_token: true,
    run,
};

fn run(scene: &mut Scene<'_>, arguments: &Arguments<'_>) -> Result<Reply, Refusal> {
    let project_id = arguments.id("ProjectId")?;
    let task_type = arguments.task_type()?;
    let text = arguments.required("TaskParam")?;
    let workspace = scene.workspace(project_id)?;
    if task_type == TaskType::Offline {
        return Err(Refusal::malformed("TaskType:[DI_OFFLINE] is invalid."));
    }
    let script = TaskParam::parse(text).map_err(Refusal::malformed)?;
    script
        .check(workspace, scene.behaviour.any_datasource)
        .map_err(Refusal::parameter)?;
    if scene.behaviour.generate_checks_name && script.name().is_some_and(|name| workspace.has_name(name)) {
        return Err(Refusal::name_taken());
    }
    let content = expand::task_content(&script);
    let plan = scene.behaviour.process.clone();
    let process_id = scene
        .world
        .start_process(project_id, task_type, content, plan, scene.now);
    Ok(Reply::done([("ProcessId", scene.id(process_id))]))
}
