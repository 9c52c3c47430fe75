//! Bodies and errors of the admin interface.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Why a request was refused.
pub(super) struct Refused(StatusCode, String);

impl Refused {
    /// The request makes no sense.
    pub(super) fn bad(reason: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, reason.into())
    }

    /// What it names is not there.
    pub(super) fn not_found(what: &str) -> Self {
        Self(StatusCode::NOT_FOUND, format!("no such {what}"))
    }

    /// What it wants to make is there already.
    pub(super) fn conflict(reason: impl Into<String>) -> Self {
        Self(StatusCode::CONFLICT, reason.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

/// An answer in JSON, or a refusal.
pub(super) type Answer = Result<Json<Value>, Refused>;

/// Reads a body. The content type does not matter: curl sends that of a form.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    serde_json::from_slice(body).map_err(|error| Refused::bad(error.to_string()))
}

/// Answers with a value.
pub(super) fn show(value: &impl Serialize) -> Answer {
    serde_json::to_value(value)
        .map(Json)
        .map_err(|error| Refused::bad(error.to_string()))
}

/// Answers that it was done.
pub(super) fn done() -> Answer {
    Ok(Json(json!({"ok": true})))
}
