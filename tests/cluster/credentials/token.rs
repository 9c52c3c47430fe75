//! The identity of the operator's Pod.

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use testbed::Scratch;

use super::{PROVIDER, ROLE};

/// The token that the kubelet would put into the Pod.
pub struct Token {
    path: PathBuf,
    _scratch: Scratch,
}

impl Token {
    #[allow(clippy::disallowed_methods)] // the simulator looks at the wall clock
    pub fn new() -> Self {
        let claims = json!({ "iss": "https://ack", "sub": "system:serviceaccount:dataworks-system:dataworks-operator",
            "aud": ["sts.aliyuncs.com"], "exp": jiff::Timestamp::now().as_second() + 3_600 });
        let scratch = Scratch::new("token").expect("a directory");
        let path = scratch.path().join("token");
        let token = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string()));
        std::fs::write(&path, token + "\n").unwrap();
        Self {
            path,
            _scratch: scratch,
        }
    }

    /// All variables of an identity.
    pub fn variables(&self) -> [(&str, &str); 5] {
        [
            ("ALIBABA_CLOUD_ROLE_ARN", ROLE),
            ("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", PROVIDER),
            ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", self.path.to_str().unwrap()),
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI5tUser"),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "user-secret"),
        ]
    }
}
