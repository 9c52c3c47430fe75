//! StartDISyncInstance: starts what is deployed of a real-time task or a solution.

use super::conflict::answer;
use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::script::start_param;
use crate::state::tally::Access;
use crate::state::task_type::TaskType;

pub(super) const OPERATION: Operation = Operation {
    name: "StartDISyncInstance",
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
    let parameter = match task_type {
        TaskType::Offline => return Err(Refusal::task_type()),
        TaskType::Realtime => arguments.text("StartParam"),
        // It is ignored for a solution.
        TaskType::Solution => None,
    };
    if let Some(text) = parameter {
        start_param::check(text).map_err(Refusal::malformed)?;
    }
    let (behaviour, now) = (scene.behaviour, scene.now);
    let file = scene.task_mut(project_id, file_id, task_type)?;
    let started = file
        .life
        .start(task_type, parameter.map(str::to_owned), behaviour, now);
    answer(file_id, started, behaviour.instance.repeated.start)
}
