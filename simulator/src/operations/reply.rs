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
    /// Success of a file operation whose `Data` is not an object.
    Value(Value),
    /// Success of a file operation that has no `Data`, with fields beside it.
    Bare(Map<String, Value>),
}

impl Reply {
    /// Success with fields for `Data`. A `Status` among them is not the word for success, and stays.
    pub(crate) fn done<const N: usize>(fields: [(&str, Value); N]) -> Self {
        Self::Done(map(fields))
    }

    /// Success with fields beside `Data`, which is not there.
    pub(crate) fn bare<const N: usize>(fields: [(&str, Value); N]) -> Self {
        Self::Bare(map(fields))
    }
}

fn map<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}
