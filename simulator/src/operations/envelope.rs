//! Puts what an operation says into the envelope of its family, in the style that is set.

use serde_json::{Map, Value, json};

use super::refusal::{Refusal, Shown};
use super::{Family, Operation, Reply};
use crate::gateway::answer::Answer;
use crate::gateway::error::ApiError;
use crate::state::behaviour::Behaviour;
use crate::state::calls::Outcome;
use crate::state::styles::{BusinessErrors, DataOnFailure, MessageStyle, StatusStyle};

/// The text that the published samples show next to a success.
const MISLEADING: &str = "XXX is invalid.";

/// Writes the answer of an operation.
pub(crate) fn answer(
    operation: &Operation,
    result: Result<Reply, Refusal>,
    behaviour: &Behaviour,
    host: &str,
) -> Answer {
    let writer = Writer { operation, behaviour };
    match result {
        Ok(Reply::Done(data)) => writer.done(data),
        Ok(Reply::InProgress { status, message }) => writer.in_progress(status, message),
        Ok(Reply::Failed(message)) => writer.failure(true, "", &message),
        Ok(Reply::Value(data)) => writer.with_data(data, Outcome::Success),
        Ok(Reply::Bare(fields)) => {
            let mut body = writer.frame(true);
            body.extend(fields);
            Answer::ok(operation.name, body, Outcome::Success)
        }
        Err(Refusal::Gateway(error)) => Answer::error(&error, host),
        Err(Refusal::Business { code, message, shown }) => {
            let as_error = match behaviour.business_errors {
                BusinessErrors::Http => true,
                BusinessErrors::Data | BusinessErrors::SuccessFalse => false,
                BusinessErrors::Documented => shown == Shown::AsError,
            };
            if as_error {
                return Answer::error(&ApiError::bad_request(code, message), host);
            }
            let success = behaviour.business_errors != BusinessErrors::SuccessFalse;
            writer.failure(success, &code, &message)
        }
    }
}

struct Writer<'a> {
    operation: &'a Operation,
    behaviour: &'a Behaviour,
}

impl Writer<'_> {
    fn done(&self, mut data: Map<String, Value>) -> Answer {
        if self.operation.family == Family::Task {
            if !data.contains_key("Status") {
                self.put_status(&mut data, true);
            }
            self.put_message(&mut data);
        }
        self.with_data(Value::Object(data), Outcome::Success)
    }

    fn in_progress(&self, status: Option<Value>, message: bool) -> Answer {
        let mut data = Map::new();
        match status {
            Some(status) => drop(data.insert("Status".to_owned(), status)),
            None => self.put_status(&mut data, true),
        }
        if message {
            self.put_message(&mut data);
        } else {
            data.insert("Message".to_owned(), Value::Null);
        }
        self.with_data(Value::Object(data), Outcome::InProgress)
    }

    fn failure(&self, success: bool, code: &str, message: &str) -> Answer {
        if self.operation.family == Family::File {
            let mut body = self.frame(false);
            body.insert("HttpStatusCode".to_owned(), json!(400));
            body.insert("ErrorCode".to_owned(), json!(code));
            body.insert("ErrorMessage".to_owned(), json!(message));
            return Answer {
                code: Some(code.to_owned()),
                ..Answer::ok(self.operation.name, body, Outcome::Fail)
            };
        }
        let mut body = self.frame(success);
        match self.behaviour.data_on_failure {
            DataOnFailure::Absent => {}
            DataOnFailure::Null => drop(body.insert("Data".to_owned(), Value::Null)),
            DataOnFailure::Present => {
                let mut data = Map::new();
                self.put_status(&mut data, false);
                data.insert("Message".to_owned(), json!(message));
                body.insert("Data".to_owned(), Value::Object(data));
            }
        }
        Answer::ok(self.operation.name, body, Outcome::Fail)
    }

    fn with_data(&self, data: Value, outcome: Outcome) -> Answer {
        let mut body = self.frame(true);
        body.insert("Data".to_owned(), data);
        Answer::ok(self.operation.name, body, outcome)
    }

    fn frame(&self, success: bool) -> Map<String, Value> {
        if !self.operation.family.is_of_dataworks() {
            return Map::new();
        }
        let mut body = Map::from_iter([("Success".to_owned(), json!(success))]);
        if self.operation.family == Family::File {
            body.insert("HttpStatusCode".to_owned(), json!(200));
        }
        body
    }

    fn put_status(&self, data: &mut Map<String, Value>, success: bool) {
        let status = match (self.behaviour.status_style, success) {
            (StatusStyle::Missing, true) => return,
            (StatusStyle::TrueText, _) => json!(success.to_string()),
            (StatusStyle::TrueBoolean, _) => json!(success),
            (StatusStyle::Success, true) => json!("success"),
            (StatusStyle::Success | StatusStyle::Missing, false) => json!("fail"),
        };
        data.insert("Status".to_owned(), status);
    }

    fn put_message(&self, data: &mut Map<String, Value>) {
        let message = match self.behaviour.message_style {
            MessageStyle::Absent => return,
            MessageStyle::Null => Value::Null,
            MessageStyle::Empty => json!(""),
            MessageStyle::Misleading => json!(MISLEADING),
        };
        data.insert("Message".to_owned(), message);
    }
}

#[cfg(test)]
#[path = "envelope_tests.rs"]
mod tests;
