//! What both operations that generate a configuration answer.

use crate::dataworks::envelope::{Envelope, Outcome};
use crate::domain::failure::Failure;

/// The thread that was started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// What [`QueryConfig`](super::QueryConfig) asks with.
    pub process_id: i64,
    /// `success`, or the word that the service used instead.
    pub status: String,
    /// What the service said; filled on success too, so it decides nothing.
    pub message: Option<String>,
    /// The service's ID of the call.
    pub request_id: Option<String>,
}

/// A usable ProcessId decides, unless the status says `fail`: the samples write `true` for `success`, and a
/// status may be missing. Without a ProcessId only `fail` says that nothing was started.
pub(super) fn read(envelope: &Envelope) -> Result<Generated, Failure> {
    let (status, process_id) = match (envelope.outcome(), envelope.id("ProcessId")) {
        (Outcome::Failed, _) => return Err(envelope.refused()),
        (_, None) => {
            return Err(envelope.unclear("the answer has no ProcessId"));
        }
        (Outcome::Done | Outcome::Missing, Some(process_id)) => ("success".to_owned(), process_id),
        (Outcome::Other(word), Some(process_id)) => (word, process_id),
    };
    Ok(Generated {
        process_id,
        status,
        message: envelope.message(),
        request_id: envelope.request_id(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::dataworks::{Effect, Reply};
    use crate::domain::failure::Consequence;

    fn read(data: Value) -> Result<Generated, Failure> {
        let document = json!({"RequestId": "r", "Success": true, "Data": data});
        super::read(&Envelope::open(&Reply::json(200, &document), Effect::Write)?)
    }

    #[test]
    fn a_process_id_decides() {
        for (data, status) in [
            (json!({"Status": "success", "ProcessId": 480_215}), "success"),
            (
                json!({"Status": true, "ProcessId": 480_215, "Message": "XXX is invalid."}),
                "success",
            ),
            (json!({"Status": "true", "ProcessId": "480215"}), "success"),
            (json!({"ProcessId": 480_215}), "success"),
            (json!({"Status": "accepted", "ProcessId": 480_215}), "accepted"),
        ] {
            let generated = read(data.clone()).unwrap();
            assert_eq!(
                (generated.process_id, generated.status.as_str()),
                (480_215, status),
                "{data}"
            );
        }
    }

    #[test]
    fn a_refusal_says_why() {
        let data = json!({"Status": "fail", "ProcessId": 0, "Message": "datasource:[orders_db] is invalid."});
        let failure = read(data).unwrap_err();
        assert_eq!(failure.consequence, Consequence::Refused);
        assert_eq!(failure.to_string(), "fail: datasource:[orders_db] is invalid.");
    }

    #[test]
    fn an_answer_without_a_process_leaves_it_open_what_was_started() {
        for data in [
            json!({"Status": "success"}),
            json!({"Status": "accepted", "ProcessId": 0}),
            json!({"Message": "XXX is invalid."}),
            json!({}),
            json!(null),
        ] {
            assert_eq!(
                read(data.clone()).unwrap_err().consequence,
                Consequence::Ambiguous,
                "{data}"
            );
        }
    }
}
