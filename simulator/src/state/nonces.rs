//! Nonces that were used, so that a request cannot be sent twice.

use std::collections::{HashSet, VecDeque};

/// A timestamp may be 15 minutes old or 15 minutes early, so a request could be replayed for twice that time.
const REMEMBERED_MS: i64 = 30 * 60 * 1000;

/// The used nonces of all keys.
#[derive(Clone, Debug, Default)]
pub(crate) struct Nonces {
    known: HashSet<(String, String)>,
    by_age: VecDeque<(i64, (String, String))>,
}

impl Nonces {
    /// True if this key has used this nonce lately.
    pub(crate) fn is_used(&self, access_key_id: &str, nonce: &str) -> bool {
        self.known.contains(&(access_key_id.to_owned(), nonce.to_owned()))
    }

    /// Remembers a nonce and forgets those that are too old to matter.
    pub(crate) fn remember(&mut self, access_key_id: &str, nonce: &str, now_ms: i64) {
        while let Some((_, old)) = self.by_age.pop_front_if(|(at, _)| *at + REMEMBERED_MS < now_ms) {
            self.known.remove(&old);
        }
        let entry = (access_key_id.to_owned(), nonce.to_owned());
        self.known.insert(entry.clone());
        self.by_age.push_back((now_ms, entry));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembered_by_key_and_for_a_while() {
        let mut nonces = Nonces::default();
        nonces.remember("a", "1", 0);
        assert!(nonces.is_used("a", "1"));
        assert!(!nonces.is_used("b", "1"));
        nonces.remember("a", "2", REMEMBERED_MS);
        assert!(nonces.is_used("a", "1"));
        nonces.remember("a", "3", REMEMBERED_MS + 1);
        assert!(!nonces.is_used("a", "1"));
        assert!(nonces.is_used("a", "2"));
    }
}
