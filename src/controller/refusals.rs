//! Remembers keys that DataWorks refused, so that a thousand tasks with a wrong key cost one call, not a thousand.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::domain::failure::Failure;
use crate::domain::report::key_refused_as;

/// How long a refused key rests before it is tried again, though it did not change.
const REST: SignedDuration = SignedDuration::from_mins(5);

/// Codes of DataWorks are shorter.
const LONGEST_CODE: usize = 64;

/// Refused keys, by the version of the Secret that holds them.
#[derive(Default)]
pub struct Refusals(Mutex<HashMap<String, (Timestamp, String)>>);

impl Refusals {
    /// Remembers that the key of this version was refused, and by which code. What else was said came of the call of one
    /// task, and is told to no other.
    pub fn remember(&self, version: &str, failure: &Failure, now: Timestamp) {
        let why = key_refused_as(code(failure));
        let mut refused = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        refused.retain(|_, (until, _)| *until > now);
        refused.insert(version.to_owned(), (now + REST, why));
    }

    /// Why the key of this version is not tried now.
    pub fn why(&self, version: &str, now: Timestamp) -> Option<String> {
        let refused = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        refused
            .get(version)
            .filter(|(until, _)| *until > now)
            .map(|(_, why)| why.clone())
    }
}

/// The code, if it has the form of one.
fn code(failure: &Failure) -> &str {
    let is_code = |c: char| c.is_ascii_alphanumeric() || c == '.';
    match failure.code.as_str() {
        code if code.len() <= LONGEST_CODE && code.chars().all(is_code) => code,
        _ => "an unknown code",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::failure::Consequence;

    #[test]
    fn a_key_rests_and_a_changed_one_does_not() {
        let (refusals, now) = (Refusals::default(), Timestamp::UNIX_EPOCH);
        let failure = Failure {
            consequence: Consequence::Credentials,
            code: "SignatureDoesNotMatch".into(),
            message: "of the call of one task".into(),
            request_id: Some("of-one-call".into()),
        };
        refusals.remember("1", &failure, now);
        assert!(refusals.why("1", now + SignedDuration::from_mins(4)).is_some());
        assert!(refusals.why("1", now + SignedDuration::from_mins(5)).is_none());
        assert!(refusals.why("2", now).is_none());
        let why = refusals.why("1", now).unwrap();
        assert!(
            why.contains("SignatureDoesNotMatch") && !why.contains("of one") && !why.contains("of-one"),
            "{why}"
        );
        let odd = Failure {
            code: "what {the host} says".into(),
            ..failure
        };
        refusals.remember("2", &odd, now);
        assert!(!refusals.why("2", now).unwrap().contains("host"));
    }
}
