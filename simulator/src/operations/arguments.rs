//! Typed reading of an operation's parameters.

use std::str::FromStr;

use crate::gateway::error::ApiError;
use crate::gateway::parameters::Parameters;
use crate::state::task_type::TaskType;

/// The parameters of one call; an empty value counts as absent.
pub(crate) struct Arguments<'a>(&'a Parameters);

impl<'a> Arguments<'a> {
    /// Reads these parameters.
    pub(crate) fn new(parameters: &'a Parameters) -> Self {
        Self(parameters)
    }

    /// A text that may be absent.
    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        self.0.get(name).filter(|value| !value.is_empty())
    }

    /// A text that has to be there.
    pub(crate) fn required(&self, name: &str) -> Result<&'a str, ApiError> {
        self.text(name).ok_or_else(|| ApiError::missing(name))
    }

    /// A number or flag that may be absent.
    pub(crate) fn parsed<T: FromStr>(&self, name: &str) -> Result<Option<T>, ApiError> {
        self.text(name)
            .map(|text| text.parse().map_err(|_| ApiError::invalid(name)))
            .transpose()
    }

    /// An identifier that has to be there.
    pub(crate) fn id(&self, name: &str) -> Result<i64, ApiError> {
        self.required(name)?.parse().map_err(|_| ApiError::invalid(name))
    }

    /// `TaskType`, which every task operation has.
    pub(crate) fn task_type(&self) -> Result<TaskType, ApiError> {
        TaskType::parse(self.required("TaskType")?).ok_or_else(|| ApiError::invalid("TaskType"))
    }
}
