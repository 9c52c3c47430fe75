//! GetDeployment: tells how far a submission, deployment or deletion of a file is.

use serde_json::{Value, json};

use super::file_entry::OWNER;
use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::state::deployment::{Deployment, Kind, Stage};
use crate::state::tally::Access;

/// `CheckingStatus` of a check that failed.
const CHECK_FAILED: i32 = 7;

/// `CheckingStatus` of a check under way.
const CHECKING: i32 = 8;

pub(super) const OPERATION: Operation = Operation {
    name: "GetDeployment",
    family: Family::File,
    access: Access::Read,
    takes_token: false,
    run,
};

fn run(scene: &mut Scene<'_>, arguments: &Arguments<'_>) -> Result<Reply, Refusal> {
    let project_id = arguments.id("ProjectId")?;
    let deployment_id = arguments.id("DeploymentId")?;
    let deployments = &mut scene.workspace_mut(project_id)?.deployments;
    let deployment = deployments.get_mut(&deployment_id);
    let deployment =
        deployment.ok_or_else(|| Refusal::state(format!("deploymentId:[{deployment_id}] is invalid.")))?;
    // Counted after it is shown: the look belongs to the state that it saw.
    let seen = deployment.clone();
    deployment.look();
    let item = json!({
        "FileId": scene.id(seen.what.file_id),
        "FileVersion": seen.what.file_version,
        // UNPUBLISHED, SUCCESS and ERROR have the numbers of the whole.
        "Status": seen.stage as i32,
    });
    Ok(Reply::done([
        ("Deployment", show(&seen)),
        ("DeployedItems", json!([item])),
    ]))
}

fn show(deployment: &Deployment) -> Value {
    let (from, to) = match deployment.what.kind {
        Kind::Submit => (0, 1),
        Kind::Deploy | Kind::Delete => (1, 2),
    };
    let message = match deployment.stage {
        Stage::Ready => None,
        // The text of the page's sample.
        Stage::Successful => Some("Success"),
        Stage::Failed => deployment.message.as_deref(),
    };
    let checking = match deployment.stage {
        Stage::Ready if deployment.what.checked => Some(CHECKING),
        Stage::Failed if deployment.what.checked => Some(CHECK_FAILED),
        _ => None,
    };
    json!({
        "Name": format!("deployment_{}", deployment.deployment_id),
        "Status": deployment.stage as i32,
        "CheckingStatus": checking,
        "ErrorMessage": message,
        "CreatorId": OWNER,
        "HandlerId": OWNER,
        "CreateTime": deployment.create_time,
        "ExecuteTime": deployment.execute_time,
        "FromEnvironment": from,
        "ToEnvironment": to,
    })
}
