//! The `dataworks-operator` binary.

use std::process::ExitCode;

use clap::Parser;
use dataworks_operator::cli::Cli;

fn main() -> ExitCode {
    Cli::parse().execute()
}
