//! A call that signs itself (version 1), on its own and not with the simulator's code.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A call before it is signed.
#[derive(Clone)]
pub struct Call {
    pub method: &'static str,
    pub parameters: BTreeMap<String, String>,
    secret: String,
}

impl Call {
    pub fn new(action: &str, business: &[(&str, &str)]) -> Self {
        let nonce = uuid::Uuid::new_v4().to_string();
        let common = [
            ("Action", action),
            ("Version", "2020-05-18"),
            ("Format", "JSON"),
            ("AccessKeyId", "LTAI5tSimulator"),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureVersion", "1.0"),
            ("SignatureNonce", &nonce),
            ("Timestamp", &timestamp(0)),
        ];
        let parameters = common.iter().chain(business);
        Self {
            method: "POST",
            parameters: parameters
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            secret: "simulator-secret".to_owned(),
        }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.parameters.insert(name.to_owned(), value.to_owned());
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.parameters.remove(name);
        self
    }

    pub fn secret(mut self, secret: &str) -> Self {
        secret.clone_into(&mut self.secret);
        self
    }

    pub fn method(mut self, method: &'static str) -> Self {
        self.method = method;
        self
    }

    /// The form, signed.
    pub fn form(&self) -> String {
        let joined: Vec<String> = self
            .parameters
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        let joined = joined.join("&");
        let text = format!("{}&%2F&{}", self.method, encode(&joined));
        let mut mac = Hmac::<Sha1>::new_from_slice(format!("{}&", self.secret).as_bytes()).unwrap();
        mac.update(text.as_bytes());
        format!(
            "{joined}&Signature={}",
            encode(&STANDARD.encode(mac.finalize().into_bytes()))
        )
    }
}

/// A timestamp so many seconds from now.
pub fn timestamp(offset: i64) -> String {
    let time = Timestamp::now() + SignedDuration::from_secs(offset);
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}
