//! What the account may call, and how a call beyond that is refused.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::gateway::error::ApiError;

/// When a day begins anew for the daily limit. The service documents neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DayRule {
    /// A call is refused if either of the others refuses it.
    #[default]
    Both,
    /// At midnight, UTC+8.
    Calendar,
    /// Never: the last 24 hours count.
    Sliding,
}

/// How a call beyond a limit is refused. The pages show several ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Throttle {
    status: u16,
    code: String,
    retry_after_ms: Option<u64>,
}

impl Default for Throttle {
    fn default() -> Self {
        Self {
            status: StatusCode::TOO_MANY_REQUESTS.as_u16(),
            code: "Throttling.User".to_owned(),
            retry_after_ms: None,
        }
    }
}

impl Throttle {
    /// The refusal, or why there can be none like this.
    pub(crate) fn error(&self) -> Result<ApiError, String> {
        let status = StatusCode::from_u16(self.status)
            .ok()
            .filter(|status| status.is_client_error() || status.is_server_error())
            .ok_or("throttle.status: expected an error, such as 400 or 429")?;
        let text = match self.code.as_str() {
            "Throttling.Api" => "Request was denied due to api flow control.",
            "Throttling.System" => "The DataWorks system is busy. Try again later.",
            _ => "Request was denied due to user flow control.",
        };
        let error = ApiError::new(status, self.code.as_str(), text);
        if !error.is_throttling() {
            return Err(
                "throttle.code: expected Throttling, Throttling.User, Throttling.Api or the like".to_owned(),
            );
        }
        Ok(ApiError {
            retry_after_ms: self.retry_after_ms,
            ..error
        })
    }
}

/// The limits; a missing one does not limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Limits {
    /// Calls a second, all operations together.
    pub(crate) qps: Option<u64>,
    /// Calls a day.
    pub(crate) per_day: Option<u64>,
    /// Reading calls a second.
    pub(crate) read_qps: Option<u64>,
    /// Writing calls a second.
    pub(crate) write_qps: Option<u64>,
    /// When a day begins anew.
    pub(crate) day: DayRule,
    /// A call that is throttled counts against the day. Whether the service does so is not documented.
    pub(crate) count_throttled: bool,
    /// How a call beyond them is refused.
    pub(crate) throttle: Throttle,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            qps: None,
            per_day: None,
            read_qps: None,
            write_qps: None,
            day: DayRule::default(),
            count_throttled: true,
            throttle: Throttle::default(),
        }
    }
}
