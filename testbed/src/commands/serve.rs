//! `testbed serve`: a control plane for as long as somebody holds our standard input.

use std::path::PathBuf;

use tokio::io::AsyncReadExt as _;
use tokio::signal::unix::{SignalKind, signal};

use crate::control_plane::Announcement;
use crate::tools::Tools;
use crate::{ControlPlane, Error, Result, Scratch};

pub(super) async fn run(directory: Option<PathBuf>) -> Result<()> {
    let mut terminate = signal(SignalKind::terminate()).map_err(Error::io("listening for SIGTERM"))?;
    let (directory, _scratch) = match directory {
        Some(directory) => (
            std::path::absolute(&directory).map_err(Error::path("resolving", &directory))?,
            None,
        ),
        None => {
            let scratch = Scratch::new("serve")?;
            (scratch.path().to_path_buf(), Some(scratch))
        }
    };
    let serve = async {
        let control_plane = ControlPlane::start(&directory, &Tools::ensure().await?).await?;
        let announcement = Announcement {
            kubeconfig: control_plane.cluster().kubeconfig().to_path_buf(),
        };
        println!(
            "{}",
            serde_json::to_string(&announcement).map_err(Error::json("the announcement"))?
        );
        std::future::pending::<Result<()>>().await
    };
    // Whichever comes first: drops the control plane, even one that is only just starting.
    tokio::select! {
        outcome = serve => outcome,
        () = end_of_input() => Ok(()),
        _ = tokio::signal::ctrl_c() => Ok(()),
        _ = terminate.recv() => Ok(()),
    }
}

async fn end_of_input() {
    let mut input = tokio::io::stdin();
    let mut bytes = [0; 256];
    // An error means as well that nobody is there any more.
    while matches!(input.read(&mut bytes).await, Ok(count) if count > 0) {}
}
