//! What a process took of the machine, by the kernel's account in `/proc`.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::machine::{field, kibibytes};

/// What a process has taken so far.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// Memory that is resident now, in bytes.
    pub resident: u64,
    /// What of it is the process's own, in bytes; the rest is pages of files, of the binary above all, which are
    /// shared and can be dropped. Earlier runs did not tell.
    #[serde(default)]
    pub anonymous: u64,
    /// The most that was resident at a time, in bytes.
    pub peak: u64,
    /// Processor time of all its threads, in seconds.
    pub cpu_seconds: f64,
}

/// Processor time of all threads that the process has, in nanoseconds: finer than [`Usage`], and without the threads
/// that have ended.
pub fn running_nanoseconds(pid: u32) -> Result<u64> {
    let folder = PathBuf::from(format!("/proc/{pid}/task"));
    let threads = folder.read_dir().map_err(Error::path("listing", &folder))?;
    let mut sum = 0;
    for thread in threads {
        let path = thread
            .map_err(Error::path("listing", &folder))?
            .path()
            .join("schedstat");
        // A thread may end between the two looks.
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let running = text.split_ascii_whitespace().next();
        sum += running.and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    }
    Ok(sum)
}

impl Usage {
    /// What the process with this id has taken.
    pub fn of(pid: u32) -> Result<Self> {
        let folder = PathBuf::from(format!("/proc/{pid}"));
        let (status, stat) = (read(&folder.join("status"))?, read(&folder.join("stat"))?);
        let memory = |name| field(&status, name).and_then(|text| kibibytes(&text));
        let unexpected = || Error::State(format!("{} is not as expected", folder.display()));
        let bytes = |name| memory(name).ok_or_else(unexpected);
        let ticks = ticks(&stat).ok_or_else(unexpected)?;
        let cpu_seconds = ticks as f64 / rustix::param::clock_ticks_per_second() as f64;
        Ok(Self {
            resident: bytes("VmRSS")?,
            anonymous: bytes("RssAnon")?,
            peak: bytes("VmHWM")?,
            cpu_seconds,
        })
    }
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(Error::path("reading", path))
}

/// User and system time out of `/proc/PID/stat`: fields 14 and 15, counted from 1. The name of the program, in
/// parentheses, may hold anything, so what follows it is counted.
fn ticks(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<u64>().ok();
    Some(next()? + next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_system_time_are_added() {
        let stat = "42 (a) b) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 7 9 20 0 3 0 100";
        assert_eq!(ticks(stat), Some(300));
    }

    #[test]
    fn this_process_takes_memory() {
        let usage = Usage::of(std::process::id()).unwrap();
        assert!(
            usage.anonymous > 0 && usage.resident > usage.anonymous && usage.peak >= usage.resident,
            "{usage:?}"
        );
    }
}
