//! The outer two layers of an answer: the HTTP status, and the fields that every operation has in common. An
//! [`Envelope`] exists only if both are good; the third layer, `Data.Status`, is the operation's to read.
//!
//! Two families of answers pass here. The DISync operations have `RequestId`, `Success` and `Data`; the file
//! operations (ListFiles, UpdateFile) add `HttpStatusCode`, `ErrorCode` and `ErrorMessage`. A refusal comes
//! in either family as a gateway error with a 4xx or 5xx status, or as HTTP 200 with `Success: false`.
//!
//! Whatever else arrives (HTML at any status, nothing, `{}`) was written by something on the way. It refuses nothing: the
//! call is in doubt, and is made again.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::hidden::Hidden;
use super::lenient::{self, Object};
use super::port::Effect;
use super::reply::Reply;
use super::{codes, fault, message};
use crate::domain::failure::{Consequence, Failure};

/// What something on the way does not write: each answer of the service has one of these, and most have several.
const MARKS: [&str; 6] = ["RequestId", "requestId", "Success", "Data", "Code", "ErrorCode"];

/// A document that the service wrote.
pub struct Document(Object);

impl Document {
    /// Finds the document in a reply.
    ///
    /// # Errors
    ///
    /// What the reply is instead.
    pub fn of(reply: &Reply) -> Result<Self, &'static str> {
        let mut document = lenient::document(reply.body())?;
        if lenient::first(&document, &MARKS).is_none() {
            return Err("a JSON document that DataWorks did not write");
        }
        unwrap_data(&mut document);
        Ok(Self(document))
    }
}

/// Puts an object in the place of `Data` that is an object written as text.
fn unwrap_data(document: &mut Object) {
    let Some(data) = document.get_mut("Data") else {
        return;
    };
    if let Some(Ok(object)) = data.as_str().map(|text| lenient::document(text.as_bytes())) {
        *data = Value::Object(object);
    }
}

/// An answer that the service itself calls a success, as far as its outer layers go.
pub struct Envelope {
    document: Object,
    request_id: Option<String>,
    effect: Effect,
    hidden: Arc<Hidden>,
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
        Self::around(Document::of(reply), reply, effect)
    }

    /// Opens a reply in which this document was found, or something else.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn around(
        document: Result<Document, &'static str>,
        reply: &Reply,
        effect: Effect,
    ) -> Result<Self, Failure> {
        let Document(document) = document.map_err(|found| without_document(reply, effect, found))?;
        let hidden = reply.hidden();
        let request_id = lenient::text(lenient::first(&document, &["RequestId", "requestId"]))
            .map(|id| hidden.word(&id))
            .or_else(|| header_id(reply));
        let Some((code, status)) = error_code(&document, reply) else {
            return Ok(Self {
                document,
                request_id,
                effect,
                hidden: hidden.clone(),
            });
        };
        let text = lenient::first(&document, &["Message", "message", "ErrorMessage"])
            .or_else(|| data(&document)?.get("Message"));
        let said = lenient::text(text).unwrap_or_default();
        // What follows is decided by what was said, of which the status may show less.
        let (consequence, code) = match code {
            Some(code) => (
                codes::consequence(&code, status, &said, reply.pause(), effect),
                hidden.word(&code),
            ),
            None => nameless(status, reply, effect),
        };
        Err(Failure {
            consequence,
            code,
            message: hidden.shown(&said),
            request_id,
        })
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
            _ => Outcome::Other(self.word(&word)),
        }
    }

    /// `Data.Message`, fit to be shown. It decides nothing: samples of successes are full of it.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        self.text("Message").map(|text| self.shown(&text))
    }

    /// A text of the answer, fit to be shown.
    pub(super) fn shown(&self, text: &str) -> String {
        self.hidden.shown(text)
    }

    /// A word or an ID of the answer, fit to be shown.
    pub(super) fn word(&self, text: &str) -> String {
        self.hidden.word(text)
    }

    /// The failure that a `Data.Status` of `fail` is.
    pub(super) fn refused(&self) -> Failure {
        let said = self.text("Message").unwrap_or_default();
        Failure {
            consequence: codes::consequence(codes::FAIL, 200, &said, None, self.effect),
            code: codes::FAIL.to_owned(),
            message: self.shown(&said),
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

    /// A field of `Data` as text, which is not fit to be shown.
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

/// The code of a failed answer, if it has one, and the status that counts, which a file operation may repeat inside; `None`
/// for a success. Only top-level codes count: `Data.Code` of GetDISyncTask is the task's configuration.
fn error_code(document: &Object, reply: &Reply) -> Option<(Option<String>, u16)> {
    let (http, hidden) = (reply.status(), reply.hidden());
    let inner = lenient::number(document.get("HttpStatusCode")).and_then(|status| u16::try_from(status).ok());
    let good = (200..300).contains(&http);
    let status = if good { inner.unwrap_or(http) } else { http };

    let gateway = named(document, &["Code", "code"], hidden);
    let family = named(document, &["ErrorCode"], hidden);
    // ErrorCode is filled in the samples of successes, beside an HttpStatusCode of 200.
    let family_failed = family.is_some() && inner != Some(200);
    let refused = lenient::truth(document.get("Success")) == Some(false);
    if good && gateway.is_none() && !family_failed && !refused {
        return None;
    }
    // What says no more than `Success: false` is a refusal, unless its status says otherwise.
    let plain = (refused && codes::is_refusal(status)).then(|| codes::FAIL.to_owned());
    Some((gateway.or(family).or(plain), status))
}

/// The text of a code that is one, as it was sent: some answers name their success.
fn named(document: &Object, names: &[&str], hidden: &Hidden) -> Option<String> {
    let code = lenient::text(lenient::first(document, names))?;
    let success = ["200", "ok", "success"]
        .iter()
        .any(|word| code.eq_ignore_ascii_case(word));
    // A code of nothing but what nobody sees names nothing.
    let names = !hidden.word(&code).is_empty();
    (!success && names).then_some(code)
}

/// No document of the service: HTML of something on the way, nothing, or half an answer. Nobody knows how far the request
/// came, whatever the status.
fn without_document(reply: &Reply, effect: Effect, found: &str) -> Failure {
    let (status, request_id) = (reply.status(), header_id(reply));
    let text = format!("HTTP status {status} and {found}");
    if (200..300).contains(&status) {
        return fault::unreadable(effect, &text, request_id);
    }
    let (consequence, code) = nameless(status, reply, effect);
    Failure {
        consequence,
        code,
        message: message::shown(&text),
        request_id,
    }
}

/// What follows from a failed answer that has nothing but its status, and what it is called.
fn nameless(status: u16, reply: &Reply, effect: Effect) -> (Consequence, String) {
    (
        codes::nameless(status, reply.pause(), effect),
        format!("Http{status}"),
    )
}

fn header_id(reply: &Reply) -> Option<String> {
    reply
        .request_id()
        .map(|id| reply.hidden().word(id))
        .filter(|id| !id.is_empty())
}

#[cfg(test)]
#[path = "tests/envelope.rs"]
mod tests;
