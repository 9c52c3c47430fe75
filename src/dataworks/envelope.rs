//! The outer two layers of an answer: the HTTP status, and the fields that every operation has in common. An
//! [`Envelope`] exists only if both are good; the third layer, `Data.Status`, is the operation's to read.
//!
//! Two families of answers pass here. The DISync operations have `RequestId`, `Success` and `Data`; the file
//! operations (ListFiles, UpdateFile) add `HttpStatusCode`, `ErrorCode` and `ErrorMessage`. A refusal comes
//! in either family as a gateway error with a 4xx or 5xx status, or as HTTP 200 with `Success: false`.

use std::fmt;

use serde_json::Value;

use super::lenient::{self, Object};
use super::port::Effect;
use super::reply::Reply;
use super::{codes, fault, message};
use crate::domain::failure::Failure;

/// The code of a refusal that names none: the word of `Data.Status`.
const FAIL: &str = "fail";

/// An answer that the service itself calls a success, as far as its outer layers go.
pub struct Envelope {
    document: Object,
    request_id: Option<String>,
    effect: Effect,
}

/// What `Data.Status` says, where it tells the result of the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// `success`, or `true` as the samples have it.
    Done,
    /// `fail`, or `false`.
    Failed,
    /// Nothing.
    Missing,
    /// A word that no page names: neither success nor failure.
    Other(String),
}

impl Envelope {
    /// Opens a reply.
    ///
    /// # Errors
    ///
    /// If the status, the document or its common fields say that the call failed, or do not tell.
    pub fn open(reply: &Reply, effect: Effect) -> Result<Self, Failure> {
        let document =
            lenient::document(reply.body()).map_err(|found| without_document(reply, effect, found))?;
        let request_id = lenient::text(lenient::first(&document, &["RequestId", "requestId"]))
            .map(|id| message::word(&id))
            .or_else(|| header_id(reply));
        match error_code(&document, reply.status()) {
            None => Ok(Self {
                document,
                request_id,
                effect,
            }),
            Some((code, status)) => {
                let text = lenient::first(&document, &["Message", "message", "ErrorMessage"])
                    .or_else(|| data(&document)?.get("Message"));
                Err(refusal(&code, status, text, reply, effect, request_id))
            }
        }
    }

    /// The service's ID of the call.
    #[must_use]
    pub fn request_id(&self) -> Option<String> {
        self.request_id.clone()
    }

    /// What `Data.Status` says about the call.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let Some(word) = self.text("Status") else {
            return Outcome::Missing;
        };
        match word.to_ascii_lowercase().as_str() {
            "success" | "true" => Outcome::Done,
            "fail" | "false" => Outcome::Failed,
            _ => Outcome::Other(message::word(&word)),
        }
    }

    /// `Data.Message`, fit to be shown. It decides nothing: samples of successes are full of it.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        self.text("Message").map(|text| message::shown(&text))
    }

    /// The failure that a `Data.Status` of `fail` is.
    pub(super) fn refused(&self) -> Failure {
        let message = self.message().unwrap_or_default();
        let consequence = codes::consequence(FAIL, 200, &message, None, self.effect);
        Failure {
            consequence,
            code: FAIL.to_owned(),
            message,
            request_id: self.request_id(),
        }
    }

    /// The failure of an answer that does not tell what happened.
    pub(super) fn unclear(&self, reason: &str) -> Failure {
        fault::unreadable(self.effect, reason, self.request_id())
    }

    /// `Data`, if it is an object.
    pub(super) fn data(&self) -> Option<&Object> {
        data(&self.document)
    }

    /// A field of `Data`.
    pub(super) fn field(&self, name: &str) -> Option<&Value> {
        self.data()?.get(name)
    }

    /// A field of `Data` as text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        lenient::text(self.field(name))
    }

    /// A field of `Data` as an ID.
    pub(super) fn id(&self, name: &str) -> Option<i64> {
        lenient::id(self.field(name))
    }

    /// A field beside `Data`.
    pub(super) fn beside(&self, name: &str) -> Option<&Value> {
        self.document.get(name)
    }
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

fn data(document: &Object) -> Option<&Object> {
    document.get("Data")?.as_object()
}

/// The code of a failed answer and the status that counts, which a file operation may repeat inside; `None`
/// for a success. Only top-level codes count: `Data.Code` of GetDISyncTask is the task's configuration.
fn error_code(document: &Object, http: u16) -> Option<(String, u16)> {
    let inner = lenient::number(document.get("HttpStatusCode")).and_then(|status| u16::try_from(status).ok());
    let good = (200..300).contains(&http);
    let status = if good { inner.unwrap_or(http) } else { http };

    let gateway = named(document, &["Code", "code"]);
    let family = named(document, &["ErrorCode"]);
    // ErrorCode is filled in the samples of successes, beside an HttpStatusCode of 200.
    let family_failed = family.is_some() && inner != Some(200);
    let refused = lenient::truth(document.get("Success")) == Some(false);
    if good && gateway.is_none() && !family_failed && !refused {
        return None;
    }
    let unnamed = || {
        if status < 400 {
            FAIL.to_owned()
        } else {
            format!("Http{status}")
        }
    };
    Some((gateway.or(family).unwrap_or_else(unnamed), status))
}

/// The text of a code that is one: some answers name their success.
fn named(document: &Object, names: &[&str]) -> Option<String> {
    let code = lenient::text(lenient::first(document, names))?;
    let success = ["200", "ok", "success"]
        .iter()
        .any(|word| code.eq_ignore_ascii_case(word));
    let shown = message::word(&code);
    // A code of nothing but what nobody sees names nothing.
    (!success && !shown.is_empty()).then_some(shown)
}

fn refusal(
    code: &str,
    status: u16,
    text: Option<&Value>,
    reply: &Reply,
    effect: Effect,
    request_id: Option<String>,
) -> Failure {
    let message = lenient::text(text)
        .map(|text| message::shown(&text))
        .unwrap_or_default();
    let consequence = codes::consequence(code, status, &message, reply.pause(), effect);
    Failure {
        consequence,
        code: code.to_owned(),
        message,
        request_id,
    }
}

/// No JSON object: HTML of something on the way, nothing, or half an answer. A 4xx still says who refused;
/// with any other status nobody knows how far the request came.
fn without_document(reply: &Reply, effect: Effect, found: &str) -> Failure {
    let (status, request_id) = (reply.status(), header_id(reply));
    let text = format!("HTTP status {status} and {found}");
    if (200..300).contains(&status) {
        return fault::unreadable(effect, &text, request_id);
    }
    refusal(
        &format!("Http{status}"),
        status,
        Some(&Value::String(text)),
        reply,
        effect,
        request_id,
    )
}

fn header_id(reply: &Reply) -> Option<String> {
    reply.request_id().map(message::word).filter(|id| !id.is_empty())
}

#[cfg(test)]
#[path = "tests/envelope.rs"]
mod tests;
