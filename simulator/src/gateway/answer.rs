//! An answer before it has a RequestId and a format.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::error::ApiError;
use crate::state::calls::Outcome;

/// What a call is answered with; it can be stored and given again under another RequestId.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// HTTP status.
    pub(crate) status: StatusCode,
    /// Name of the root element in XML.
    pub(crate) root: String,
    /// Fields besides `RequestId`.
    pub(crate) body: Map<String, Value>,
    /// Error code, for the log.
    pub(crate) code: Option<String>,
    /// What it means, for the log.
    pub(crate) outcome: Outcome,
    /// Sent as `x-acs-retry-after`.
    pub(crate) retry_after_ms: Option<u64>,
}

impl Answer {
    /// The answer of an operation, with HTTP status 200.
    pub(crate) fn ok(action: &str, body: Map<String, Value>, outcome: Outcome) -> Self {
        Self {
            status: StatusCode::OK,
            root: format!("{action}Response"),
            body,
            code: None,
            outcome,
            retry_after_ms: None,
        }
    }

    /// The error envelope; `host` is the endpoint that the client called.
    pub(crate) fn error(error: &ApiError, host: &str) -> Self {
        let recommend = format!("https://api.alibabacloud.com/troubleshoot?q={}", error.code);
        let fields = [
            ("HostId", json!(host)),
            ("Code", json!(error.code)),
            ("Message", json!(error.message)),
            ("Recommend", json!(recommend)),
        ];
        let outcome = match error.status {
            _ if error.is_throttling() => Outcome::Throttled,
            status if status.is_server_error() => Outcome::Error,
            _ => Outcome::Rejected,
        };
        Self {
            status: error.status,
            root: "Error".to_owned(),
            body: fields
                .map(|(name, value)| (name.to_owned(), value))
                .into_iter()
                .collect(),
            code: Some(error.code.clone()),
            outcome,
            retry_after_ms: error.retry_after_ms,
        }
    }
}
