//! SubmitFile: brings an offline task from the editor to the development environment.

use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::gateway::error::ApiError;
use crate::state::deployment::{Kind, NewDeployment};
use crate::state::plans::Verdict;
use crate::state::tally::Access;
use crate::state::task_type::TaskType;

pub(super) const OPERATION: Operation = Operation {
    name: "SubmitFile",
    family: Family::File,
    access: Access::Write,
    takes_token: false,
    run,
};

fn run(scene: &mut Scene<'_>, arguments: &Arguments<'_>) -> Result<Reply, Refusal> {
    let project_id = arguments.id("ProjectId")?;
    let file_id = arguments.id("FileId")?;
    let skips_check: bool = arguments.parsed("SkipAllDeployFileExtensions")?.unwrap_or(false);
    let behaviour = scene.behaviour;
    let file = scene.task_mut(project_id, file_id, TaskType::Offline)?;
    if behaviour.deployment.needs_input && !file.schedule.contains_key("InputList") {
        return Err(Refusal::state(format!(
            "inputList of fileId:[{file_id}] is empty."
        )));
    }
    if file.is_committed() && behaviour.instance.repeated.deploy == Verdict::Fail {
        return Err(Refusal::state(format!(
            "fileId:[{file_id}] is submitted already."
        )));
    }
    let what = NewDeployment {
        kind: Kind::Submit,
        file_id,
        file_version: file.version,
        checked: behaviour.deployment.checking && !skips_check,
    };
    let started = scene
        .world
        .start_deployment(project_id, what, &behaviour.deployment, scene.now);
    let deployment_id = started.ok_or_else(ApiError::no_privilege)?;
    Ok(Reply::Value(scene.id(deployment_id)))
}
