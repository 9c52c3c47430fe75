//! One fault by script: which calls it strikes, and what goes wrong with them.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::selection::selects;
use crate::gateway::error::ApiError;

/// Names of the faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Kind {
    /// Flow control with status 400.
    Throttle400,
    /// Flow control with status 429.
    Throttle429,
    /// `InternalError.System`.
    Error500,
    /// `ServiceUnavailable`.
    Error503,
    /// An error that the rule spells out.
    Error,
    /// A page of a proxy in the way.
    Html,
    /// No body.
    Empty,
    /// A body that breaks off, then the connection.
    Truncated,
    /// The connection is reset and the operation did not run.
    ResetBefore,
    /// The operation ran, the answer is lost.
    ResetAfter,
    /// The answer is late.
    Slow,
    /// The operation runs twice, as if a proxy had repeated the request; the second answer is sent.
    ExecuteTwice,
}

/// When the operation runs, compared with the delay of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Effect {
    /// At once; then comes the delay.
    First,
    /// After the delay.
    Last,
    /// Never.
    None,
}

/// What becomes of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// It is sent.
    Answer,
    /// This error is sent in its place.
    Error(ApiError),
    /// An HTML page with this status is sent in its place.
    Html(StatusCode),
    /// Its body is left out.
    Empty,
    /// Half of it is sent.
    Truncated,
    /// The connection is reset.
    Reset,
}

/// One rule, as the admin interface takes and shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Rule {
    /// Operation that it is for; `*` means all of DataWorks.
    #[serde(default = "every_action")]
    pub(crate) action: String,
    /// Workspace that it is for; without, all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) project_id: Option<i64>,
    /// Matching calls that pass first.
    #[serde(default)]
    pub(crate) skip: u32,
    /// Calls that it strikes; 0 means all from then on.
    #[serde(default = "once")]
    pub(crate) times: u32,
    /// What happens.
    pub(crate) kind: Kind,
    /// Delay of the answer.
    #[serde(default)]
    pub(crate) ms: u32,
    /// When the operation runs; each kind has its own default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) effect: Option<Effect>,
    /// `x-acs-retry-after` of an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) retry_after_ms: Option<u64>,
    /// Status of the kinds `error` and `html`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    /// Code of kind `error`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
    /// Message of kind `error`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<String>,
}

fn every_action() -> String {
    "*".to_owned()
}

fn once() -> u32 {
    1
}

/// What strikes one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Name of it.
    pub(crate) kind: Kind,
    /// When the operation runs.
    pub(crate) effect: Effect,
    /// Delay of the answer.
    pub(crate) delay_ms: u64,
    /// What becomes of the answer.
    pub(crate) delivery: Delivery,
}

impl Rule {
    /// Whether it is for calls of this operation that name this workspace, if any.
    pub(crate) fn is_for(&self, action: &str, project_id: Option<i64>) -> bool {
        selects(&self.action, action) && self.project_id.is_none_or(|id| project_id == Some(id))
    }

    /// The fault that this rule describes, or why it describes none.
    pub(crate) fn fault(&self) -> Result<Fault, String> {
        if (self.code.is_some() || self.message.is_some()) && self.kind != Kind::Error {
            return Err("code and message belong to the kind `error`".to_owned());
        }
        if self.status.is_some() && !matches!(self.kind, Kind::Error | Kind::Html) {
            return Err("status belongs to the kinds `error` and `html`".to_owned());
        }
        let (effect, delivery) = match self.kind {
            Kind::Throttle400 => (
                Effect::None,
                self.error(ApiError::throttled(StatusCode::BAD_REQUEST)),
            ),
            Kind::Throttle429 => (
                Effect::None,
                self.error(ApiError::throttled(StatusCode::TOO_MANY_REQUESTS)),
            ),
            Kind::Error500 => {
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                let error = ApiError::new(status, "InternalError.System", "An internal error occurred.");
                (Effect::None, self.error(error))
            }
            Kind::Error503 => {
                let text = "The request has failed due to a temporary failure of the server.";
                let error = ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable", text);
                (Effect::None, self.error(error))
            }
            Kind::Error => (Effect::None, self.error(self.spelled_error()?)),
            Kind::Html => (
                Effect::None,
                Delivery::Html(status_code(self.status.unwrap_or(502))?),
            ),
            Kind::Empty => (Effect::First, Delivery::Empty),
            Kind::Truncated => (Effect::First, Delivery::Truncated),
            Kind::ResetBefore => (Effect::None, Delivery::Reset),
            Kind::ResetAfter => (Effect::First, Delivery::Reset),
            Kind::Slow | Kind::ExecuteTwice => (Effect::First, Delivery::Answer),
        };
        if self.kind == Kind::Slow && self.ms == 0 {
            return Err("the kind `slow` needs `ms`".to_owned());
        }
        if self.retry_after_ms.is_some() && !matches!(delivery, Delivery::Error(_)) {
            return Err("retryAfterMs belongs to the kinds that send an error".to_owned());
        }
        let effect = self.effect.unwrap_or(effect);
        // With no effect there is no answer to send.
        let delivery = match (effect, delivery) {
            (Effect::None, Delivery::Answer | Delivery::Truncated) => Delivery::Reset,
            (_, delivery) => delivery,
        };
        Ok(Fault {
            kind: self.kind,
            effect,
            delay_ms: self.ms.into(),
            delivery,
        })
    }

    fn error(&self, error: ApiError) -> Delivery {
        Delivery::Error(ApiError {
            retry_after_ms: self.retry_after_ms,
            ..error
        })
    }

    fn spelled_error(&self) -> Result<ApiError, String> {
        let (Some(status), Some(code)) = (self.status, &self.code) else {
            return Err("the kind `error` needs `status` and `code`".to_owned());
        };
        Ok(ApiError::new(
            status_code(status)?,
            code,
            self.message.clone().unwrap_or_else(|| code.clone()),
        ))
    }
}

fn status_code(status: u16) -> Result<StatusCode, String> {
    StatusCode::from_u16(status).map_err(|error| error.to_string())
}
