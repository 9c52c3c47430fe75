//! Whether a call is let through to its operation. The order of the checks is the order of the real gateway, as far
//! as its error lists let one infer it.

use axum::http::{Method, StatusCode};

use super::authenticate::authenticate;
use super::error::ApiError;
use super::request::ApiRequest;
use crate::operations::{self, Operation};
use crate::state::clock::Now;
use crate::state::fault_rule::Fault;
use crate::state::simulation::Simulation;

/// The only version that is simulated.
const VERSION: &str = "2020-05-18";

/// A call that may run.
#[derive(Clone, Debug)]
pub(crate) struct Admission {
    /// What to run.
    pub(crate) operation: &'static Operation,
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
        Some(VERSION) => {}
        Some(_) => return Err(ApiError::invalid("Version")),
        None => return Err(ApiError::missing("Version")),
    }
    let claim = request.claim.as_ref().map_err(Clone::clone)?;
    let key = authenticate(simulation, claim, now)?;
    if key.denies(action) {
        let text =
            "User not authorized to operate on the specified resource, or this API doesn't support RAM.";
        return Err(ApiError::new(StatusCode::FORBIDDEN, "NoPermission", text));
    }
    if !simulation.quota.take(operation.access, now.server) {
        return Err(ApiError::throttled(StatusCode::TOO_MANY_REQUESTS));
    }
    Ok(Admission {
        operation,
        fault: simulation.faults.strike(action),
        latency_ms: simulation.behaviour.latency_ms(action),
    })
}
