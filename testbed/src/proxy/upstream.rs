//! The server behind a proxy.

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::http::request::Parts;
use hyper::http::uri::{PathAndQuery, Scheme, Uri};
use hyper::{Request, Response};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

use crate::{Cluster, Error, Result};

/// A server, and the connections to it, which its clones share.
#[derive(Debug, Clone)]
pub struct Upstream {
    base: Uri,
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl Upstream {
    /// A server on plain HTTP, such as the simulator.
    pub fn plain(base: &str) -> Result<Self> {
        Self::new(base, RootCertStore::empty())
    }

    /// The API server of a cluster.
    pub async fn api_server(cluster: &Cluster) -> Result<Self> {
        let server = cluster.server().await?;
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(&server.ca()?) {
            let unusable = |error: String| Error::State(format!("the API server's certificate: {error}"));
            let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
            roots
                .add(certificate)
                .map_err(|error| unusable(error.to_string()))?;
        }
        Self::new(server.address()?, roots)
    }

    fn new(base: &str, roots: RootCertStore) -> Result<Self> {
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::State(format!("no TLS: {error}")))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .build();
        let base = base
            .parse()
            .map_err(|error| Error::State(format!("{base:?} is no address: {error}")))?;
        Ok(Self {
            base,
            client: Client::builder(TokioExecutor::new()).build(connector),
        })
    }

    /// Sends a request on, with the headers that it has: its `Host` may be signed.
    pub(super) async fn send(
        &self,
        head: &Parts,
        body: Bytes,
    ) -> Result<Response<Incoming>, hyper_util::client::legacy::Error> {
        let mut parts = head.clone();
        let mut to = self.base.clone().into_parts();
        to.path_and_query = Some(
            head.uri
                .path_and_query()
                .cloned()
                .unwrap_or_else(|| PathAndQuery::from_static("/")),
        );
        to.scheme = to.scheme.or(Some(Scheme::HTTP));
        parts.uri = Uri::from_parts(to).unwrap_or_else(|_| self.base.clone());
        self.client
            .request(Request::from_parts(parts, Full::new(body)))
            .await
    }
}
