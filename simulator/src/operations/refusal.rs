//! Why an operation did not do what was asked.

use crate::gateway::error::ApiError;
use crate::state::refused::RefusedPlan;

/// Where the pages show a failure; a switch can put it elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// In the error table, as HTTP 400.
    AsError,
    /// In a sample, inside HTTP 200.
    InData,
}

/// Code of the operations whose pages have the one error table.
const DI_PARAMETER: &str = "Invalid.DI.Parameter";

/// Code of the operations whose pages have the other.
const PARAM: &str = "Param.Invalid";

/// A refusal.
#[derive(Clone, Debug)]
pub(crate) enum Refusal {
    /// In the words of the gateway, always as an HTTP error.
    Gateway(ApiError),
    /// By a rule of the service.
    Business {
        /// Code of it when it is an HTTP error.
        code: String,
        /// The reason.
        message: String,
        /// Where the pages show it.
        shown: Shown,
    },
}

impl Refusal {
    /// Something in the request names a thing that is not there or does not fit.
    pub(crate) fn parameter(message: impl Into<String>) -> Self {
        Self::business(DI_PARAMETER, message, Shown::InData)
    }

    /// The request itself is not one that the operation takes.
    pub(crate) fn malformed(message: impl Into<String>) -> Self {
        Self::business(DI_PARAMETER, message, Shown::AsError)
    }

    /// As [`Self::malformed`], in the code of the operations of the other error table.
    pub(crate) fn malformed_param(message: impl Into<String>) -> Self {
        Self::business(PARAM, message, Shown::AsError)
    }

    /// No task of this number and type.
    pub(crate) fn file(file_id: i64) -> Self {
        Self::state(format!("fileId:[{file_id}] is invalid."))
    }

    /// What is asked for is not possible in the state in which the task is.
    pub(crate) fn state(message: impl Into<String>) -> Self {
        Self::business(PARAM, message, Shown::InData)
    }

    /// The name is taken.
    pub(crate) fn name_taken() -> Self {
        let message = "The file name already exists.";
        Self::business("Invalid.DI.Parameter.File.Existed", message, Shown::AsError)
    }

    /// The operation does not serve tasks of this type.
    pub(crate) fn task_type() -> Self {
        Self::malformed_param("The parameter is invalid.")
    }

    fn business(code: &str, message: impl Into<String>, shown: Shown) -> Self {
        Self::Business {
            code: code.to_owned(),
            message: message.into(),
            shown,
        }
    }
}

impl From<&RefusedPlan> for Refusal {
    fn from(plan: &RefusedPlan) -> Self {
        match &plan.code {
            Some(code) => Self::business(code, &plan.message, Shown::AsError),
            None => Self::state(&plan.message),
        }
    }
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Gateway(error)
    }
}
