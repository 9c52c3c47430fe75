//! Signature version 3 (`ACS3-HMAC-SHA256`): headers, query and the hash of the raw body.

use axum::http::HeaderMap;
use axum::http::Method;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::claim::{Claim, Scheme};
use super::encoding::percent_encode;
use super::error::ApiError;

const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// Headers that have to be signed when they are there.
const MUST_BE_SIGNED: [&str; 7] = [
    "host",
    "x-acs-action",
    "x-acs-version",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-content-sha256",
    "x-acs-security-token",
];

/// The parts of a request that this version signs.
#[derive(Clone, Copy)]
pub(crate) struct Signable<'a> {
    /// HTTP method.
    pub(crate) method: &'a Method,
    /// Decoded pairs of the query; the body is signed by its hash alone.
    pub(crate) query: &'a [(String, String)],
    /// All headers.
    pub(crate) headers: &'a HeaderMap,
    /// The body as it came.
    pub(crate) body: &'a [u8],
}

/// True if the request carries a signature of this version.
pub(crate) fn applies(headers: &HeaderMap) -> bool {
    header(headers, "authorization").is_some_and(|value| value.starts_with("ACS3-"))
}

/// Reads the claim out of the headers; refuses a request that lacks one or leaves one unsigned.
pub(crate) fn read_claim(request: Signable<'_>) -> Result<Claim, ApiError> {
    let required = |name| header(request.headers, name).ok_or_else(|| ApiError::missing(name));
    let authorization = required("authorization")?;
    let [access_key_id, signed_headers, signature] =
        parse_authorization(&authorization).ok_or_else(|| incomplete(&authorization))?;
    let timestamp = required("x-acs-date")?;
    let nonce = required("x-acs-signature-nonce")?;
    required("x-acs-content-sha256")?;
    let signed: Vec<&str> = signed_headers.split(';').collect();
    let unsigned = |name: &&str| request.headers.contains_key(*name) && !signed.contains(name);
    let canonical = canonical_request(request, &signed);
    if MUST_BE_SIGNED.iter().any(unsigned) {
        return Err(incomplete(&canonical));
    }
    Ok(Claim {
        scheme: Scheme::V3,
        access_key_id: access_key_id.to_owned(),
        security_token: header(request.headers, "x-acs-security-token"),
        nonce,
        timestamp,
        signature: signature.to_owned(),
        string_to_sign: format!("{ALGORITHM}\n{}", hex(&Sha256::digest(canonical.as_bytes()))),
        echo: canonical,
    })
}

fn incomplete(server_string: &str) -> ApiError {
    let text = "The request signature does not conform to Aliyun standards. server string to sign is:";
    ApiError::bad_request("IncompleteSignature", format!("{text}{server_string}"))
}

/// Splits `ACS3-HMAC-SHA256 Credential=ID,SignedHeaders=a;b,Signature=hex`.
fn parse_authorization(text: &str) -> Option<[&str; 3]> {
    let fields = text.strip_prefix(ALGORITHM)?;
    let field = |name: &str| {
        let found = fields
            .split(',')
            .find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='));
        found.filter(|value| !value.is_empty())
    };
    Some([field("Credential")?, field("SignedHeaders")?, field("Signature")?])
}

/// The canonical request. The last line is the hash of the body that arrived, not the one that was claimed, so a
/// body that was changed on the way cannot pass.
pub(super) fn canonical_request(request: Signable<'_>, signed_headers: &[&str]) -> String {
    let mut query: Vec<(&str, &str)> = request
        .query
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    query.sort_unstable();
    let query: Vec<String> = query
        .into_iter()
        .map(|(name, value)| format!("{}={}", percent_encode(name), percent_encode(value)))
        .collect();
    let mut names = signed_headers.to_vec();
    names.sort_unstable();
    let headers: String = names
        .iter()
        .map(|name| {
            format!(
                "{name}:{}\n",
                header(request.headers, name).unwrap_or_default().trim()
            )
        })
        .collect();
    let hash = hex(&Sha256::digest(request.body));
    format!(
        "{}\n/\n{}\n{headers}\n{}\n{hash}",
        request.method,
        query.join("&"),
        signed_headers.join(";")
    )
}

/// Signs with an AccessKey secret.
pub(crate) fn sign(secret: &str, string_to_sign: &str) -> String {
    #[expect(
        clippy::expect_used,
        reason = "HMAC takes a key of any length, so this cannot fail"
    )]
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key length");
    mac.update(string_to_sign.as_bytes());
    hex(&mac.finalize().into_bytes())
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get(name)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[path = "signature_v3_vectors.rs"]
mod vectors;
