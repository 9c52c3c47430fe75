//! A request to the API, read completely before anything is decided.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, header};

use super::claim::{Claim, Scheme};
use super::encoding::decode_form;
use super::error::ApiError;
use super::parameters::Parameters;
use super::render::Format;
use super::signature_v3::Signable;
use super::{signature_v1, signature_v3};

const BODY_LIMIT: usize = 16 * 1024 * 1024;
const FORM: &str = "application/x-www-form-urlencoded";

/// The parts of a request that the gateway looks at.
pub(crate) struct ApiRequest {
    /// HTTP method.
    pub(crate) method: Method,
    /// Length of the path with its query.
    pub(crate) url_length: usize,
    /// Query and form merged.
    pub(crate) parameters: Parameters,
    /// Version of the signature.
    pub(crate) scheme: Scheme,
    /// What it says about its sender, or why it does not say it properly.
    pub(crate) claim: Result<Claim, ApiError>,
    headers: HeaderMap,
}

impl ApiRequest {
    /// Reads the request; fails if the body does not arrive or is too large.
    pub(crate) async fn read(request: Request<Body>) -> Result<Self, axum::Error> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, BODY_LIMIT).await?;
        let query = decode_form(parts.uri.query().unwrap_or_default());
        let is_form = parts
            .headers
            .get(header::CONTENT_TYPE)
            .is_none_or(|value| value.as_bytes().to_ascii_lowercase().starts_with(FORM.as_bytes()));
        let form = if is_form {
            decode_form(&String::from_utf8_lossy(&body))
        } else {
            Vec::new()
        };
        let parameters = Parameters::merge(query.clone(), form);
        let (scheme, claim) = if signature_v3::applies(&parts.headers) {
            let signable = Signable {
                method: &parts.method,
                query: &query,
                headers: &parts.headers,
                body: &body,
            };
            (Scheme::V3, signature_v3::read_claim(signable))
        } else {
            (Scheme::V1, signature_v1::read_claim(&parts.method, &parameters))
        };
        Ok(Self {
            url_length: parts.uri.path_and_query().map_or(0, |path| path.as_str().len()),
            method: parts.method,
            parameters,
            scheme,
            claim,
            headers: parts.headers,
        })
    }

    /// The operation asked for.
    pub(crate) fn action(&self) -> Option<&str> {
        self.header_or_parameter("x-acs-action", "Action")
    }

    /// The version asked for.
    pub(crate) fn version(&self) -> Option<&str> {
        self.header_or_parameter("x-acs-version", "Version")
    }

    /// The endpoint that the client called.
    pub(crate) fn host(&self) -> &str {
        self.header("host").unwrap_or("localhost")
    }

    /// The format to answer in.
    pub(crate) fn format(&self) -> Result<Format, ApiError> {
        Format::choose(self.parameters.get("Format"), self.scheme)
    }

    fn header_or_parameter(&self, header: &str, parameter: &str) -> Option<&str> {
        match self.scheme {
            Scheme::V1 => self.parameters.get(parameter),
            Scheme::V3 => self.header(header),
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}
