//! The command line: one file for each command.

mod demo;
mod down;
mod place;
mod restart;
mod rights;
mod serve;
mod shell;
mod steps;
mod up;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::process::tether;
use crate::tools::{Tools, chart_tools};
use crate::{Result, layout};

/// Starts the real control plane, the simulator and the operator on this machine.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the control plane, kubectl and Helm when they are missing or out of date.
    Tools,
    /// Build helm-unittest and Helm 3 when they are missing or out of date; print their folder, in which `helm` is Helm 3.
    ChartTools,
    /// Run a control plane until standard input closes; print its kubeconfig's path as one line of JSON when ready.
    Serve {
        /// Where its files go. Default: a temporary directory that is removed at the end.
        #[arg(long)]
        dir: Option<PathBuf>,
    },
    /// Start control plane, simulator and operator in the background.
    Up {
        /// Where the files go.
        #[arg(long, default_value_os_t = run_directory())]
        dir: PathBuf,
    },
    /// End what `up` started.
    Down {
        /// The directory that was given to `up`.
        #[arg(long, default_value_os_t = run_directory())]
        dir: PathBuf,
    },
    /// Show the operator at work, from an empty cluster to a deleted task, and end everything again.
    Demo,
    /// Run tests upon one control plane; then fail if a right of the operator was not used, or a request refused.
    Rights {
        /// The program and its arguments.
        #[arg(last = true, required = true)]
        program: Vec<String>,
    },
    /// Become the operator of a running `up` again, after the first one was killed.
    #[command(hide = true)]
    RunOperator {
        /// The directory that was given to `up`.
        #[arg(long)]
        dir: PathBuf,
    },
    /// Run a program that ends when standard input closes.
    #[command(hide = true)]
    Tether {
        /// The program and its arguments.
        #[arg(last = true, required = true)]
        program: Vec<String>,
    },
}

fn run_directory() -> PathBuf {
    layout::checkout().join(".run")
}

impl Cli {
    /// Runs the command; a failure is told on standard error.
    pub async fn run(self) -> ExitCode {
        let outcome = match self.command {
            Command::Tools => Tools::ensure().await.map(|tools| print!("{tools}")),
            Command::ChartTools => chart_tools().await.map(|folder| println!("{}", folder.display())),
            Command::Serve { dir } => serve::run(dir).await,
            Command::Up { dir } => up::run(&dir).await,
            Command::Down { dir } => down::run(&dir).await,
            Command::Demo => demo::run().await,
            Command::RunOperator { dir } => restart::run(&dir).await,
            Command::Rights { program } => return exit_code(rights::run(&program).await),
            Command::Tether { program } => return exit_code(tether::run(&program).await),
        };
        exit_code(outcome.map(|()| 0))
    }
}

/// Arguments that make the simulator's processes take a moment, so that their states can be seen.
fn patient_processes() -> Vec<String> {
    vec!["--process-duration-ms".into(), "1500".into()]
}

fn exit_code(outcome: Result<u8>) -> ExitCode {
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
