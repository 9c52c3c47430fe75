//! Programs that run beside us: started with a log file, watched, signalled, and ended for certain.

mod identity;
mod log;
mod pid_file;
mod program;
pub(crate) mod tether;

use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ExitStatus, Stdio};
use std::time::Duration;

pub use log::Log;
pub(crate) use pid_file::PidFile;
pub(crate) use program::Program;
pub use tether::Signal;

use crate::wait::{self, Look};
use crate::{Error, Result};

/// How long a process lives.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Lifetime<'a> {
    /// As long as its handle: it ends on drop, and even when this process is killed.
    Tethered,
    /// Until its handle is dropped, or for good after [`Process::leave_running`]; the directory holds its pid file.
    Detached(&'a Path),
}

/// A running process.
#[derive(Debug)]
pub struct Process {
    name: String,
    log: Log,
    pid: u32,
    /// The guard of a tethered process, the process itself when it is detached.
    child: Child,
    hold: Hold,
}

#[derive(Debug)]
enum Hold {
    /// The guard ends the process when this closes.
    Tether(Option<ChildStdin>),
    /// The file is removed when the process is ended by us.
    Detached(PidFile),
    /// Nothing is done on drop.
    Released,
}

impl Process {
    /// Starts a program; its output goes to the end of `log`.
    pub(crate) fn spawn(program: &Program, log: &Path, lifetime: Lifetime<'_>) -> Result<Self> {
        let log = Log::new(log);
        match lifetime {
            Lifetime::Tethered => {
                let (child, stdin, pid) = tether::spawn(program, &log)?;
                Ok(Self {
                    name: program.name.clone(),
                    log,
                    pid,
                    child,
                    hold: Hold::Tether(Some(stdin)),
                })
            }
            Lifetime::Detached(directory) => {
                let mut command = program.command();
                // A process group of its own: Ctrl-C in this terminal is not for it.
                command.process_group(0).stdin(Stdio::null());
                command.stdout(log.open()?).stderr(log.open()?);
                let child = command
                    .spawn()
                    .map_err(Error::io(format!("starting {}", program.path.display())))?;
                let pid = child.id();
                let file = PidFile::write(directory, &program.name, pid)?;
                Ok(Self {
                    name: program.name.clone(),
                    log,
                    pid,
                    child,
                    hold: Hold::Detached(file),
                })
            }
        }
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// What it wrote to standard output and standard error.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Fails when the process has ended, with the end of its log.
    pub fn check(&mut self) -> Result<()> {
        match self.try_wait()? {
            None => Ok(()),
            Some(status) => Err(Error::Exited {
                name: self.name.clone(),
                status: status.to_string(),
                log: self.log.path().to_path_buf(),
                tail: self.log.tail(40),
            }),
        }
    }

    /// Sends a signal; a process that has ended already gets none.
    pub fn signal(&mut self, signal: Signal) -> Result<()> {
        match &mut self.hold {
            Hold::Tether(Some(stdin)) => {
                tether::send(stdin, signal).or_else(|error| match self.child.try_wait() {
                    Ok(Some(_)) => Ok(()),
                    _ => Err(Error::io(format!("signalling {}", self.name))(error)),
                })
            }
            Hold::Tether(None) => Ok(()),
            Hold::Detached(_) | Hold::Released => match self.try_wait()? {
                Some(_) => Ok(()),
                None => tether::signal_pid(self.pid, signal),
            },
        }
    }

    /// Waits for the end of the process.
    pub async fn wait(&mut self, deadline: Duration) -> Result<ExitStatus> {
        let what = format!("the end of {}", self.name);
        wait::until(&what, deadline, || {
            let look = self.try_wait().map(|status| match status {
                Some(status) => Look::Met(status),
                None => Look::NotYet("it still runs".into()),
            });
            std::future::ready(look)
        })
        .await
    }

    /// Lets a detached process go on without us.
    pub(crate) fn leave_running(mut self) {
        self.hold = Hold::Released;
    }

    fn try_wait(&mut self) -> Result<Option<ExitStatus>> {
        let status = self
            .child
            .try_wait()
            .map_err(Error::io(format!("looking at {}", self.name)))?;
        // The guard reports a signal the way a shell does.
        Ok(status.map(|status| match status.code() {
            Some(code) if code > 128 && matches!(self.hold, Hold::Tether(_)) => {
                ExitStatus::from_raw(code - 128)
            }
            _ => status,
        }))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Errors here mean that the process is gone already.
        match &mut self.hold {
            Hold::Tether(stdin) => drop(stdin.take()),
            Hold::Detached(file) => {
                let _ = self.child.kill();
                file.remove();
            }
            Hold::Released => return,
        }
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests;
