//! Commands that run to their end: kubectl and helm.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Stdio;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::{Error, Result};

/// Runs a command and returns its standard output. A failure holds all that it printed.
pub(crate) async fn run<S: AsRef<OsStr>>(
    program: &Path,
    kubeconfig: &Path,
    args: &[S],
    input: Option<&str>,
) -> Result<String> {
    let mut child = Command::new(program)
        .args(args)
        .env("KUBECONFIG", kubeconfig)
        .stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // Ctrl-C in this terminal is handled by us.
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(Error::io(format!("starting {}", program.display())))?;
    if let (Some(input), Some(mut stdin)) = (input, child.stdin.take()) {
        // A command that does not read all of its input says why on its standard error.
        let _ = stdin.write_all(input.as_bytes()).await;
    }
    let output = child
        .wait_with_output()
        .await
        .map_err(Error::io(format!("running {}", program.display())))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(stdout);
    }
    let name = program
        .file_name()
        .unwrap_or(program.as_os_str())
        .to_string_lossy()
        .into_owned();
    let words = args.iter().map(|arg| arg.as_ref().to_string_lossy().into_owned());
    Err(Error::Command {
        command: std::iter::once(name).chain(words).collect::<Vec<_>>().join(" "),
        status: output.status.to_string(),
        output: (stdout + &String::from_utf8_lossy(&output.stderr))
            .trim()
            .to_owned(),
    })
}
