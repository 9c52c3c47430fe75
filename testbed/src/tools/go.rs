//! The Go toolchain: only asked, never installed.

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use tokio::process::Command;

use crate::{Error, Result};

/// The version of Go that builds in `module`. A Go that is too old says so here, or fetches the one it needs.
pub(super) async fn version(module: &Path) -> Result<String> {
    let output = go(module, &["env", "GOVERSION"]).await?;
    if output.status.success() {
        return Ok(text(&output.stdout));
    }
    Err(Error::Missing {
        what: "a Go that is new enough for tools/go.mod".into(),
        remedy: format!("get it from https://go.dev/dl ({})", text(&output.stderr)),
    })
}

/// The folder of a module in Go's cache, in the version in which the module at hand requires `pinned`.
pub(super) async fn module_folder(module: &Path, name: &str, pinned: &str) -> Result<PathBuf> {
    let version = said(module, &["list", "-m", "-f", "{{.Version}}", pinned]).await?;
    let answer = said(
        module,
        &["mod", "download", "-json", &format!("{name}@{version}")],
    )
    .await?;
    let answer: Value = serde_json::from_str(&answer).map_err(Error::json("go mod download"))?;
    let folder = answer["Dir"].as_str().map(PathBuf::from);
    folder.ok_or_else(|| Error::State(format!("Go names no folder of {name}")))
}

async fn said(module: &Path, args: &[&str]) -> Result<String> {
    let output = go(module, args).await?;
    if output.status.success() {
        return Ok(text(&output.stdout));
    }
    Err(Error::Command {
        command: format!("go {}", args.join(" ")),
        status: output.status.to_string(),
        output: text(&output.stdout) + &text(&output.stderr),
    })
}

async fn go(module: &Path, args: &[&str]) -> Result<Output> {
    let output = Command::new("go").args(args).current_dir(module).output().await;
    output.map_err(|_| Error::Missing {
        what: "Go".into(),
        remedy: "it builds the Kubernetes control plane; get it from https://go.dev/dl".into(),
    })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}
