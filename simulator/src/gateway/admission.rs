//! Whether a call is let through to its operation. The order of the checks is the order of the real gateway, as far
//! as its error lists let one infer it.

use axum::http::Method;

use super::authenticate::{authenticate, check_timestamp};
use super::error::ApiError;
use super::request::ApiRequest;
use crate::operations::{self, Family, Operation};
use crate::state::clock::Now;
use crate::state::fault_rule::Fault;
use crate::state::identity::Identity;
use crate::state::simulation::Simulation;

/// A call that may run.
#[derive(Clone, Debug)]
pub(crate) struct Admission {
    /// What to run.
    pub(crate) operation: &'static Operation,
    /// For whom.
    pub(crate) caller: Identity,
    /// What goes wrong with it.
    pub(crate) fault: Option<Fault>,
    /// Ordinary delay of the answer.
    pub(crate) latency_ms: u64,
}

/// Lets a call through or refuses it.
pub(crate) fn admit(
    simulation: &mut Simulation,
    request: &ApiRequest,
    now: Now,
) -> Result<Admission, ApiError> {
    if request.method != Method::GET && request.method != Method::POST {
        let text = "This http method is not supported.";
        return Err(ApiError::bad_request("UnsupportedHTTPMethod", text));
    }
    request.format()?;
    let action = request.action().ok_or_else(|| ApiError::missing("Action"))?;
    let operation = operations::find(action).ok_or_else(ApiError::unknown_action)?;
    match request.version() {
        Some(version) if version == operation.family.version() => {}
        Some(_) => return Err(ApiError::invalid("Version")),
        None => return Err(ApiError::missing("Version")),
    }
    if operation.family == Family::StsUnsigned {
        let timestamp = request.parameters.get("Timestamp");
        check_timestamp(
            timestamp.ok_or_else(|| ApiError::missing("Timestamp"))?,
            now.server,
        )?;
        return Ok(Admission {
            operation,
            caller: Identity::nobody(),
            fault: simulation.faults.strike(action, None),
            latency_ms: simulation.behaviour.latency_ms(action),
        });
    }
    let claim = request.claim.as_ref().map_err(Clone::clone)?;
    let within_quota = count(simulation, operation, &claim.access_key_id, now);
    let key = authenticate(simulation, claim, now)?;
    if key.denies(action) {
        return Err(ApiError::no_permission());
    }
    let caller = Identity::of(key);
    let project_id = request.parameters.get("ProjectId").and_then(|id| id.parse().ok());
    within_quota?;
    Ok(Admission {
        operation,
        caller,
        fault: simulation.faults.strike(action, project_id),
        latency_ms: simulation.behaviour.latency_ms(action),
    })
}

/// Counts the call for the account of its key. Whether it turns out to be well signed does not matter: a client that
/// keeps to a budget has spent it.
fn count(
    simulation: &mut Simulation,
    operation: &Operation,
    access_key_id: &str,
    now: Now,
) -> Result<(), ApiError> {
    match simulation.keys.get(access_key_id) {
        Some(key) if operation.family.is_of_dataworks() => {
            simulation
                .quota
                .take(&key.account_id, operation.access, now.server)
        }
        Some(_) | None => Ok(()),
    }
}
