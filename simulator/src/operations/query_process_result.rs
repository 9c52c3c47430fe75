//! QueryDISyncTaskConfigProcessResult: polls the process that Generate started.

use serde_json::{Value, json};

use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::state::process::{InProgress, Look};
use crate::state::tally::Access;

pub(super) const OPERATION: Operation = Operation {
    name: "QueryDISyncTaskConfigProcessResult",
    family: Family::Task,
    access: Access::Read,
    takes_token: false,
    run,
};

fn run(scene: &mut Scene<'_>, arguments: &Arguments<'_>) -> Result<Reply, Refusal> {
    let project_id = arguments.id("ProjectId")?;
    let task_type = arguments.task_type()?;
    // The number that is called ProcessId in the answer of Generate.
    let process_id = arguments.id("AsyncProcessId")?;
    scene.workspace(project_id)?;
    let now = scene.now.ms();
    let process = scene.world.processes.get_mut(&process_id);
    let Some(process) =
        process.filter(|process| process.project_id == project_id && process.task_type == task_type)
    else {
        return Err(unknown(process_id));
    };
    match process.poll(now) {
        Look::Lost => Err(unknown(process_id)),
        Look::Ready(content) => Ok(Reply::done([("TaskContent", Value::from(content))])),
        Look::Failed(message) => Ok(Reply::Failed(message)),
        Look::InProgress(how) => Ok(match how {
            InProgress::Word(word) => Reply::InProgress {
                status: Some(json!(word)),
                message: true,
            },
            InProgress::FailWithoutMessage => Reply::InProgress {
                status: Some(json!("fail")),
                message: false,
            },
            InProgress::SuccessWithoutContent => Reply::InProgress {
                status: None,
                message: true,
            },
        }),
    }
}

fn unknown(process_id: i64) -> Refusal {
    Refusal::parameter(format!("asyncProcessId:[{process_id}] is invalid."))
}
