//! What can go wrong while processes are started and asked, with the remedy in the text.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// The result of this crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failed step of the testbed. The text is meant to be shown to a person as it is.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or a process could not be handled by the system.
    #[error("{context}: {source}")]
    Io {
        /// What was tried, with the path.
        context: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Something that has to be there is not.
    #[error("{what} is missing: {remedy}")]
    Missing {
        /// The thing that is missing.
        what: String,
        /// How to get it.
        remedy: String,
    },
    /// A command ran and failed.
    #[error("`{command}` failed ({status}):\n{output}")]
    Command {
        /// The command line.
        command: String,
        /// How it ended.
        status: String,
        /// The end of what it printed.
        output: String,
    },
    /// A process that should go on running has ended.
    #[error("{name} ended ({status}); the end of {}:\n{tail}", log.display())]
    Exited {
        /// The process.
        name: String,
        /// How it ended.
        status: String,
        /// Where its log is.
        log: PathBuf,
        /// The end of that log.
        tail: String,
    },
    /// A condition was not met in time.
    #[error("waited {}s for {what}: {last}", after.as_secs())]
    Deadline {
        /// The condition.
        what: String,
        /// How long it was waited for.
        after: Duration,
        /// What was seen last.
        last: String,
    },
    /// Text that should be JSON of a known shape is not.
    #[error("{context}: {source}")]
    Json {
        /// Where the text came from.
        context: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// An HTTP request to the simulator failed.
    #[error("{request}: {problem}")]
    Http {
        /// Method and address.
        request: String,
        /// What went wrong, or the status and body of the answer.
        problem: String,
    },
    /// Somebody asked for an end.
    #[error("interrupted")]
    Interrupted,
    /// The state that was found does not allow the step.
    #[error("{0}")]
    State(String),
}

impl Error {
    /// For `map_err` on a system call: adds what was tried.
    pub(crate) fn io(context: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let context = context.into();
        move |source| Self::Io { context, source }
    }

    /// For `map_err` on a system call about one path.
    pub(crate) fn path(verb: &str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        Self::io(format!("{verb} {}", path.display()))
    }

    /// For `map_err` on a parser.
    pub(crate) fn json(context: impl Into<String>) -> impl FnOnce(serde_json::Error) -> Self {
        let context = context.into();
        move |source| Self::Json { context, source }
    }
}
