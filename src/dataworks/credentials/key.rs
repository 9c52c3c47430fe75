//! An AccessKey: what signs a request. It never prints what it holds.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Bytes of an AccessKey ID or secret, of which the longest known has 44.
const LONGEST_PART: usize = 256;

/// Bytes of a token of STS, which has about one thousand. It travels in the address, and no library sends one of more than
/// 64 KiB when it is encoded.
const LONGEST_TOKEN: usize = 16 * 1024;

/// An AccessKey pair, or the triple of a temporary one (STS).
#[derive(Clone)]
pub struct AccessKey {
    id: String,
    secret: SecretString,
    security_token: Option<SecretString>,
    holder: Option<String>,
}

/// Why a key cannot be one.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum BadKey {
    /// Nothing but white space where the ID should be.
    #[error("the AccessKey ID is empty")]
    NoId,
    /// Nothing but white space where the secret should be.
    #[error("the AccessKey secret is empty")]
    NoSecret,
    /// A part is longer than any could be: a request with it would not even be built.
    #[error("the {0} is longer than {1} bytes")]
    TooLong(&'static str, usize),
}

impl AccessKey {
    /// Takes a key as a Secret or a file holds it: the newline that editors and `echo` leave at the end would
    /// give SignatureDoesNotMatch, so white space around each part goes. An empty token is none.
    ///
    /// # Errors
    ///
    /// If the ID or the secret is empty, or a part is longer than any could be.
    pub fn new(id: &str, secret: &str, security_token: Option<&str>) -> Result<Self, BadKey> {
        let (id, secret) = (id.trim(), secret.trim());
        if id.is_empty() {
            return Err(BadKey::NoId);
        }
        if secret.is_empty() {
            return Err(BadKey::NoSecret);
        }
        let security_token = security_token.map(str::trim).filter(|token| !token.is_empty());
        for (what, part, longest) in [
            ("AccessKey ID", id, LONGEST_PART),
            ("AccessKey secret", secret, LONGEST_PART),
            (
                "security token",
                security_token.unwrap_or_default(),
                LONGEST_TOKEN,
            ),
        ] {
            if part.len() > longest {
                return Err(BadKey::TooLong(what, longest));
            }
        }
        Ok(Self {
            id: id.to_owned(),
            secret: secret.into(),
            security_token: security_token.map(Into::into),
            holder: None,
        })
    }

    /// The same key, as one of many that stand for the same holder one after the other: temporary keys of a role.
    #[must_use]
    pub fn of_holder(mut self, holder: impl Into<String>) -> Self {
        self.holder = Some(holder.into());
        self
    }

    /// Tells keys apart without showing one: a digest of the holder that renews it, or else of the ID.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let told = self.holder.as_ref().unwrap_or(&self.id);
        let digest = Sha256::digest(told.as_bytes());
        digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether it is a temporary one that somebody else renews: another will be found in its place within hours.
    #[must_use]
    pub fn is_renewed_elsewhere(&self) -> bool {
        self.security_token.is_some() && self.holder.is_none()
    }

    pub(in crate::dataworks) fn id(&self) -> &str {
        &self.id
    }

    pub(in crate::dataworks) fn secret(&self) -> &str {
        self.secret.expose_secret()
    }

    pub(in crate::dataworks) fn security_token(&self) -> Option<&str> {
        self.security_token.as_ref().map(SecretString::expose_secret)
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessKey")
            .field("temporary", &self.security_token.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_around_the_parts_goes() {
        let key = AccessKey::new(" id\n", "secret\r\n", Some("token\n")).unwrap();
        assert_eq!(
            (key.id(), key.secret(), key.security_token()),
            ("id", "secret", Some("token"))
        );
        assert_eq!(
            AccessKey::new("id", "secret", Some(" \n"))
                .unwrap()
                .security_token(),
            None
        );
    }

    #[test]
    fn empty_parts_are_refused() {
        assert_eq!(AccessKey::new(" ", "secret", None).unwrap_err(), BadKey::NoId);
        assert_eq!(AccessKey::new("id", "\n", None).unwrap_err(), BadKey::NoSecret);
    }

    #[test]
    fn what_is_too_long_for_a_request_is_no_key() {
        let (longest, token) = ("x".repeat(LONGEST_PART), "x".repeat(LONGEST_TOKEN));
        assert!(AccessKey::new(&longest, &longest, Some(&token)).is_ok());
        for (id, secret, token) in [
            (format!("{longest}x"), "s".to_owned(), String::new()),
            ("i".to_owned(), format!("{longest}x"), String::new()),
            ("i".to_owned(), "s".to_owned(), format!("{token}x")),
        ] {
            let error = AccessKey::new(&id, &secret, Some(&token)).unwrap_err();
            assert!(matches!(error, BadKey::TooLong(..)), "{error}");
            assert!(!error.to_string().contains("xx"));
        }
    }

    #[test]
    fn it_prints_nothing_that_it_holds() {
        let key = AccessKey::new("LTAI5t", "hush", Some("CAIS")).unwrap();
        assert_eq!(format!("{key:?}"), "AccessKey { temporary: true, .. }");
    }

    #[test]
    fn the_keys_of_a_role_have_one_fingerprint() {
        let key = |id: &str| AccessKey::new(id, "s", Some("t")).unwrap();
        assert_ne!(key("STS.a").fingerprint(), key("STS.b").fingerprint());
        let of_role = |id: &str| key(id).of_holder("role/a").fingerprint();
        assert_eq!(of_role("STS.a"), of_role("STS.b"));
        assert_ne!(of_role("STS.a"), key("STS.a").of_holder("role/b").fingerprint());
    }
}
