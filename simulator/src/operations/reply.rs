//! What an operation answers when it was not refused.

use serde_json::{Map, Value};

/// An answer before its envelope.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// Success, with fields for `Data`.
    Done(Map<String, Value>),
    /// A poll that came too early: the status as it is, and whether a message goes with it.
    InProgress {
        /// `Data.Status`; `None` is the word for success in the style that is set.
        status: Option<Value>,
        /// False if `Data.Message` has to be null.
        message: bool,
    },
    /// The operation was carried out and reports that something else has failed.
    Failed(String),
    /// Success, with fields beside `Data` (file operations that have no `Data`).
    Bare,
}

impl Reply {
    /// Success with fields for `Data`.
    pub(crate) fn done<const N: usize>(fields: [(&str, Value); N]) -> Self {
        Self::Done(
            fields
                .map(|(name, value)| (name.to_owned(), value))
                .into_iter()
                .collect(),
        )
    }
}
