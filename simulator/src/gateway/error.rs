//! Errors of the gateway: a status, a code and a text, as the official lists of common errors give them.

use axum::http::StatusCode;

/// A refusal in the error envelope of the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    /// HTTP status of the answer.
    pub(crate) status: StatusCode,
    /// `Code` of the envelope.
    pub(crate) code: String,
    /// `Message` of the envelope.
    pub(crate) message: String,
    /// Sent as `x-acs-retry-after` when given.
    pub(crate) retry_after_ms: Option<u64>,
}

impl ApiError {
    /// Any error.
    pub(crate) fn new(status: StatusCode, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
            retry_after_ms: None,
        }
    }

    /// A 400, the commonest kind.
    pub(crate) fn bad_request(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// A mandatory parameter is absent.
    pub(crate) fn missing(name: &str) -> Self {
        Self::bad_request(
            format!("Missing{name}"),
            format!("{name} is mandatory for this action."),
        )
    }

    /// A parameter has a value that cannot be.
    pub(crate) fn invalid(name: &str) -> Self {
        Self::bad_request(
            format!("Invalid{name}"),
            format!("Specified parameter {name} is not valid."),
        )
    }

    /// No such operation.
    pub(crate) fn unknown_action() -> Self {
        let text = "Specified api is not found, please check your url and method.";
        Self::new(StatusCode::NOT_FOUND, "InvalidApi.NotFound", text)
    }

    /// Too many calls, in the form of the DataWorks pages (429) or of the common list (400).
    pub(crate) fn throttled(status: StatusCode) -> Self {
        Self::new(
            status,
            "Throttling.User",
            "Request was denied due to user flow control.",
        )
    }

    /// RAM does not allow it.
    pub(crate) fn no_permission() -> Self {
        let text =
            "User not authorized to operate on the specified resource, or this API doesn't support RAM.";
        Self::new(StatusCode::FORBIDDEN, "NoPermission", text)
    }

    /// The caller is not a member of the workspace, or there is no such workspace: the API does not tell.
    pub(crate) fn no_privilege() -> Self {
        Self::new(StatusCode::FORBIDDEN, "Forbidden.DI.NoPrivilege", "No access.")
    }

    /// True for the whole family of flow control errors.
    pub(crate) fn is_throttling(&self) -> bool {
        self.code.starts_with("Throttling")
    }
}
