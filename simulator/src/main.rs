//! Starts the simulator from the command line.

use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser as _;
use dataworks_simulator::{Options, Server};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("SIMULATOR_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .init();
    match run(&Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the simulator cannot run");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let server = Server::start(options).await?;
    announce(&server.url(), options.address_file.as_deref())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        () = end_of_stdin(options.exit_with_stdin) => {}
    }
    server.stop().await;
    Ok(())
}

/// Tells where the simulator listens. Whoever waits for the file never sees half of it.
fn announce(url: &str, file: Option<&Path>) -> io::Result<()> {
    if let Some(path) = file {
        let mut temporary = path.as_os_str().to_owned();
        temporary.push(".tmp");
        std::fs::write(&temporary, url)?;
        std::fs::rename(&temporary, path)?;
    }
    writeln!(io::stdout(), "dataworks-simulator listening on {url}")
}

/// Waits until standard input is closed, or for ever if that does not matter.
async fn end_of_stdin(matters: bool) {
    if !matters {
        return std::future::pending().await;
    }
    let (ended, end) = oneshot::channel();
    // A plain thread: one that waits in a read would keep the runtime from ending.
    std::thread::spawn(move || {
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        let _ = ended.send(());
    });
    let _ = end.await;
}
