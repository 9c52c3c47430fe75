//! The guard between us and a process that must not outlive us.
//!
//! `testbed tether -- PROGRAM ARGS` runs the program, prints its process id, and obeys the lines on its standard
//! input. When that closes, be it because our side was killed, the guard kills the program. It is the program's
//! parent, so it never signals a process id that was given to another. Linux could tie the program's life to the
//! thread that started it, which is the wrong life for a test suite, and needs `unsafe`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::fd::AsFd as _;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};

use rustix::process::{Pid, kill_process};
use tokio::io::AsyncBufReadExt as _;

use super::{Log, Program};
use crate::{Error, Result, layout};

/// What can be sent to a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Ends it at once, like a lost node.
    Kill,
    /// Asks it to end.
    Terminate,
    /// Freezes it, like a machine that swaps.
    Freeze,
    /// Lets it go on.
    Thaw,
}

impl Signal {
    const ALL: [Self; 4] = [Self::Kill, Self::Terminate, Self::Freeze, Self::Thaw];

    fn word(self) -> &'static str {
        match self {
            Self::Kill => "kill",
            Self::Terminate => "terminate",
            Self::Freeze => "freeze",
            Self::Thaw => "thaw",
        }
    }

    fn number(self) -> rustix::process::Signal {
        match self {
            Self::Kill => rustix::process::Signal::KILL,
            Self::Terminate => rustix::process::Signal::TERM,
            Self::Freeze => rustix::process::Signal::STOP,
            Self::Thaw => rustix::process::Signal::CONT,
        }
    }
}

/// Starts a program behind a guard; returns the guard, its leash and the program's id.
pub(super) fn spawn(program: &Program, log: &Log) -> Result<(Child, ChildStdin, u32)> {
    let mut command = Command::new(layout::testbed_binary()?);
    command
        .arg("tether")
        .arg("--")
        .arg(&program.path)
        .args(&program.args);
    command.envs(program.env.iter().map(|(name, value)| (name, value)));
    // A process group of its own: Ctrl-C in this terminal reaches us first, and we end things in order.
    command
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log.open()?);
    let mut guard = command
        .spawn()
        .map_err(Error::io(format!("starting the guard of {}", program.name)))?;
    let mut line = String::new();
    if let Some(stdout) = guard.stdout.take() {
        let read = BufReader::new(stdout).read_line(&mut line);
        read.map_err(Error::io(format!("reading from the guard of {}", program.name)))?;
    }
    match (line.trim().parse(), guard.stdin.take()) {
        (Ok(pid), Some(stdin)) => Ok((guard, stdin, pid)),
        _ => {
            let status = guard
                .wait()
                .map_err(Error::io(format!("waiting for the guard of {}", program.name)))?;
            Err(Error::Exited {
                name: program.name.clone(),
                status: status.to_string(),
                log: log.path().to_path_buf(),
                tail: log.tail(40),
            })
        }
    }
}

/// Asks the guard to send a signal.
pub(super) fn send(stdin: &mut ChildStdin, signal: Signal) -> std::io::Result<()> {
    writeln!(stdin, "{}", signal.word())
}

/// Signals a process by its id; the caller knows that the id is still the right one.
pub(crate) fn signal_pid(pid: u32, signal: Signal) -> Result<()> {
    let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) else {
        return Ok(());
    };
    match kill_process(pid, signal.number()) {
        Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
        Err(error) => Err(Error::io(format!("signalling process {}", pid.as_raw_nonzero()))(
            error.into(),
        )),
    }
}

/// The guard itself: returns the exit code to end with.
pub(crate) async fn run(program: &[String]) -> Result<u8> {
    let (path, args) = program
        .split_first()
        .ok_or_else(|| Error::State("tether: no program is named".into()))?;
    let stderr = std::io::stderr()
        .as_fd()
        .try_clone_to_owned()
        .map_err(Error::io("duplicating the log"))?;
    let mut child = tokio::process::Command::new(path)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::from(stderr))
        .kill_on_drop(true)
        .spawn()
        .map_err(Error::io(format!("starting {path}")))?;
    println!("{}", child.id().unwrap_or_default());
    let mut orders = tokio::io::BufReader::new(tokio::io::stdin()).lines();
    loop {
        tokio::select! {
            status = child.wait() => return Ok(code(status.map_err(Error::io(format!("waiting for {path}")))?)),
            order = orders.next_line() => match order {
                Ok(Some(word)) => {
                    let signal = Signal::ALL.into_iter().find(|signal| signal.word() == word);
                    if let (Some(signal), Some(pid)) = (signal, child.id()) {
                        signal_pid(pid, signal)?;
                    }
                }
                Ok(None) | Err(_) => {
                    child.kill().await.map_err(Error::io(format!("ending {path}")))?;
                    return Ok(code(child.wait().await.map_err(Error::io(format!("waiting for {path}")))?));
                }
            },
        }
    }
}

/// The exit code that tells how a process ended, as a shell gives it.
fn code(status: ExitStatus) -> u8 {
    let code = status
        .code()
        .or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}
