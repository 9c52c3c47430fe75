//! DeleteFile: deletes an offline task, and its node after it if it was submitted.

use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::gateway::error::ApiError;
use crate::state::deployment::{Kind, NewDeployment};
use crate::state::tally::Access;
use crate::state::task_type::TaskType;

pub(super) const OPERATION: Operation = Operation {
    name: "DeleteFile",
    family: Family::File,
    access: Access::Write,
    takes_token: false,
    run,
};

fn run(scene: &mut Scene<'_>, arguments: &Arguments<'_>) -> Result<Reply, Refusal> {
    let project_id = arguments.id("ProjectId")?;
    let file_id = arguments.id("FileId")?;
    let plan = &scene.behaviour.deployment;
    let file = scene.task_mut(project_id, file_id, TaskType::Offline)?;
    let has_node = !file.deployments.is_empty() || file.life.submitted_version.is_some();
    let version = file.version;
    scene.workspace_mut(project_id)?.delete(file_id);
    if !has_node {
        // It was never submitted, so there is no node whose deletion would follow.
        return Ok(Reply::bare([]));
    }
    let what = NewDeployment {
        kind: Kind::Delete,
        file_id,
        file_version: version,
        checked: false,
    };
    let started = scene.world.start_deployment(project_id, what, plan, scene.now);
    let deployment_id = started.ok_or_else(ApiError::no_privilege)?;
    // Beside `Data`, unlike the numbers of the other deployments.
    Ok(Reply::bare([("DeploymentId", scene.id(deployment_id))]))
}
