//! GetDISyncInstanceInfo: tells how a real-time task or a solution runs, each in its own shape.

use serde_json::{Value, json};

use super::{Arguments, Family, Operation, Refusal, Reply, Scene, solution};
use crate::state::tally::Access;
use crate::state::task_type::TaskType;

pub(super) const OPERATION: Operation = Operation {
    name: "GetDISyncInstanceInfo",
    family: Family::Task,
    access: Access::Read,
    takes_token: false,
    run,
};

fn run(scene: &mut Scene<'_>, arguments: &Arguments<'_>) -> Result<Reply, Refusal> {
    let project_id = arguments.id("ProjectId")?;
    let task_type = arguments.task_type()?;
    let file_id = arguments.id("FileId")?;
    // Spelled unlike everywhere else.
    let unknown = || Refusal::state(format!("fileId[{file_id}] is invalid"));
    let solution_id = scene.id(file_id);
    let file = scene.workspace_mut(project_id)?.files.get_mut(&file_id);
    let file = file
        .filter(|file| file.task_type == task_type)
        .ok_or_else(unknown)?;
    let word = file.life.word().ok_or_else(unknown)?.to_owned();
    file.life.look();
    match task_type {
        TaskType::Offline => Err(unknown()),
        TaskType::Realtime => Ok(Reply::done([
            ("Status", json!(word)),
            ("Name", json!(file.name)),
            ("SolutionInfo", Value::Null),
        ])),
        TaskType::Solution => Ok(Reply::done([
            ("Name", Value::Null),
            ("SolutionInfo", solution::info(&solution_id, &word)),
        ])),
    }
}
