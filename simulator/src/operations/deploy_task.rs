//! DeployDISyncTask: submits and deploys a real-time task or a solution.

use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::state::plans::Verdict;
use crate::state::rules::Conflict;
use crate::state::tally::Access;
use crate::state::task_type::TaskType;

pub(super) const OPERATION: Operation = Operation {
    name: "DeployDISyncTask",
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
    if task_type == TaskType::Offline {
        return Err(Refusal::task_type());
    }
    let (behaviour, now) = (scene.behaviour, scene.now);
    let file = scene.task_mut(project_id, file_id, task_type)?;
    match file.life.deploy(task_type, file.version, behaviour, now) {
        Err(Conflict::NothingToDo) if behaviour.instance.repeated.deploy == Verdict::Success => {
            Ok(Reply::done([]))
        }
        // The text of the page's sample.
        Err(_) => Err(Refusal::state("submit and deploy fail.")),
        Ok(()) => Ok(Reply::done([])),
    }
}
