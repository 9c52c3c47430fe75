//! RAM roles: whom they trust, and the temporary keys that STS makes for them.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::clock::Now;
use super::identity::ACCOUNT;
use super::keys::{AccessKey, Keys};

/// One role, as the admin interface puts and shows it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Role {
    /// Its name in the account.
    pub(crate) role_name: String,
    /// The account that it belongs to.
    #[serde(default = "first_account")]
    pub(crate) account_id: String,
    /// Accounts whose users and roles may assume it.
    #[serde(default = "first_accounts")]
    pub(crate) trusted_accounts: Vec<String>,
    /// What AssumeRole has to give as ExternalId.
    #[serde(default)]
    pub(crate) external_id: Option<String>,
    /// ARN of the OIDC provider whose tokens may be traded for it.
    #[serde(default)]
    pub(crate) oidc_provider: Option<String>,
    /// The issuer that the provider is registered for.
    #[serde(default)]
    pub(crate) issuer: Option<String>,
    /// The one subject whose tokens may be traded for it.
    #[serde(default)]
    pub(crate) subject: Option<String>,
    /// The longest session.
    #[serde(default = "an_hour")]
    pub(crate) max_session_seconds: u32,
    /// Operations that its keys may not call.
    #[serde(default)]
    pub(crate) denied_actions: Vec<String>,
}

fn first_account() -> String {
    ACCOUNT.to_owned()
}

fn first_accounts() -> Vec<String> {
    vec![first_account()]
}

fn an_hour() -> u32 {
    3_600
}

impl Role {
    /// The role of a node that nobody described.
    pub(crate) fn of_node(role_name: &str) -> Self {
        Self {
            role_name: role_name.to_owned(),
            account_id: first_account(),
            trusted_accounts: Vec::new(),
            external_id: None,
            oidc_provider: None,
            issuer: None,
            subject: None,
            max_session_seconds: an_hour(),
            denied_actions: Vec::new(),
        }
    }

    /// Its ARN.
    pub(crate) fn arn(&self) -> String {
        format!("acs:ram::{}:role/{}", self.account_id, self.role_name)
    }

    /// Makes a temporary key for it, which is valid at once.
    pub(crate) fn issue(&self, keys: &mut Keys, seconds: u32, now: Now) -> AccessKey {
        let unique = || Uuid::new_v4().simple().to_string();
        let life = SignedDuration::from_secs(seconds.into());
        let key = AccessKey {
            access_key_id: format!("STS.{}", unique()),
            security_token: Some(format!("CAIS{}+/=", unique())),
            expires_at: Some(now.server.saturating_add(life).unwrap_or(now.server)),
            denied_actions: self.denied_actions.clone(),
            user_name: Some(self.role_name.clone()),
            ..AccessKey::permanent(String::new(), unique(), self.account_id.clone())
        };
        keys.insert(key.access_key_id.clone(), key.clone());
        key
    }
}

/// The roles by their ARNs.
pub(crate) type Roles = BTreeMap<String, Role>;
