//! StopDISyncInstance: stops a real-time task. A solution cannot be stopped.

use super::conflict::answer;
use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::state::tally::Access;
use crate::state::task_type::TaskType;

pub(super) const OPERATION: Operation = Operation {
    name: "StopDISyncInstance",
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
    let (behaviour, now) = (scene.behaviour, scene.now);
    let file = scene.task_mut(project_id, file_id, task_type)?;
    let stopped = file.life.stop(behaviour, now);
    answer(file_id, stopped, behaviour.instance.repeated.stop)
}
