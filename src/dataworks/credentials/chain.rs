//! A source of keys, and a role that is assumed with them.

use std::path::PathBuf;
use std::sync::Arc;

use super::key::AccessKey;
use crate::dataworks::clock::ServerClock;
use crate::dataworks::endpoint::Endpoint;
use crate::domain::desired;

/// The name of sessions that were given none.
pub(super) const SESSION: &str = "dataworks-operator";

/// Where the first key comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// From a place that holds it, such as a version of a Secret.
    Key {
        /// The key.
        key: AccessKey,
        /// The place, which changes its name when the key changes.
        place: String,
    },
    /// From STS, for the OIDC token of the operator's ServiceAccount.
    Oidc(OidcRole, Sts),
    /// From the metadata service, for the role of the node; `None` is the one that it names.
    EcsRamRole(Option<String>),
}

/// A role that trusts an OIDC provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OidcRole {
    pub(super) role_arn: String,
    pub(super) provider_arn: String,
    pub(super) session_name: String,
    /// Only the operator's environment names it.
    pub(super) token_file: PathBuf,
}

/// A role that is assumed with other credentials.
#[derive(Clone, Debug)]
pub struct Role {
    /// Its ARN.
    pub arn: String,
    /// What its trust policy asks for.
    pub external_id: Option<String>,
    /// Name of the session; `None` is the operator's name.
    pub session_name: Option<String>,
    /// How long the credentials live; `None` is an hour.
    pub duration_seconds: Option<i32>,
    /// Where it is asked for.
    pub sts: Sts,
}

/// Where STS is asked, and its clock.
#[derive(Clone, Debug)]
pub struct Sts {
    /// Its endpoint.
    pub endpoint: Endpoint,
    /// Its clock, as its answers tell it.
    pub clock: Arc<ServerClock>,
}

/// The way to a key: a source, and a role on top of it.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Where the first key comes from.
    pub source: Source,
    /// The role that is assumed with it.
    pub role: Option<Role>,
}

impl Chain {
    /// Tells apart what gives different credentials. It shows none of them.
    #[must_use]
    pub fn identity(&self) -> String {
        let mut parts = match &self.source {
            Source::Key { place, .. } => vec!["key".to_owned(), place.clone()],
            Source::Oidc(role, sts) => vec![
                "oidc".to_owned(),
                role.role_arn.clone(),
                role.provider_arn.clone(),
                role.session_name.clone(),
                sts.endpoint.to_string(),
            ],
            Source::EcsRamRole(name) => vec!["ecs".to_owned(), name.clone().unwrap_or_default()],
        };
        if let Some(role) = &self.role {
            parts.extend([
                "role".to_owned(),
                role.arn.clone(),
                role.external_id.clone().unwrap_or_default(),
                role.session().to_owned(),
                role.duration().to_string(),
                role.sts.endpoint.to_string(),
            ]);
        }
        let parts: Vec<_> = parts.iter().map(String::as_str).collect();
        desired::hash(&parts)
    }

    /// What has to be asked for the key last, in the words of `spec.credentials`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match (&self.role, &self.source) {
            (Some(_), _) => "assumeRole",
            (None, Source::Oidc(..)) => "oidc",
            (None, Source::EcsRamRole(_)) => "ecsRamRole",
            (None, Source::Key { .. }) => "key",
        }
    }

    /// The key, where it is there without asking anybody.
    pub(super) fn key_at_hand(&self) -> Option<&AccessKey> {
        match (&self.source, &self.role) {
            (Source::Key { key, .. }, None) => Some(key),
            _ => None,
        }
    }

    /// Whom the keys of the chain stand for, one after the other.
    pub(super) fn holder(&self) -> String {
        match (&self.role, &self.source) {
            (Some(role), _) => format!("role {}", role.arn),
            (None, Source::Oidc(role, _)) => format!("role {}", role.role_arn),
            (None, Source::EcsRamRole(name)) => format!("node {}", name.as_deref().unwrap_or_default()),
            (None, Source::Key { place, .. }) => format!("key {place}"),
        }
    }
}

impl Role {
    pub(super) fn session(&self) -> &str {
        self.session_name.as_deref().unwrap_or(SESSION)
    }

    pub(super) fn duration(&self) -> i32 {
        self.duration_seconds.unwrap_or(3_600)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn chain(place: &str, role: Option<Role>) -> Chain {
        Chain {
            source: Source::Key {
                key: AccessKey::new("id", "secret", None).unwrap(),
                place: place.to_owned(),
            },
            role,
        }
    }

    fn role(arn: &str) -> Role {
        Role {
            arn: arn.to_owned(),
            external_id: None,
            session_name: None,
            duration_seconds: None,
            sts: Sts {
                endpoint: "sts.cn-shanghai.aliyuncs.com".parse().unwrap(),
                clock: Arc::new(ServerClock::new(|| Timestamp::UNIX_EPOCH)),
            },
        }
    }

    #[test]
    fn what_gives_other_credentials_has_another_identity() {
        let mut other = role("acs:ram::1:role/a");
        other.external_id = Some("x".to_owned());
        let all = [
            chain("ns/keys/1", None),
            chain("ns/keys/2", None),
            chain("other/keys/1", None),
            chain("ns/keys/1", Some(role("acs:ram::1:role/a"))),
            chain("ns/keys/1", Some(role("acs:ram::1:role/b"))),
            chain("ns/keys/1", Some(other)),
        ];
        let identities: std::collections::HashSet<_> = all.iter().map(Chain::identity).collect();
        assert_eq!(identities.len(), all.len());
        assert_eq!(all[0].identity(), chain("ns/keys/1", None).identity());
    }

    #[test]
    fn the_keys_of_a_role_stand_for_the_role_whatever_key_it_is_assumed_with() {
        let arn = "acs:ram::1:role/a";
        let (one, other) = (
            chain("ns/keys/1", Some(role(arn))),
            chain("ns/keys/2", Some(role(arn))),
        );
        assert_eq!(one.holder(), other.holder());
        assert!(one.key_at_hand().is_none() && chain("ns/keys/1", None).key_at_hand().is_some());
    }
}
