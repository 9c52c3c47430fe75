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

/// Tokens by operation. All keys of the simulator belong to one account, so keys do not matter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tokens(BTreeMap<(String, String), Entry>);

impl Tokens {
    /// Looks a token up.
    pub(crate) fn look_up(&self, action: &str, token: &str, asked: &Fingerprint, real_ms: i64) -> Known {
        match self.0.get(&(action.to_owned(), token.to_owned())) {
            Some(entry) if entry.at_ms + KEPT_MS <= real_ms => Known::New,
            Some(entry) if entry.fingerprint == *asked => Known::Repeat(entry.answer.clone()),
            Some(_) => Known::Mismatch,
            None => Known::New,
        }
    }

    /// Keeps an answer.
    pub(crate) fn keep(
        &mut self,
        action: &str,
        token: &str,
        fingerprint: Fingerprint,
        answer: Answer,
        real_ms: i64,
    ) {
        let entry = Entry {
            at_ms: real_ms,
            fingerprint,
            answer,
        };
        self.0.insert((action.to_owned(), token.to_owned()), entry);
    }
}
