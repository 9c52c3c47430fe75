//! What an operation answers that has nothing to tell but that the service took it.

use crate::dataworks::envelope::{Envelope, Outcome};
use crate::dataworks::lenient;
use crate::domain::failure::Failure;

/// The service took the call. What became of it, only a look tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// What the service said; filled on success too, so it decides nothing.
    pub message: Option<String>,
    /// The service's ID of the call.
    pub request_id: Option<String>,
}

/// Reads the answer of a DISync operation, which tells the result in `Data.Status`. Only `success` is one; a
/// word that no page names leaves it open whether anything happened.
pub(super) fn by_status(envelope: &Envelope) -> Result<Accepted, Failure> {
    match envelope.outcome() {
        Outcome::Done => Ok(Accepted {
            message: envelope.message(),
            request_id: envelope.request_id(),
        }),
        Outcome::Failed => Err(envelope.refused()),
        Outcome::Missing => Err(envelope.unclear("the answer has no status")),
        Outcome::Other(word) => Err(envelope.unclear(&format!("unknown status `{word}`"))),
    }
}

/// Reads the answer of a file operation without `Data`: its envelope says all.
pub(super) fn by_envelope(envelope: &Envelope) -> Accepted {
    Accepted {
        message: beside(envelope),
        request_id: envelope.request_id(),
    }
}

/// What the service said beside `Data`, as the file operations do.
pub(super) fn beside(envelope: &Envelope) -> Option<String> {
    lenient::text(envelope.beside("ErrorMessage")).map(|text| envelope.shown(&text))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::dataworks::{Effect, Reply};
    use crate::domain::failure::Consequence;

    fn open(document: &Value) -> Envelope {
        Envelope::open(&Reply::json(200, document), Effect::Write).unwrap()
    }

    fn read(data: Value) -> Result<Accepted, Failure> {
        by_status(&open(&json!({"RequestId": "r", "Success": true, "Data": data})))
    }

    #[test]
    fn only_a_success_is_one() {
        for (data, message) in [
            (json!({"Status": "success", "Message": null}), None),
            (json!({"Status": "Success"}), None),
            (
                json!({"Status": true, "Message": "submit and deploy fail."}),
                Some("submit and deploy fail."),
            ),
        ] {
            let accepted = read(data.clone()).unwrap();
            assert_eq!(accepted.message.as_deref(), message, "{data}");
            assert_eq!(accepted.request_id.as_deref(), Some("r"));
        }
        for (data, expected) in [
            (
                json!({"Status": "fail", "Message": "the task is running"}),
                Consequence::Refused,
            ),
            (
                json!({"Status": "fail", "Message": "fileId:[100] is invalid."}),
                Consequence::NotFound,
            ),
            (json!({"Status": "KILLING"}), Consequence::Ambiguous),
            (json!({}), Consequence::Ambiguous),
            (json!(null), Consequence::Ambiguous),
        ] {
            assert_eq!(read(data.clone()).unwrap_err().consequence, expected, "{data}");
        }
    }

    #[test]
    fn a_file_operation_speaks_beside_its_data() {
        let accepted = by_envelope(&open(
            &json!({"RequestId": "r", "Success": true, "ErrorMessage": "ok\n"}),
        ));
        assert_eq!(accepted.message.as_deref(), Some("ok"));
        assert_eq!(
            by_envelope(&open(&json!({"Success": true}))),
            Accepted {
                message: None,
                request_id: None
            }
        );
    }
}
