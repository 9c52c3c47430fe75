//! TerminateDISyncInstance: takes a real-time task offline. It has to be stopped before.

use super::conflict::answer;
use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::state::tally::Access;
use crate::state::task_type::TaskType;

pub(super) const OPERATION: Operation = Operation {
    name: "TerminateDISyncInstance",
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
    let terminated = file.life.terminate(task_type, behaviour);
    answer(file_id, terminated, behaviour.instance.repeated.terminate)
}
