//! Kubeconfig files. They are written as JSON, which every reader of YAML reads.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::{Error, Result, files};

/// The `cluster` of a kubeconfig: the address and whom to trust.
#[derive(Debug, Clone)]
pub(crate) struct Server(Value);

impl Server {
    /// A server with a certificate of this authority (PEM).
    pub(crate) fn new(address: &str, ca: &[u8]) -> Self {
        Self(json!({ "server": address, "certificate-authority-data": STANDARD.encode(ca) }))
    }

    /// A server on plain HTTP.
    pub(crate) fn plain(address: &str) -> Self {
        Self(json!({ "server": address }))
    }

    /// Its address.
    pub(crate) fn address(&self) -> Result<&str> {
        self.0["server"]
            .as_str()
            .ok_or_else(|| Error::State("the kubeconfig names no server".into()))
    }

    /// Whom to trust (PEM).
    pub(crate) fn ca(&self) -> Result<Vec<u8>> {
        let data = self.0["certificate-authority-data"].as_str();
        data.and_then(|data| STANDARD.decode(data).ok())
            .ok_or_else(|| Error::State("the kubeconfig names no authority".into()))
    }

    /// The server of the current context, out of `kubectl config view --raw --minify --flatten -o json`.
    pub(crate) fn of_current_context(view: &Value) -> Result<Self> {
        let cluster = view
            .pointer("/clusters/0/cluster")
            .filter(|cluster| cluster.is_object());
        cluster
            .cloned()
            .map(Self)
            .ok_or_else(|| Error::State("the kubeconfig has no current context".into()))
    }
}

/// Writes a kubeconfig that signs in with a token; only its owner can read it.
pub(crate) fn write(path: &Path, server: &Server, user: &str, token: &str, namespace: &str) -> Result<()> {
    let config = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{ "name": "testbed", "cluster": server.0 }],
        "users": [{ "name": user, "user": { "token": token } }],
        "contexts": [{
            "name": "testbed",
            "context": { "cluster": "testbed", "user": user, "namespace": namespace },
        }],
        "current-context": "testbed",
    });
    let text = serde_json::to_string_pretty(&config).map_err(Error::json("writing a kubeconfig"))?;
    files::write_secret(path, &(text + "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_of_a_user_s_cluster_is_taken_over_with_all_it_says() {
        let cluster = json!({ "server": "https://example.com", "tls-server-name": "x" });
        let view = json!({ "clusters": [{ "name": "c", "cluster": cluster }] });
        assert_eq!(Server::of_current_context(&view).unwrap().0, cluster);
        assert!(Server::of_current_context(&json!({ "clusters": null })).is_err());
    }
}
