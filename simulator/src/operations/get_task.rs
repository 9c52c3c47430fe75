//! GetDISyncTask: reads a real-time task or a solution.

use serde_json::{Value, json};

use super::{Arguments, Family, Operation, Refusal, Reply, Scene, solution};
use crate::state::tally::Access;
use crate::state::task_type::TaskType;

pub(super) const OPERATION: Operation = Operation {
    name: "GetDISyncTask",
    family: Family::Task,
    access: Access::Read,
    takes_token: false,
    run,
};

fn run(scene: &mut Scene<'_>, arguments: &Arguments<'_>) -> Result<Reply, Refusal> {
    let project_id = arguments.id("ProjectId")?;
    let task_type = arguments.task_type()?;
    let file_id = arguments.id("FileId")?;
    let (id, workspace_id) = (scene.id(file_id), scene.id(project_id));
    let file = scene.task_mut(project_id, file_id, task_type)?;
    match task_type {
        TaskType::Offline => Err(Refusal::file(file_id)),
        TaskType::Realtime => Ok(Reply::done([
            // The configuration, not an error code.
            ("Code", json!(file.content)),
            ("SolutionDetail", Value::Null),
            ("AlarmList", json!(file.alarm_list)),
        ])),
        TaskType::Solution => {
            let detail = solution::detail(&id, &workspace_id, file);
            file.life.look();
            Ok(Reply::done([
                ("Code", Value::Null),
                ("SolutionDetail", detail),
                ("AlarmList", json!(file.alarm_list)),
            ]))
        }
    }
}
