//! What the two ways to a role have in common: the rules of a session, and the credentials that it gives.

use serde_json::{Map, Value, json};

use super::{Arguments, Refusal, Scene};
use crate::gateway::error::ApiError;
use crate::state::roles::Role;

/// A session that was asked for.
pub(super) struct Session<'a> {
    /// The role.
    pub(super) role: Role,
    name: &'a str,
    seconds: u32,
}

impl<'a> Session<'a> {
    /// Reads and checks what is asked for.
    pub(super) fn read(scene: &Scene<'_>, arguments: &Arguments<'a>) -> Result<Self, Refusal> {
        let arn = arguments.required("RoleArn")?;
        let name = arguments.required("RoleSessionName")?;
        let good = |c: char| c.is_ascii_alphanumeric() || ".@-_".contains(c);
        if !(2..=64).contains(&name.len()) || !name.chars().all(good) {
            return Err(invalid("RoleSessionName"));
        }
        if !arn.starts_with("acs:ram::") {
            return Err(invalid("RoleArn"));
        }
        let Some(role) = scene.roles.get(arn).cloned() else {
            let status = axum::http::StatusCode::NOT_FOUND;
            let text = "The role not exists: the role you specified does not exist.";
            return Err(ApiError::new(status, "EntityNotExist.Role", text).into());
        };
        let seconds = arguments.parsed("DurationSeconds")?.unwrap_or(3_600);
        if !(900..=role.max_session_seconds).contains(&seconds) {
            return Err(invalid("DurationSeconds"));
        }
        Ok(Self { role, name, seconds })
    }

    /// Makes the credentials, and the part of the answer that shows them.
    pub(super) fn begin(&self, scene: &mut Scene<'_>) -> Map<String, Value> {
        let seconds = scene.behaviour.credentials_seconds.unwrap_or(self.seconds);
        let key = self.role.issue(scene.keys, seconds, scene.now);
        let expiration = key.expires_at.unwrap_or(scene.now.server);
        let (account, role) = (&self.role.account_id, &self.role.role_name);
        let fields = json!({
            "AssumedRoleUser": {
                "AssumedRoleId": format!("300000000000000001:{}", self.name),
                "Arn": format!("acs:ram::{account}:role/{role}/{}", self.name),
            },
            "Credentials": {
                "AccessKeyId": key.access_key_id,
                "AccessKeySecret": key.access_key_secret,
                "SecurityToken": key.security_token,
                "Expiration": expiration.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            },
        });
        fields.as_object().cloned().unwrap_or_default()
    }
}

/// A parameter that STS does not take, in its words.
pub(super) fn invalid(name: &str) -> Refusal {
    let text = format!("The parameter {name} is wrongly formed.");
    ApiError::bad_request(format!("InvalidParameter.{name}"), text).into()
}
