//! GetDISyncTask: reads a real-time task or a solution.

use serde_json::{Value, json};

use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::state::quota::Access;
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
    let file = scene
        .file(project_id, file_id)?
        .filter(|file| file.task_type == task_type);
    let Some(file) = file else {
        return Err(Refusal::file(file_id));
    };
    match task_type {
        TaskType::Offline => Err(Refusal::file(file_id)),
        TaskType::Realtime => Ok(Reply::done([
            // The configuration, not an error code.
            ("Code", json!(file.content)),
            ("SolutionDetail", Value::Null),
            ("AlarmList", json!([])),
        ])),
        TaskType::Solution => {
            let detail = json!({
                "Id": scene.id(file_id),
                "Name": file.name,
                "CreatorName": "simulator",
                "ProjectId": scene.id(project_id),
                // "Not running", a digit in a string.
                "Status": "1",
                "ProcessContent": file.content,
                "ProcessExtra": "{}",
            });
            Ok(Reply::done([
                ("Code", Value::Null),
                ("SolutionDetail", detail),
                ("AlarmList", json!([])),
            ]))
        }
    }
}
