//! QueryDISyncTaskConfigProcessResult: asks whether a generated configuration is ready.

use super::TaskContent;
use crate::dataworks::codes;
use crate::dataworks::envelope::{Envelope, Outcome};
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::{Consequence, Failure};

/// Words in the message of a `fail` that mean "not yet". No page has a word for it.
const NOT_YET: [&str; 6] = [
    "processing",
    "running",
    "in progress",
    "not finished",
    "处理中",
    "执行中",
];

/// Asks for the result of one thread.
#[derive(Clone, Debug)]
pub struct QueryConfig {
    /// The workspace.
    pub project_id: i64,
    /// The type that the configuration was generated for.
    pub task_type: &'static str,
    /// The `ProcessId` of [`Generated`](super::Generated), which this operation calls `AsyncProcessId`.
    pub process_id: i64,
}

/// How far the thread is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigResult {
    /// The configuration is there.
    Ready {
        /// What CreateDISyncTask takes, unchanged.
        content: TaskContent,
        /// What the service said; filled on success too.
        message: Option<String>,
        /// The service's ID of the call.
        request_id: Option<String>,
    },
    /// It is not there yet, or the service used a word that nobody knows.
    InProgress {
        /// The word of the service, if any.
        word: Option<String>,
        /// What it said beside it.
        message: Option<String>,
        /// The service's ID of the call.
        request_id: Option<String>,
    },
    /// It will not come.
    Failed {
        /// The reason.
        message: String,
        /// The service's ID of the call.
        request_id: Option<String>,
    },
    /// `fail` without a reason, or with one that sounds like "not yet". The documentation does not say whether a
    /// thread that still runs answers so: believe it after several in a row.
    FailedWithoutReason {
        /// What sounded like "not yet".
        message: Option<String>,
        /// The service's ID of the call.
        request_id: Option<String>,
    },
}

impl Operation for QueryConfig {
    type Answer = ConfigResult;
    const NAME: &'static str = "QueryDISyncTaskConfigProcessResult";
    const EFFECT: Effect = Effect::Read;

    fn parameters(&self) -> Parameters {
        Parameters::new()
            .query("ProjectId", self.project_id)
            .query("TaskType", self.task_type)
            .query("AsyncProcessId", self.process_id)
    }

    fn decode(&self, envelope: &Envelope) -> Result<ConfigResult, Failure> {
        let (message, request_id) = (envelope.message(), envelope.request_id());
        // The script is taken untrimmed and unshortened, so not through the reader of texts.
        let content = envelope
            .field("TaskContent")
            .and_then(|content| content.as_str())
            .filter(|text| !text.is_empty());
        Ok(match (envelope.outcome(), content, message) {
            (Outcome::Done, Some(content), message) => ConfigResult::Ready {
                content: TaskContent::new(content),
                message,
                request_id,
            },
            (Outcome::Failed, _, Some(message)) if !sounds_unfinished(&message) => {
                let failure = envelope.refused();
                if failure.consequence == Consequence::NotFound {
                    return Err(failure);
                }
                ConfigResult::Failed { message, request_id }
            }
            (Outcome::Failed, _, message) => ConfigResult::FailedWithoutReason { message, request_id },
            (Outcome::Other(word), _, message) => ConfigResult::InProgress {
                word: Some(word),
                message,
                request_id,
            },
            (Outcome::Done | Outcome::Missing, _, message) => ConfigResult::InProgress {
                word: envelope.text("Status"),
                message,
                request_id,
            },
        })
    }

    /// All that is sent is a workspace, a type and a ProcessId, and the first two were good when the thread was
    /// started: a parameter that is not accepted is the ProcessId.
    fn interpret(&self, failure: Failure) -> Failure {
        if failure.consequence == Consequence::RetrySlowly && codes::is_bad_parameter(&failure.code) {
            return Failure {
                consequence: Consequence::NotFound,
                ..failure
            };
        }
        failure
    }
}

fn sounds_unfinished(message: &str) -> bool {
    let message = message.to_lowercase();
    NOT_YET.iter().any(|hint| message.contains(hint))
}

#[cfg(test)]
#[path = "../tests/query_config.rs"]
mod tests;
