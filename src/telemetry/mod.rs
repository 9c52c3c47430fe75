//! Logs and metrics. Nothing here knows the operator's own types.

pub mod metrics;

use clap::ValueEnum;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One JSON object a line, for machines.
    Json,
    /// For people.
    Text,
}

/// Writes log lines to standard error from now on.
///
/// `RUST_LOG`, where set, chooses more finely than `level`. The HTTP stacks stay at warnings even at the most verbose
/// level: what they print of requests is not ours to vouch for.
///
/// # Errors
///
/// If something else writes the log already.
pub fn start(format: LogFormat, level: LevelFilter) -> Result<(), TryInitError> {
    let ours = EnvFilter::builder()
        .with_default_directive(level.into())
        .from_env_lossy();
    // The last one warns with whole answers of the API server, and scripts in them, when they do not decode.
    let quiet = [
        "hyper=warn",
        "hyper_util=warn",
        "reqwest=warn",
        "rustls=warn",
        "h2=warn",
        "tower=warn",
        "kube_client=error",
    ];
    let filter = quiet
        .iter()
        .filter_map(|directive| directive.parse().ok())
        .fold(ours, EnvFilter::add_directive);
    let lines = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Json => lines.json().flatten_event(true).finish().try_init(),
        LogFormat::Text => lines.with_ansi(false).finish().try_init(),
    }
}
