//! Failures that no answer of the service names: codes and texts of our own.

use std::error::Error;
use std::time::Duration;

use super::message;
use super::port::Effect;
use crate::domain::failure::{Consequence, Failure};

/// No connection came about, so nothing was sent.
pub(super) fn unreachable(host: &str, cause: &dyn Error) -> Failure {
    ours(
        Consequence::Retry,
        "Unreachable",
        &format!("cannot connect to {host}: {}", chain(cause)),
    )
}

/// The connection broke after it stood: the request may have been executed.
pub(super) fn interrupted(effect: Effect, cause: &dyn Error) -> Failure {
    ours(
        effect.when_lost(),
        "Interrupted",
        &format!("the connection broke: {}", chain(cause)),
    )
}

/// No answer in time: the request may have been executed, or may yet be.
pub(super) fn late(effect: Effect, limit: Duration) -> Failure {
    ours(
        effect.when_lost(),
        "DeadlineExceeded",
        &format!("no answer within {limit:?}"),
    )
}

/// The answer is longer than any of this API should be.
pub(super) fn too_large(effect: Effect, limit: usize) -> Failure {
    ours(
        effect.when_lost(),
        "AnswerTooLarge",
        &format!("the answer is longer than {limit} bytes"),
    )
}

/// The answer came, and does not tell what happened.
pub(super) fn unreadable(effect: Effect, reason: &str, request_id: Option<String>) -> Failure {
    Failure {
        request_id,
        ..ours(effect.when_lost(), "UnreadableAnswer", reason)
    }
}

fn ours(consequence: Consequence, code: &str, text: &str) -> Failure {
    Failure {
        consequence,
        code: code.to_owned(),
        message: message::shown(text),
        request_id: None,
    }
}

/// The causes below an error of the HTTP client. Its own text is left out where it has a cause: it says only
/// that sending failed.
fn chain(error: &dyn Error) -> String {
    let Some(cause) = error.source() else {
        return error.to_string();
    };
    let causes = std::iter::successors(Some(cause), |error| (*error).source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
