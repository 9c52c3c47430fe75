//! The secrets of one control plane: the key that signs ServiceAccount tokens, and the administrator's token.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};

use super::Place;
use crate::{Error, Result, files};

/// The header of a SubjectPublicKeyInfo that holds an uncompressed P-256 point.
const P256_PUBLIC_KEY_HEADER: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
    0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// Where the secrets lie.
#[derive(Debug)]
pub(super) struct Keys {
    pub(super) private: PathBuf,
    pub(super) public: PathBuf,
    pub(super) tokens: PathBuf,
    pub(super) admin_token: String,
}

impl Keys {
    /// Makes new secrets.
    pub(super) fn create(place: &Place<'_>) -> Result<Self> {
        let random = SystemRandom::new();
        let no_key = |_| Error::State("the system's random number generator made no key".into());
        let private_key =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).map_err(no_key)?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, private_key.as_ref(), &random)
            .map_err(|error| Error::State(format!("the new service account key is rejected: {error}")))?;
        let public_key = [&P256_PUBLIC_KEY_HEADER, pair.public_key().as_ref()].concat();
        let mut token = [0; 24];
        random.fill(&mut token).map_err(no_key)?;
        let admin_token = URL_SAFE_NO_PAD.encode(token);

        let keys = Self {
            private: place.file("service-account.key"),
            public: place.file("service-account.pub"),
            tokens: place.file("tokens.csv"),
            admin_token,
        };
        files::write_secret(&keys.private, &pem("PRIVATE KEY", private_key.as_ref()))?;
        files::write_secret(&keys.public, &pem("PUBLIC KEY", &public_key))?;
        files::write_secret(
            &keys.tokens,
            &format!("{},admin,admin,system:masters\n", keys.admin_token),
        )?;
        Ok(keys)
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    for (place, character) in text.chars().enumerate() {
        if place > 0 && place % 64 == 0 {
            pem.push('\n');
        }
        pem.push(character);
    }
    pem + &format!("\n-----END {label}-----\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pem_lines_are_at_most_64_long() {
        let pem = pem("PUBLIC KEY", &[7; 91]);
        assert!(pem.lines().all(|line| line.len() <= 64), "{pem}");
        assert!(
            pem.starts_with("-----BEGIN PUBLIC KEY-----\n") && pem.ends_with("\n-----END PUBLIC KEY-----\n")
        );
    }
}
