//! Why there are no credentials.

use thiserror::Error;

use crate::domain::failure::{Consequence, Failure};
use crate::domain::schedule::pause_after;
use jiff::SignedDuration;

/// Why there are no credentials. Its text is safe to show.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Trouble {
    /// What is needed to ask for them is not there: a variable, a file, a role of the node.
    #[error("{0}")]
    Missing(String),
    /// They were asked for in vain.
    #[error("{who} did not give credentials ({failure})")]
    Failed {
        /// Who was asked.
        who: String,
        /// What came of it.
        failure: Box<Failure>,
    },
}

impl Trouble {
    pub(super) fn failed(who: impl Into<String>, failure: Failure) -> Self {
        Self::Failed {
            who: who.into(),
            failure: failure.into(),
        }
    }

    /// The pause before they are asked for again, after so many failures in a row. It grows whatever went wrong: a trust
    /// policy is mended in a minute, and nothing tells when it was.
    pub(super) fn pause(&self, failures: u32, seed: u64) -> SignedDuration {
        let consequence = match self {
            Self::Failed { failure, .. } => failure.consequence,
            Self::Missing(_) => Consequence::Retry,
        };
        match consequence {
            Consequence::Throttled { .. } => pause_after(consequence, failures, seed),
            _ => pause_after(Consequence::Retry, failures, seed),
        }
    }
}
