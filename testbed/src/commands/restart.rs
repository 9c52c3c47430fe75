//! `testbed run-operator`: becomes the operator of a running `up`, so that a killed one can be brought back by hand
//! and `testbed down` still ends it.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use super::place::{self, Place};
use crate::process::{Log, PidFile};
use crate::{Error, Result, operator};

/// A process that was killed takes a moment to be gone.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn run(directory: &Path) -> Result<()> {
    if let Some(file) = PidFile::read(directory, operator::NAME)?
        && file.gone(PATIENCE).await.is_err()
    {
        return Err(Error::State(
            "the operator still runs: kill it first (kill \"$OPERATOR_PID\")".into(),
        ));
    }
    let program = operator::program(directory, &place::operator_options())?;
    let log = Log::new(&operator::log_path(directory));
    let mut command = program.command();
    command
        .stdin(Stdio::null())
        .stdout(log.open()?)
        .stderr(log.open()?);
    // The process stays the same when it becomes the operator, and so do its id and its start time.
    let pid = std::process::id();
    Place(directory).replace_operator_pid(pid)?;
    PidFile::write(directory, operator::NAME, pid)?;
    Err(Error::path("becoming", &program.path)(command.exec()))
}
