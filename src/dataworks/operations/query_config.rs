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

/// The text of Invalid.DI.Parameter and Param.Invalid where they name no parameter.
const NO_CULPRIT: &str = "the parameter is invalid";

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
    /// `fail` without a reason, or with one that sounds like "not yet". The documentation does not say
    /// whether a thread that still runs answers so: believe it after several in a row.
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
        let content = envelope.field("TaskContent").and_then(|content| content.as_str());
        match (envelope.outcome(), content) {
            (Outcome::Done, Some(content)) if !content.is_empty() => Ok(ConfigResult::Ready {
                content: TaskContent::new(content),
                message,
                request_id,
            }),
            (Outcome::Failed, _) => self.interpret(envelope.refused()),
            (Outcome::Done | Outcome::Missing | Outcome::Other(_), _) => Ok(ConfigResult::InProgress {
                word: envelope.text("Status").map(|word| envelope.word(&word)),
                message,
                request_id,
            }),
        }
    }

    /// A thread that failed may be told by `fail` or by the code of a bad parameter, and either may instead
    /// mean that the ProcessId is not known. So the message decides: one that names a culprit tells of the
    /// thread; one that names none tells of the ProcessId, since workspace and type were good when the thread
    /// was started.
    fn interpret(&self, failure: Failure) -> Result<ConfigResult, Failure> {
        // A thread makes no task, so there is none of ours to look for.
        if failure.consequence == Consequence::NameTaken {
            return Ok(ConfigResult::Failed {
                message: Some(failure.message)
                    .filter(|said| !said.is_empty())
                    .unwrap_or(failure.code),
                request_id: failure.request_id,
            });
        }
        if failure.consequence != Consequence::Refused || !codes::is_plain_refusal(&failure.code) {
            return Err(failure);
        }
        let Failure {
            message, request_id, ..
        } = failure.clone();
        let folded = message.to_lowercase();
        if folded.starts_with(NO_CULPRIT) {
            return Err(Failure {
                consequence: Consequence::NotFound,
                ..failure
            });
        }
        let message = Some(message).filter(|message| !message.is_empty());
        Ok(match message {
            Some(message) if !NOT_YET.iter().any(|hint| folded.contains(hint)) => {
                ConfigResult::Failed { message, request_id }
            }
            message => ConfigResult::FailedWithoutReason { message, request_id },
        })
    }
}

#[cfg(test)]
#[path = "../tests/query_config.rs"]
mod tests;
