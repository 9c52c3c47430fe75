//! The `dataworks-operator` binary.

use std::process::ExitCode;

use clap::Parser;
use dataworks_operator::cli::Cli;

/// Gives memory back after a burst; glibc's allocator keeps it.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    Cli::parse().execute()
}
