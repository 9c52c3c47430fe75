//! `GetCallerIdentity` of STS: whose key it is. Here because the clients of DataWorks ask it for the account that
//! their calls are counted against.

use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::gateway::error::ApiError;
use crate::state::selection::CALLER_IDENTITY;
use crate::state::styles::CallerIdentity;
use crate::state::tally::Access;

pub(super) const OPERATION: Operation = Operation {
    name: CALLER_IDENTITY,
    family: Family::Sts,
    access: Access::Read,
    takes_token: false,
    run,
};

fn run(scene: &mut Scene<'_>, _arguments: &Arguments<'_>) -> Result<Reply, Refusal> {
    match scene.behaviour.caller_identity {
        CallerIdentity::Answered => Ok(Reply::Bare(scene.caller.fields())),
        CallerIdentity::Refused => Err(ApiError::no_permission().into()),
        CallerIdentity::Absent => Err(ApiError::unknown_action().into()),
    }
}
