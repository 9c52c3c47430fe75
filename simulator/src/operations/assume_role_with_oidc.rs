//! `AssumeRoleWithOIDC` of STS: temporary credentials of a role, for the token of a ServiceAccount. Nobody signs it.
//!
//! The signature of the token is not looked at: there is no provider whose keys it could be held against.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::session::Session;
use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::gateway::error::ApiError;
use crate::state::selection::ASSUME_ROLE_WITH_OIDC;
use crate::state::tally::Access;

pub(super) const OPERATION: Operation = Operation {
    name: ASSUME_ROLE_WITH_OIDC,
    family: Family::StsUnsigned,
    access: Access::Read,
    takes_token: false,
    run,
};

/// The audience that STS asks for.
const AUDIENCE: &str = "sts.aliyuncs.com";

fn run(scene: &mut Scene<'_>, arguments: &Arguments<'_>) -> Result<Reply, Refusal> {
    let provider = arguments.required("OIDCProviderArn")?;
    let token = arguments.required("OIDCToken")?;
    let claims = claims(token).ok_or_else(|| failed("OIDCToken.Invalid"))?;
    let session = Session::read(scene, arguments)?;
    let role = &session.role;
    if role.oidc_provider.as_deref() != Some(provider) {
        return Err(failed("NoPermission"));
    }
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    let (issuer, subject) = (text("iss").to_owned(), text("sub").to_owned());
    if role.issuer.as_ref().is_some_and(|expected| *expected != issuer) {
        return Err(failed("OIDCToken.IssuerNotMatch"));
    }
    if !is_for(&claims, AUDIENCE) {
        return Err(failed("OIDCToken.AudienceNotMatch"));
    }
    let end = claims.get("exp").and_then(Value::as_i64).unwrap_or_default();
    if end <= scene.now.server.as_second() {
        return Err(failed("OIDCToken.Expired"));
    }
    if role.subject.as_ref().is_some_and(|expected| *expected != subject) {
        return Err(failed("NoPermission"));
    }
    let mut fields = session.begin(scene);
    let info = json!({ "Subject": subject, "Issuer": issuer, "ClientIds": AUDIENCE });
    fields.insert("OIDCTokenInfo".to_owned(), info);
    Ok(Reply::Bare(fields))
}

/// The claims of a token of three parts. One with anything around it is none.
fn claims(token: &str) -> Option<Map<String, Value>> {
    let [_, payload, _] = token.split('.').collect::<Vec<_>>()[..] else {
        return None;
    };
    if token.contains(char::is_whitespace) || !(4..=20_000).contains(&token.len()) {
        return None;
    }
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

/// The audience is one text, or a list.
fn is_for(claims: &Map<String, Value>, audience: &str) -> bool {
    match claims.get("aud") {
        Some(Value::String(one)) => one == audience,
        Some(Value::Array(all)) => all.iter().any(|one| one == audience),
        _ => false,
    }
}

fn failed(what: &str) -> Refusal {
    let text = "The OIDC token is not accepted.";
    ApiError::bad_request(format!("AuthenticationFail.{what}"), text).into()
}
