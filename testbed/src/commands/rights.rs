//! `testbed rights`: runs tests upon a control plane of their own, and holds what the operator did against its rights.

use std::process::ExitStatus;

use tokio::process::Command;

use crate::rights::{Used, complaints, granted};
use crate::tools::Tools;
use crate::{ControlPlane, Error, Result, Scratch};

/// Runs the command, and returns the code that it ended with; if that is 0, the rights decide.
pub(super) async fn run(program: &[String]) -> Result<u8> {
    let scratch = Scratch::new("rights")?;
    let control_plane = ControlPlane::start(scratch.path(), &Tools::ensure().await?).await?;
    let cluster = control_plane.cluster();
    let status = tests(program, cluster.kubeconfig().as_os_str()).await?;
    if !status.success() {
        return Ok(status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(1));
    }
    let log = cluster
        .audit_log()
        .ok_or_else(|| Error::State("the API server wrote no audit log".into()))?;
    let used = tokio::task::spawn_blocking(move || Used::read(&log))
        .await
        .map_err(|error| Error::State(format!("reading the audit log: {error}")))??;
    let granted = granted(cluster).await?;
    let complaints = complaints(&granted, &used);
    if complaints.is_empty() {
        println!(
            "Each of the {} rights that the chart grants was used, and no request was refused.",
            granted.len()
        );
        return Ok(0);
    }
    eprintln!("The rights that the chart grants do not fit what the operator does:");
    for complaint in complaints {
        eprintln!("  {complaint}");
    }
    Ok(1)
}

async fn tests(program: &[String], kubeconfig: &std::ffi::OsStr) -> Result<ExitStatus> {
    let [name, args @ ..] = program else {
        return Err(Error::State("no program is given".into()));
    };
    Command::new(name)
        .args(args)
        .env("TESTBED_KUBECONFIG", kubeconfig)
        .kill_on_drop(true)
        .status()
        .await
        .map_err(Error::io(format!("running {name}")))
}
