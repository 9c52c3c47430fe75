//! Why a measurement could not be made.

use std::path::Path;

use kube::config::KubeconfigError;
use kube::runtime::watcher;

/// The result of this crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failed measurement. The text is meant to be shown to a person as it is.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A part of the testbed did not do its work.
    #[error(transparent)]
    Testbed(#[from] testbed::Error),
    /// The API server refused what we asked for.
    #[error("the API server: {0}")]
    Kube(#[from] kube::Error),
    /// The kubeconfig of the control plane cannot be used.
    #[error("the kubeconfig of the control plane: {0}")]
    Kubeconfig(#[from] KubeconfigError),
    /// The watch broke off: times that were seen through it would be wrong.
    #[error("the watch of the tasks: {0}")]
    Watch(#[from] watcher::Error),
    /// The system refused something.
    #[error("{context}: {source}")]
    Io {
        /// What was tried, with the path.
        context: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Something is not as it has to be for the figures to mean anything.
    #[error("{0}")]
    State(String),
}

impl Error {
    /// For `map_err` on a system call: adds what was tried.
    pub fn io(context: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let context = context.into();
        move |source| Self::Io { context, source }
    }

    /// For `map_err` on a system call about one path.
    pub fn path(verb: &str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        Self::io(format!("{verb} {}", path.display()))
    }
}
