//! The binary: how it announces itself and how it ends.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

struct Running {
    child: Child,
    file: PathBuf,
}

impl Running {
    fn start(name: &str) -> Self {
        let file = std::env::temp_dir().join(format!("simulator-{name}-{}", std::process::id()));
        let mut child = Command::new(env!("CARGO_BIN_EXE_dataworks-simulator"))
            .args(["--listen", "127.0.0.1:0", "--exit-with-stdin", "--address-file"])
            .arg(&file)
            .env("SIMULATOR_PROJECT_ID", "1,2")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let url = std::fs::read_to_string(&file).unwrap();
        assert_eq!(line, format!("dataworks-simulator listening on {url}\n"));
        assert!(url.starts_with("http://127.0.0.1:"));
        Self { child, file }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_file(&self.file);
    }
}

#[test]
fn ends_with_its_standard_input() {
    let mut running = Running::start("stdin");
    drop(running.child.stdin.take());
    assert!(running.child.wait().unwrap().success());
}

#[test]
fn ends_well_when_terminated() {
    let mut running = Running::start("sigterm");
    let kill = Command::new("kill")
        .arg(running.child.id().to_string())
        .status()
        .unwrap();
    assert!(kill.success());
    // With standard input still open.
    assert!(running.child.wait().unwrap().success());
}
