//! Whom a key stands for.

use serde_json::{Map, Value, json};

use super::keys::AccessKey;

/// Account of the keys that name none.
pub(crate) const ACCOUNT: &str = "1000000000000001";

/// Who made a call, as far as its key tells.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    /// The account, which limits are held against.
    pub(crate) account_id: String,
    name: Option<String>,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Nobody,
    Account,
    User,
    Role,
}

impl Identity {
    /// The owner of a key: a role if it is a temporary one, a RAM user if it names one, else the account itself.
    pub(crate) fn of(key: &AccessKey) -> Self {
        let kind = match (&key.security_token, &key.user_name) {
            (Some(_), _) => Kind::Role,
            (None, Some(_)) => Kind::User,
            (None, None) => Kind::Account,
        };
        Self {
            account_id: key.account_id.clone(),
            name: key.user_name.clone(),
            kind,
        }
    }

    /// Whoever sends a request that nobody signed.
    pub(crate) fn nobody() -> Self {
        Self {
            account_id: String::new(),
            name: None,
            kind: Kind::Nobody,
        }
    }

    /// Whether it is the account itself.
    pub(crate) fn is_account(&self) -> bool {
        matches!(self.kind, Kind::Account)
    }

    /// What the service says of it. A role has a `RoleId` and the others a `UserId`, as the page has it.
    pub(crate) fn fields(&self) -> Map<String, Value> {
        let account = &self.account_id;
        let name = self.name.as_deref().unwrap_or("simulated");
        let id = number(name);
        let fields = match self.kind {
            Kind::Nobody => json!({}),
            Kind::Account => json!({
                "IdentityType": "Account", "UserId": account, "PrincipalId": account,
                "Arn": format!("acs:ram::{account}:root"),
            }),
            Kind::User => json!({
                "IdentityType": "RAMUser", "UserId": id, "PrincipalId": id,
                "Arn": format!("acs:ram::{account}:user/{name}"),
            }),
            Kind::Role => json!({
                "IdentityType": "AssumedRoleUser", "RoleId": id, "PrincipalId": format!("{id}:session"),
                "Arn": format!("acs:ram::{account}:assumed-role/{name}/session"),
            }),
        };
        let mut fields = fields.as_object().cloned().unwrap_or_default();
        fields.insert("AccountId".to_owned(), json!(account));
        fields
    }
}

/// 18 digits, the same for the same name: what the service gives to users and roles.
fn number(name: &str) -> String {
    let mixed = name
        .bytes()
        .fold(0_u64, |sum, byte| sum.wrapping_mul(131).wrapping_add(byte.into()));
    format!("2{:017}", mixed % 100_000_000_000_000_000)
}
