//! Processes for real: `sleep` and `sh` stand for a server.

use std::time::Duration;

use super::*;
use crate::scratch::Scratch;

const SOON: Duration = Duration::from_secs(60);

fn shell(script: &str) -> Program {
    Program::new("sh", Path::new("/bin/sh")).args(["-c", script])
}

#[tokio::test]
async fn a_detached_process_ends_with_its_handle_and_takes_its_pid_file_along() {
    let scratch = Scratch::new("detached").unwrap();
    let log = scratch.path().join("log");
    let process = Process::spawn(&shell("sleep 60"), &log, Lifetime::Detached(scratch.path())).unwrap();
    let note = PidFile::read(scratch.path(), "sh").unwrap().unwrap();
    assert!(note.is_alive());
    assert_eq!(note.pid(), process.pid());
    drop(process);
    assert!(!note.is_alive());
    assert!(PidFile::read(scratch.path(), "sh").unwrap().is_none());
}

#[tokio::test]
async fn a_process_that_was_left_running_is_ended_through_its_pid_file() {
    let scratch = Scratch::new("left").unwrap();
    let log = scratch.path().join("log");
    let stubborn = shell("trap '' TERM; echo ready; while :; do sleep 0.05; done");
    let mut process = Process::spawn(&stubborn, &log, Lifetime::Detached(scratch.path())).unwrap();
    let ready = || {
        let look = if Log::new(&log).read().contains("ready") {
            Look::Met(())
        } else {
            Look::NotYet("".into())
        };
        std::future::ready(Ok(look))
    };
    wait::until("the trap", SOON, ready).await.unwrap();
    process.check().unwrap();
    process.leave_running();
    let note = PidFile::read(scratch.path(), "sh").unwrap().unwrap();
    let ended = note.end(Duration::from_millis(100)).await.unwrap();
    assert!(ended, "it ignored the first signal and was ended by the second");
    assert!(PidFile::read(scratch.path(), "sh").unwrap().is_none());
}

#[tokio::test]
async fn a_process_id_that_went_to_another_process_is_left_alone() {
    let scratch = Scratch::new("reused").unwrap();
    let log = scratch.path().join("log");
    let mut process = Process::spawn(&shell("sleep 60"), &log, Lifetime::Detached(scratch.path())).unwrap();
    let text = format!(r#"{{"pid":{},"started":"1"}}"#, process.pid());
    std::fs::write(scratch.path().join("sh.pid"), text).unwrap();
    let note = PidFile::read(scratch.path(), "sh").unwrap().unwrap();
    assert!(!note.end(SOON).await.unwrap());
    process.check().unwrap();
}

#[tokio::test]
async fn the_error_of_a_process_that_ended_holds_the_end_of_its_log() {
    let scratch = Scratch::new("ended").unwrap();
    let log = scratch.path().join("log");
    let mut process = Process::spawn(
        &shell("echo no room; exit 3"),
        &log,
        Lifetime::Detached(scratch.path()),
    )
    .unwrap();
    assert_eq!(process.wait(SOON).await.unwrap().code(), Some(3));
    let text = process.check().unwrap_err().to_string();
    assert!(text.contains("sh ended") && text.contains("no room"), "{text}");
}
