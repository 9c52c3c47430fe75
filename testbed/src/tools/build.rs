//! Building the tools with Go, with the progress on the screen.

use std::collections::VecDeque;
use std::io::IsTerminal as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::{Places, Tool};
use crate::{Error, Result};

/// How many lines of the compiler's output are kept for an error.
const KEPT_LINES: usize = 40;

/// Builds `tools` and puts them into `places.bin`.
pub(super) async fn build(places: &Places, tools: &[Tool]) -> Result<()> {
    let names: Vec<_> = tools.iter().map(|tool| tool.name).collect();
    eprintln!(
        "Building {} from their Go modules: about {} the first time.",
        names.join(", "),
        places.takes
    );
    let stage = places.bin.join(".stage");
    std::fs::create_dir_all(&stage).map_err(Error::path("creating", &stage))?;
    compile(places, tools, &stage).await?;
    for tool in tools {
        // A rename replaces the file without touching a copy that still runs.
        let target = places.bin.join(tool.name);
        std::fs::rename(stage.join(tool.built_as), &target).map_err(Error::path("placing", &target))?;
    }
    std::fs::remove_dir_all(&stage).map_err(Error::path("removing", &stage))
}

async fn compile(places: &Places, tools: &[Tool], stage: &Path) -> Result<()> {
    let started = Instant::now();
    let mut go = Command::new("go")
        .args([
            "build",
            "-v",
            "-trimpath",
            "-buildvcs=false",
            "-ldflags",
            &link_flags(&places.module)?,
            "-o",
        ])
        .arg(stage)
        .args(tools.iter().map(|tool| tool.package))
        .current_dir(&places.module)
        .env("CGO_ENABLED", "0")
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(Error::io(format!(
            "starting `go build` in {}",
            places.module.display()
        )))?;
    let mut progress = Progress::new(started);
    if let Some(stderr) = go.stderr.take() {
        let mut lines = BufReader::new(stderr).lines();
        let mut tick = interval(progress.period());
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            tokio::select! {
                line = lines.next_line() => match line.map_err(Error::io("reading from `go build`"))? {
                    Some(line) => progress.line(line),
                    None => break,
                },
                _ = tick.tick() => progress.show(),
            }
        }
    }
    let status = go.wait().await.map_err(Error::io("waiting for `go build`"))?;
    progress.finish();
    if status.success() {
        return Ok(());
    }
    Err(Error::Command {
        command: format!("go build (in {})", places.module.display()),
        status: status.to_string(),
        output: progress.last.into_iter().collect::<Vec<_>>().join("\n"),
    })
}

/// Without its version the API server calls itself v0.0.0 and a chart's `kubeVersion` refuses it.
fn link_flags(module: &Path) -> Result<String> {
    let path = module.join("go.mod");
    let text = std::fs::read_to_string(&path).map_err(Error::path("reading", &path))?;
    let Some(version) = kubernetes_version(&text) else {
        return Ok("-s -w".into());
    };
    let mut parts = version.trim_start_matches('v').split('.');
    let (major, minor) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let package = "k8s.io/component-base/version";
    Ok(format!(
        "-s -w -X {package}.gitVersion={version} -X {package}.gitMajor={major} -X {package}.gitMinor={minor}"
    ))
}

fn kubernetes_version(go_mod: &str) -> Option<&str> {
    go_mod.lines().find_map(|line| {
        let mut words = line.split_whitespace().skip_while(|word| *word == "require");
        (words.next() == Some("k8s.io/kubernetes"))
            .then(|| words.next())
            .flatten()
    })
}

/// One line that is rewritten on a terminal, or a heartbeat in a log file.
struct Progress {
    started: Instant,
    terminal: bool,
    packages: usize,
    last: VecDeque<String>,
}

impl Progress {
    fn new(started: Instant) -> Self {
        Self {
            started,
            terminal: std::io::stderr().is_terminal(),
            packages: 0,
            last: VecDeque::new(),
        }
    }

    fn period(&self) -> Duration {
        Duration::from_secs(if self.terminal { 1 } else { 15 })
    }

    fn line(&mut self, line: String) {
        if !line.contains(' ') {
            self.packages += 1;
        }
        if self.last.len() == KEPT_LINES {
            self.last.pop_front();
        }
        self.last.push_back(line);
    }

    fn show(&self) {
        let Some(last) = self.last.back() else { return };
        let seconds = self.started.elapsed().as_secs();
        let text = format!(
            "  {:02}:{:02}  {} packages, {last:.60}",
            seconds / 60,
            seconds % 60,
            self.packages
        );
        if self.terminal {
            eprint!("\r\x1b[K{text}");
        } else {
            eprintln!("{text}");
        }
    }

    fn finish(&self) {
        if self.terminal {
            eprint!("\r\x1b[K");
        }
        eprintln!("  built in {}s", self.started.elapsed().as_secs());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_the_requirement_and_not_from_a_tool_line() {
        let text = "tool (\n\tk8s.io/kubernetes/cmd/kubectl\n)\nrequire (\n\tk8s.io/kubernetes v1.36.3\n)\n";
        assert_eq!(kubernetes_version(text), Some("v1.36.3"));
        assert_eq!(
            kubernetes_version("require k8s.io/kubernetes v1.2.3"),
            Some("v1.2.3")
        );
        assert_eq!(kubernetes_version("module tools"), None);
    }
}
