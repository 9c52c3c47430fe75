//! Commands that run to their end: kubectl, helm and the judge.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Stdio;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::{Error, Result};

/// Runs a command against a cluster and returns its standard output. A failure holds all that it printed.
pub(crate) async fn run<S: AsRef<OsStr>>(
    program: &Path,
    kubeconfig: &Path,
    args: &[S],
    input: Option<&str>,
) -> Result<String> {
    let mut command = Command::new(program);
    command.args(args).env("KUBECONFIG", kubeconfig);
    finish(command, program, args, input).await
}

/// Runs a command with a text on its standard input and returns its standard output.
pub(crate) async fn feed<S: AsRef<OsStr>>(program: &Path, args: &[S], input: &str) -> Result<String> {
    let mut command = Command::new(program);
    command.args(args);
    finish(command, program, args, Some(input)).await
}

async fn finish<S: AsRef<OsStr>>(
    mut command: Command,
    program: &Path,
    args: &[S],
    input: Option<&str>,
) -> Result<String> {
    let mut child = command
        .stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // Ctrl-C in this terminal is handled by us.
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(Error::io(format!("starting {}", program.display())))?;
    let stdin = child.stdin.take();
    let write = async {
        if let (Some(input), Some(mut stdin)) = (input, stdin) {
            // A command that does not read all of its input says why on its standard error.
            let _ = stdin.write_all(input.as_bytes()).await;
        }
    };
    // At once: a command may answer before it has read all.
    let ((), output) = tokio::join!(write, child.wait_with_output());
    let output = output.map_err(Error::io(format!("running {}", program.display())))?;
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
