//! The command line.

use std::path::PathBuf;
use std::time::Duration;

/// Measure the operator with many tasks, against a real control plane and a simulated DataWorks.
#[derive(Debug, clap::Parser)]
#[command(version, about)]
pub struct Args {
    /// Numbers of tasks; each is measured on a fresh control plane.
    #[arg(long, value_delimiter = ',', default_value = "100,1000,10000", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub counts: Vec<u32>,
    /// Seconds in which an operator with nothing to do is watched.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    idle_seconds: u64,
    /// Starts that are timed.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub starts: u32,
    /// Let a second operator take over from the first this often, by SIGKILL and as often by SIGTERM. Needs an operator
    /// that elects a leader.
    #[arg(long, default_value_t = 0, value_name = "TIMES")]
    pub failovers: u32,
    /// File that the raw figures are written to.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// File that the growth of memory, restart and CPU is drawn to, as SVG.
    #[arg(long, value_name = "FILE")]
    pub plot: Option<PathBuf>,
    /// Measure nothing: print and draw the figures of this file, which an earlier run wrote with --json.
    #[arg(long, value_name = "FILE")]
    pub figures: Option<PathBuf>,
}

impl Args {
    /// How long an operator with nothing to do is watched.
    pub fn idle_window(&self) -> Duration {
        Duration::from_secs(self.idle_seconds)
    }
}
