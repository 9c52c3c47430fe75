//! A host outside Alibaba Cloud that the administrator lets workspaces name.

use std::convert::Infallible;
use std::str::FromStr;

use crate::dataworks::Endpoint;

/// A host, reached by TLS; with `http://` before it also without, where everyone on the way reads and may change what is
/// sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedHost {
    name: String,
    plain: bool,
}

impl AllowedHost {
    /// Whether this allows the endpoint.
    pub fn allows(&self, endpoint: &Endpoint) -> bool {
        self.name == endpoint.host() && (self.plain || endpoint.is_encrypted())
    }
}

impl FromStr for AllowedHost {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let plain = text.strip_prefix("http://");
        Ok(Self {
            name: plain.unwrap_or(text).to_owned(),
            plain: plain.is_some(),
        })
    }
}
