//! What a failed call means for the task, in our own words; the adapter translates the service's codes into it.

use jiff::SignedDuration;
use thiserror::Error;

use crate::api::Reason;
use crate::domain::observed::Answer;

/// What has to follow from a failed call. The table that fills it is `dataworks::codes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consequence {
    /// The call had no effect and may succeed soon: repeat it with growing pauses.
    Retry,
    /// The service refused for now, and may think better of it without an edit (a permission): repeat it rarely.
    RetrySlowly,
    /// The service refused what the call says. It says the same until somebody edits it, or makes what it names (a data
    /// source, a resource group): repeat it once a day.
    Refused,
    /// The account's call limit was hit. `after` is what the service asked for, if it did.
    Throttled {
        /// The pause that the service named.
        after: Option<SignedDuration>,
    },
    /// The operator itself did not make the call: it is no failure, and is made when calls are made again.
    NotMade {
        /// Why.
        reason: Reason,
        /// For how long none is made.
        after: SignedDuration,
    },
    /// The key was refused: nothing is sent with it until it changes, except a rare probe.
    Credentials,
    /// A write may or may not have taken effect: look before it is repeated, and repeat it with the same token.
    Ambiguous,
    /// Something of this name exists already: where a task is to be made, find out whose it is.
    NameTaken,
    /// The token was used before with other parameters: find out what it created.
    TokenMismatch,
    /// What the call refers to (a process, a task) is not known to the service.
    NotFound,
    /// Repeating the same call cannot help: a person has to change something.
    Terminal,
}

impl Consequence {
    /// One of each that a call may have that was made.
    pub const OF_CALLS: [Self; 10] = [
        Self::Retry,
        Self::RetrySlowly,
        Self::Refused,
        Self::Throttled { after: None },
        Self::Credentials,
        Self::Ambiguous,
        Self::NameTaken,
        Self::TokenMismatch,
        Self::NotFound,
        Self::Terminal,
    ];

    /// It in one word, for metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Retry => "Retry",
            Self::RetrySlowly => "RetrySlowly",
            Self::Refused => "Refused",
            Self::Throttled { .. } => "Throttled",
            Self::NotMade { .. } => "NotMade",
            Self::Credentials => "Credentials",
            Self::Ambiguous => "Ambiguous",
            Self::NameTaken => "NameTaken",
            Self::TokenMismatch => "TokenMismatch",
            Self::NotFound => "NotFound",
            Self::Terminal => "Terminal",
        }
    }
}

/// When a script that DataWorks refused is sent again, in the words of messages.
pub const SENT_AGAIN: &str = "it is sent again when the script or a setting changes, when the annotation dataworks.alibabacloud.com/reconcile-requested-at asks for it, and once a day";

/// A failed call to DataWorks. Its text is safe to show: the adapter has cut what could hold a secret.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{code}: {}", if message.is_empty() { "without a reason" } else { message })]
pub struct Failure {
    /// What has to follow.
    pub consequence: Consequence,
    /// The service's error code, or a word of ours (`Unreachable`, `DeadlineExceeded`, `fail`, …).
    pub code: String,
    /// The reason in the service's words, at most 1,024 characters.
    pub message: String,
    /// The service's request ID, for its support.
    pub request_id: Option<String>,
}

impl Failure {
    /// What a status shows of a refusal.
    pub fn answer(&self) -> Answer {
        Answer {
            status: Some("fail".to_owned()),
            message: Some(self.message.clone()),
            request_id: self.request_id.clone(),
        }
    }

    /// Whether something was sent.
    pub fn was_made(&self) -> bool {
        !matches!(self.consequence, Consequence::NotMade { .. })
    }

    /// Whether nothing came back: no connection came about, or it broke, or there was no answer in time.
    pub fn is_unanswered(&self) -> bool {
        matches!(
            self.code.as_str(),
            "Unreachable" | "Interrupted" | "DeadlineExceeded"
        )
    }
}
