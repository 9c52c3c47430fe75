//! Answers kept by ClientToken, so that a repeated request has no second effect.

use std::collections::BTreeMap;

use crate::gateway::answer::Answer;

/// Assumed retention: the service documents none.
const KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// Business parameters without the token itself.
pub(crate) type Fingerprint = BTreeMap<String, String>;

/// What is known about a token.
#[derive(Debug)]
pub(crate) enum Known {
    /// First use.
    New,
    /// A repeat: give this answer again.
    Repeat(Answer),
    /// Used before with other parameters.
    Mismatch,
}

#[derive(Clone, Debug)]
struct Entry {
    at_ms: i64,
    fingerprint: Fingerprint,
    answer: Answer,
}

/// Where a token is good: it means nothing to another account or another operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TokenKey {
    /// The account of the caller.
    pub(crate) account_id: String,
    /// The operation.
    pub(crate) action: &'static str,
    /// The token.
    pub(crate) token: String,
}

/// The tokens that were used.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tokens(BTreeMap<TokenKey, Entry>);

impl Tokens {
    /// Looks a token up.
    pub(crate) fn look_up(&self, key: &TokenKey, asked: &Fingerprint, now_ms: i64) -> Known {
        match self.0.get(key) {
            Some(entry) if entry.at_ms + KEPT_MS <= now_ms => Known::New,
            Some(entry) if entry.fingerprint == *asked => Known::Repeat(entry.answer.clone()),
            Some(_) => Known::Mismatch,
            None => Known::New,
        }
    }

    /// Keeps an answer.
    pub(crate) fn keep(&mut self, key: TokenKey, fingerprint: Fingerprint, answer: Answer, now_ms: i64) {
        let entry = Entry {
            at_ms: now_ms,
            fingerprint,
            answer,
        };
        self.0.insert(key, entry);
    }
}
