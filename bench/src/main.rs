//! Measures what the operator costs with many tasks: cloud calls, Kubernetes requests, time, memory.
//!
//! Each number of tasks gets a control plane, a simulator and an operator of its own, all of them real processes, and
//! goes through the same phases: starts with one task to do, tasks one after the other, the creation of all tasks,
//! idleness, passes without work, a restart, and if asked the taking over by a second operator. Nothing is asked of
//! the operator itself: the figures are those of the simulator's counters, the API server's audit log, a watch, and
//! the kernel.

#![allow(clippy::disallowed_types)] // it looks at the cluster itself

mod aims;
mod args;
mod audit;
mod error;
mod figures;
mod growth;
mod health;
mod latency;
mod machine;
mod meter;
mod operators;
mod phases;
mod plot;
mod process;
mod progress;
mod quiet;
mod run;
mod script;
mod stage;
mod table;
mod traffic;
mod workspace;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::Args;
use crate::error::{Error, Result};
use crate::figures::Figures;

fn main() -> ExitCode {
    let args = Args::parse();
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Error::io("starting the runtime"))
        .and_then(|runtime| runtime.block_on(measure(&args)));
    match outcome {
        Ok(figures) => tell(&args, &figures),
        Err(error) => fail(&error),
    }
}

/// Runs all phases, or takes the figures of an earlier run. What was started ends with this, also when it is
/// interrupted.
async fn measure(args: &Args) -> Result<Figures> {
    if let Some(file) = &args.figures {
        return Figures::read(file);
    }
    tokio::select! {
        figures = run::run(args) => figures,
        signal = tokio::signal::ctrl_c() => {
            Err(signal.map_or_else(Error::io("listening for Ctrl-C"), |()| testbed::Error::Interrupted.into()))
        }
    }
}

fn tell(args: &Args, figures: &Figures) -> ExitCode {
    println!("{}", table::markdown(figures));
    let written = args.json.as_deref().map_or(Ok(()), |file| figures.write(file));
    let drawn = args
        .plot
        .as_deref()
        .map_or(Ok(()), |file| plot::write(figures, file));
    if let Err(error) = written.and(drawn) {
        return fail(&error);
    }
    let broken = table::broken_promises(figures);
    for promise in &broken {
        eprintln!("broken: {promise}");
    }
    if broken.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn fail(error: &Error) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::FAILURE
}
