//! DeployFile: brings an offline task from the development environment to the production environment.

use super::{Arguments, Family, Operation, Refusal, Reply, Scene, which_file};
use crate::gateway::error::ApiError;
use crate::state::deployment::{Kind, NewDeployment};
use crate::state::plans::Verdict;
use crate::state::tally::Access;
use crate::state::task_type::TaskType;

pub(super) const OPERATION: Operation = Operation {
    name: "DeployFile",
    family: Family::File,
    access: Access::Write,
    takes_token: false,
    run,
};

fn run(scene: &mut Scene<'_>, arguments: &Arguments<'_>) -> Result<Reply, Refusal> {
    let project_id = arguments.id("ProjectId")?;
    let file_id = which_file::find(&scene.workspace(project_id)?.files, arguments)?.file_id;
    let behaviour = scene.behaviour;
    let life = &scene.task_mut(project_id, file_id, TaskType::Offline)?.life;
    let Some(file_version) = life.submitted_version else {
        return Err(Refusal::state(format!("fileId:[{file_id}] is not submitted.")));
    };
    if life.deployed_version == Some(file_version) && behaviour.instance.repeated.deploy == Verdict::Fail {
        return Err(Refusal::state(format!("fileId:[{file_id}] is deployed already.")));
    }
    let what = NewDeployment {
        kind: Kind::Deploy,
        file_id,
        file_version,
        checked: false,
    };
    let started = scene
        .world
        .start_deployment(project_id, what, &behaviour.deployment, scene.now);
    let deployment_id = started.ok_or_else(ApiError::no_privilege)?;
    Ok(Reply::Value(scene.id(deployment_id)))
}
