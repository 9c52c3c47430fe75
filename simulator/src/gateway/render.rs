//! Turns an answer into an HTTP response in the format that the client asked for.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use serde_json::Value;

use super::answer::Answer;
use super::claim::Scheme;
use super::error::ApiError;
use super::xml;

/// Format of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// `application/json;charset=utf-8`
    Json,
    /// `text/xml;charset=utf-8`
    Xml,
}

impl Format {
    /// Reads the `Format` parameter. Without one, signature version 1 means XML and version 3 means JSON.
    pub(crate) fn choose(parameter: Option<&str>, scheme: Scheme) -> Result<Self, ApiError> {
        match (parameter, scheme) {
            (Some(text), _) if text.eq_ignore_ascii_case("json") => Ok(Self::Json),
            (Some(text), _) if text.eq_ignore_ascii_case("xml") => Ok(Self::Xml),
            (None, Scheme::V1) => Ok(Self::Xml),
            (None, Scheme::V3) => Ok(Self::Json),
            (Some(_), _) => {
                let text = "Specified parameter Format is not valid: only XML and JSON are supported.";
                Err(ApiError::bad_request("InvalidParameter.Format", text))
            }
        }
    }

    fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => "application/json;charset=utf-8",
            Self::Xml => "text/xml;charset=utf-8",
        })
    }
}

/// Writes the answer out.
pub(crate) fn render(answer: &Answer, format: Format, request_id: &str) -> Response<Body> {
    let mut fields = answer.body.clone();
    fields.insert("RequestId".to_owned(), Value::from(request_id));
    let body = match format {
        Format::Json => Value::Object(fields).to_string(),
        Format::Xml => xml::document(&answer.root, &fields),
    };
    let mut response = plain(answer.status, format.content_type(), body);
    if let Some(retry_after) = answer.retry_after_ms {
        response.headers_mut().insert(
            HeaderName::from_static("x-acs-retry-after"),
            HeaderValue::from(retry_after),
        );
    }
    response
}

/// A response with a body of some type.
pub(crate) fn plain(status: StatusCode, content_type: HeaderValue, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    response
}

/// Adds the headers that every answer of the gateway has.
pub(crate) fn stamp(response: &mut Response<Body>, request_id: &str, server_time: Timestamp) {
    let date = DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&server_time)
        .ok();
    let headers = response.headers_mut();
    if let Some(date) = date.and_then(|date| HeaderValue::try_from(date).ok()) {
        headers.insert(header::DATE, date);
    }
    if let Ok(id) = HeaderValue::try_from(request_id) {
        headers.insert(HeaderName::from_static("x-acs-request-id"), id);
    }
}
