//! AccessKeys: permanent and temporary (STS), with what they may not do.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::identity::ACCOUNT;
use super::selection::selects;

/// One key. It is read from the admin interface and the command line, and never written anywhere.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AccessKey {
    /// Public part.
    pub(crate) access_key_id: String,
    /// Secret part.
    pub(crate) access_key_secret: String,
    /// Makes it a temporary key: requests have to carry this token.
    #[serde(default)]
    pub(crate) security_token: Option<String>,
    /// End of a temporary key, in the server's time.
    #[serde(default)]
    pub(crate) expires_at: Option<Timestamp>,
    /// A disabled key is known but refused.
    #[serde(default)]
    pub(crate) disabled: bool,
    /// Operations that are refused for want of a RAM permission; `*` means all of DataWorks.
    #[serde(default)]
    pub(crate) denied_actions: Vec<String>,
    /// The account that it belongs to.
    #[serde(default = "first_account")]
    pub(crate) account_id: String,
    /// The RAM user whose key it is, or the role of a temporary key.
    #[serde(default)]
    pub(crate) user_name: Option<String>,
}

fn first_account() -> String {
    ACCOUNT.to_owned()
}

impl AccessKey {
    /// A permanent key that may do everything.
    pub(crate) fn permanent(access_key_id: String, access_key_secret: String, account_id: String) -> Self {
        Self {
            access_key_id,
            access_key_secret,
            security_token: None,
            expires_at: None,
            disabled: false,
            denied_actions: Vec::new(),
            account_id,
            user_name: None,
        }
    }

    /// True if RAM refuses the operation.
    pub(crate) fn denies(&self, action: &str) -> bool {
        self.denied_actions.iter().any(|denied| selects(denied, action))
    }

    /// What may be shown of the key.
    pub(crate) fn public(&self) -> PublicKey<'_> {
        PublicKey {
            access_key_id: &self.access_key_id,
            temporary: self.security_token.is_some(),
            expires_at: self.expires_at,
            disabled: self.disabled,
            denied_actions: &self.denied_actions,
            account_id: &self.account_id,
            user_name: self.user_name.as_deref(),
        }
    }
}

/// A key without its secrets.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublicKey<'a> {
    access_key_id: &'a str,
    temporary: bool,
    expires_at: Option<Timestamp>,
    disabled: bool,
    denied_actions: &'a [String],
    account_id: &'a str,
    user_name: Option<&'a str>,
}

/// The keys by id.
pub(crate) type Keys = BTreeMap<String, AccessKey>;
