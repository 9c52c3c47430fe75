//! Who is calling: clock, key, token, nonce and signature, in this order.

use jiff::{SignedDuration, Timestamp};

use super::claim::Claim;
use super::error::ApiError;
use crate::state::clock::Now;
use crate::state::keys::AccessKey;
use crate::state::simulation::Simulation;

/// Difference between the clocks of client and server that is tolerated.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// Checks a claim and uses up its nonce. The nonce of a request with a wrong signature is not used up: anyone could
/// burn other people's nonces otherwise.
pub(crate) fn authenticate<'a>(
    simulation: &'a mut Simulation,
    claim: &Claim,
    now: Now,
) -> Result<&'a AccessKey, ApiError> {
    check_timestamp(&claim.timestamp, now.server)?;
    let key = simulation.keys.get(&claim.access_key_id).ok_or_else(|| {
        let status = axum::http::StatusCode::NOT_FOUND;
        ApiError::new(
            status,
            "InvalidAccessKeyId.NotFound",
            "Specified access key is not found.",
        )
    })?;
    if key.disabled {
        let text = "Specified access key is disabled.";
        return Err(ApiError::bad_request("InvalidAccessKeyId.Inactive", text));
    }
    check_token(key, claim.security_token.as_deref(), now.server)?;
    if simulation.nonces.is_used(&claim.access_key_id, &claim.nonce) {
        let text = "Specified signature nonce was used already.";
        return Err(ApiError::bad_request("SignatureNonceUsed", text));
    }
    if !claim.is_signed_with(&key.access_key_secret) {
        let text = "Specified signature is not matched with our calculation. server string to sign is:";
        return Err(ApiError::bad_request(
            "SignatureDoesNotMatch",
            format!("{text}{}", claim.echo),
        ));
    }
    simulation
        .nonces
        .remember(&claim.access_key_id, &claim.nonce, now.ms());
    Ok(key)
}

/// The protocol allows one spelling only: `YYYY-MM-DDThh:mm:ssZ`.
pub(super) fn check_timestamp(text: &str, server: Timestamp) -> Result<(), ApiError> {
    let well_formed = text.len() == 20 && text.ends_with('Z') && text.as_bytes().get(10) == Some(&b'T');
    let time = text
        .parse::<Timestamp>()
        .ok()
        .filter(|_| well_formed)
        .ok_or_else(|| {
            let text = "Specified time stamp or date value is not well formatted.";
            ApiError::bad_request("InvalidTimeStamp.Format", text)
        })?;
    if time.duration_since(server).abs() > WINDOW {
        let text = "Specified time stamp or date value is expired.";
        return Err(ApiError::bad_request("InvalidTimeStamp.Expired", text));
    }
    Ok(())
}

fn check_token(key: &AccessKey, given: Option<&str>, server: Timestamp) -> Result<(), ApiError> {
    let given = given.filter(|token| !token.is_empty());
    match (&key.security_token, given) {
        (None, None) => {}
        (None, Some(_)) => {
            let text = "Specified SecurityToken is malformed.";
            return Err(ApiError::bad_request("InvalidSecurityToken.Malformed", text));
        }
        (Some(_), None) => {
            let text = "SecurityToken is mandatory for this action.";
            return Err(ApiError::bad_request("MissingSecurityToken", text));
        }
        (Some(expected), Some(given)) if expected != given => {
            let text = "Specified SecurityToken is mismatch with the AccessKey.";
            return Err(ApiError::bad_request(
                "InvalidSecurityToken.MismatchWithAccessKey",
                text,
            ));
        }
        (Some(_), Some(_)) => {}
    }
    if key.expires_at.is_some_and(|end| end <= server) {
        let text = "Specified SecurityToken is expired.";
        return Err(ApiError::bad_request("InvalidSecurityToken.Expired", text));
    }
    Ok(())
}
