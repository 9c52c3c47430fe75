//! Why a pass broke off. What DataWorks refuses is no error of a pass: it is told in the status.

use std::time::Duration;

use thiserror::Error;

use crate::cluster;

/// Why a pass broke off. It is repeated from the start, and resumes from the status.
#[derive(Debug, Error)]
pub enum Error {
    /// The API server did not do as it was asked.
    #[error("the API server: {0}")]
    Cluster(#[from] kube::Error),
    /// The pass took too long.
    #[error("the pass was not finished in {} s", .0.as_secs())]
    DeadlineExceeded(Duration),
    /// The operator failed, at this place of the code.
    #[error("the operator panicked at {0}")]
    Panicked(String),
}

impl Error {
    /// It in one word, for metrics.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Cluster(_) if self.is_conflict() => "Conflict",
            Self::Cluster(_) => "ApiServer",
            Self::DeadlineExceeded(_) => "DeadlineExceeded",
            Self::Panicked(_) => "Panicked",
        }
    }

    /// Whether somebody else wrote the object first, which is no fault.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Cluster(error) if cluster::is_conflict(error))
    }
}
