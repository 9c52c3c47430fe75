//! A host outside Alibaba Cloud that the administrator lets workspaces name.

use std::str::FromStr;

use thiserror::Error;

use crate::dataworks::Endpoint;
use crate::dataworks::endpoint::BadEndpoint;

/// A host, reached by TLS; with `http://` before it also without, where everyone on the way reads and may change what is
/// sent. Any port of it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedHost {
    /// As an endpoint spells it; empty for none.
    name: String,
    plain: bool,
}

/// Why a text names no host. One that would never match must not look as if it did something.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum BadHost {
    /// No address at all.
    #[error(transparent)]
    Address(#[from] BadEndpoint),
    /// A port.
    #[error("give the host without its port: all of its ports are meant")]
    Port,
    /// A pattern.
    #[error("there are no patterns: name each host")]
    Pattern,
}

impl AllowedHost {
    /// Whether this allows the endpoint.
    pub fn allows(&self, endpoint: &Endpoint) -> bool {
        self.name == endpoint.host() && (self.plain || endpoint.is_encrypted())
    }
}

impl FromStr for AllowedHost {
    type Err = BadHost;

    /// Reads a host, with or without `http://` or `https://`. An empty text, as an unset variable gives it, allows nothing.
    fn from_str(text: &str) -> Result<Self, BadHost> {
        if text.is_empty() {
            return Ok(Self {
                name: String::new(),
                plain: false,
            });
        }
        let endpoint: Endpoint = text.parse()?;
        if endpoint.host().contains('*') {
            return Err(BadHost::Pattern);
        }
        if endpoint.has_port() {
            return Err(BadHost::Port);
        }
        Ok(Self {
            name: endpoint.host().to_owned(),
            plain: !endpoint.is_encrypted(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_read_as_an_endpoint_spells_it() {
        for (text, endpoint) in [
            ("Gateway.Example.com", "https://gateway.example.com"),
            ("https://gateway.example.com", "gateway.example.com:8443"),
            ("http://10.0.0.1", "http://10.0.0.1:8080"),
            ("http://[::1]", "http://[::1]:8080"),
            ("bücher.example", "xn--bcher-kva.example"),
        ] {
            let host: AllowedHost = text.parse().unwrap();
            assert!(host.allows(&endpoint.parse().unwrap()), "{text}: {endpoint}");
        }
    }

    #[test]
    fn what_would_never_match_is_refused() {
        let error = |text: &str| text.parse::<AllowedHost>().unwrap_err();
        assert_eq!(error("*.example.com"), BadHost::Pattern);
        assert_eq!(error("gateway.example.com:8443"), BadHost::Port);
        for text in ["http://", "ftp://host", "host/path", "me@host", "a b"] {
            assert!(matches!(error(text), BadHost::Address(_)), "{text}");
        }
        let none: AllowedHost = "".parse().unwrap();
        assert!(!none.allows(&"gateway.example.com".parse().unwrap()));
    }
}
