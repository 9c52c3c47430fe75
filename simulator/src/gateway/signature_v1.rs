//! Signature version 1 (RPC): parameters in canonical form, HMAC-SHA1, Base64.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use super::claim::{Claim, Scheme};
use super::encoding::percent_encode;
use super::error::ApiError;
use super::parameters::Parameters;

/// Reads the claim out of the parameters; refuses a request that lacks a common parameter.
pub(crate) fn read_claim(method: &Method, parameters: &Parameters) -> Result<Claim, ApiError> {
    let required = |name| {
        parameters
            .get(name)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| ApiError::missing(name))
    };
    let access_key_id = required("AccessKeyId")?;
    if required("SignatureMethod")? != "HMAC-SHA1" {
        return Err(ApiError::invalid("SignatureMethod"));
    }
    if required("SignatureVersion")? != "1.0" {
        return Err(ApiError::invalid("SignatureVersion"));
    }
    let nonce = required("SignatureNonce")?;
    let timestamp = required("Timestamp")?;
    let signature = required("Signature")?;
    let string_to_sign = string_to_sign(method, parameters);
    Ok(Claim {
        scheme: Scheme::V1,
        access_key_id: access_key_id.to_owned(),
        security_token: parameters.get("SecurityToken").map(str::to_owned),
        nonce: nonce.to_owned(),
        timestamp: timestamp.to_owned(),
        signature: signature.to_owned(),
        echo: string_to_sign.clone(),
        string_to_sign,
    })
}

pub(super) fn string_to_sign(method: &Method, parameters: &Parameters) -> String {
    let canonical: Vec<String> = parameters
        .iter()
        .filter(|(name, _)| *name != "Signature")
        .map(|(name, value)| format!("{}={}", percent_encode(name), percent_encode(value)))
        .collect();
    format!("{method}&%2F&{}", percent_encode(&canonical.join("&")))
}

/// Signs with an AccessKey secret.
pub(crate) fn sign(secret: &str, string_to_sign: &str) -> String {
    #[expect(
        clippy::expect_used,
        reason = "HMAC takes a key of any length, so this cannot fail"
    )]
    let mut mac = Hmac::<Sha1>::new_from_slice(format!("{secret}&").as_bytes()).expect("any key length");
    mac.update(string_to_sign.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
#[path = "signature_v1_vectors.rs"]
mod vectors;
