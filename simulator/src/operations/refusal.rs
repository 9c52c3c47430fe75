//! Why an operation did not do what was asked.

use crate::gateway::error::ApiError;

/// Where the pages show a failure; a switch can put it elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// In the error table, as HTTP 400.
    AsError,
    /// In a sample, inside HTTP 200.
    InData,
}

/// A refusal.
#[derive(Clone, Debug)]
pub(crate) enum Refusal {
    /// In the words of the gateway, always as an HTTP error.
    Gateway(ApiError),
    /// By a rule of the service.
    Business {
        /// Code of it when it is an HTTP error.
        code: &'static str,
        /// The reason.
        message: String,
        /// Where the pages show it.
        shown: Shown,
    },
}

impl Refusal {
    /// Something in the request names a thing that is not there or does not fit.
    pub(crate) fn parameter(message: impl Into<String>) -> Self {
        Self::Business {
            code: "Invalid.DI.Parameter",
            message: message.into(),
            shown: Shown::InData,
        }
    }

    /// The request itself is not one that the operation takes.
    pub(crate) fn malformed(message: impl Into<String>) -> Self {
        Self::Business {
            code: "Invalid.DI.Parameter",
            message: message.into(),
            shown: Shown::AsError,
        }
    }

    /// As [`Self::malformed`], in the code of the operations of the other error table.
    pub(crate) fn malformed_param(message: impl Into<String>) -> Self {
        Self::Business {
            code: "Param.Invalid",
            message: message.into(),
            shown: Shown::AsError,
        }
    }

    /// No task of this number and type.
    pub(crate) fn file(file_id: i64) -> Self {
        let message = format!("fileId:[{file_id}] is invalid.");
        Self::Business {
            code: "Param.Invalid",
            message,
            shown: Shown::InData,
        }
    }

    /// The name is taken.
    pub(crate) fn name_taken() -> Self {
        let message = "The file name already exists.".to_owned();
        Self::Business {
            code: "Invalid.DI.Parameter.File.Existed",
            message,
            shown: Shown::AsError,
        }
    }
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Gateway(error)
    }
}
