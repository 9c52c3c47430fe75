//! `AssumeRole` of STS: temporary credentials of a role, for the key of a user or of another role.

use super::session::{Session, invalid};
use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::gateway::error::ApiError;
use crate::state::selection::ASSUME_ROLE;
use crate::state::tally::Access;

pub(super) const OPERATION: Operation = Operation {
    name: ASSUME_ROLE,
    family: Family::Sts,
    access: Access::Read,
    takes_token: false,
    run,
};

fn run(scene: &mut Scene<'_>, arguments: &Arguments<'_>) -> Result<Reply, Refusal> {
    if scene.caller.is_account() {
        return Err(denied("Roles may not be assumed by root accounts."));
    }
    let external_id = arguments.text("ExternalId");
    if external_id.is_some_and(|id| !(2..=1_224).contains(&id.len())) {
        return Err(invalid("ExternalId"));
    }
    let session = Session::read(scene, arguments)?;
    let role = &session.role;
    let trusted = role.trusted_accounts.contains(&scene.caller.account_id);
    let known = role
        .external_id
        .as_deref()
        .is_none_or(|id| external_id == Some(id));
    if !trusted || !known {
        return Err(denied(
            "You are not authorized to do this action. You should be authorized by RAM.",
        ));
    }
    Ok(Reply::Bare(session.begin(scene)))
}

fn denied(text: &str) -> Refusal {
    ApiError::new(axum::http::StatusCode::FORBIDDEN, "NoPermission", text).into()
}
