//! The metadata service of the node that the client is taken to run on.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How the metadata service behaves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct MetadataPlan {
    /// The role of the node, if it has one.
    pub(crate) role: Option<String>,
    /// What becomes of its tokens.
    pub(crate) tokens: TokenUse,
}

/// What becomes of the tokens of the metadata service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TokenUse {
    /// It gives them, and answers without one.
    #[default]
    Optional,
    /// It answers with one only, as in the hardened mode.
    Required,
    /// It gives none, as in its first version.
    Absent,
}

/// The tokens that were given, and when they end.
#[derive(Clone, Debug, Default)]
pub(crate) struct MetadataTokens(BTreeMap<String, Timestamp>);

impl MetadataTokens {
    /// Gives one.
    pub(crate) fn give(&mut self, life: SignedDuration, now: Timestamp) -> String {
        let token = Uuid::new_v4().simple().to_string();
        self.0.retain(|_, end| *end > now);
        self.0
            .insert(token.clone(), now.saturating_add(life).unwrap_or(now));
        token
    }

    /// Whether this one is good.
    pub(crate) fn holds(&self, token: &str, now: Timestamp) -> bool {
        self.0.get(token).is_some_and(|end| *end > now)
    }
}
