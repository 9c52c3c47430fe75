//! The Go toolchain: only asked, never installed.

use std::path::Path;

use tokio::process::Command;

use crate::{Error, Result};

/// The version of Go that builds in `module`. A Go that is too old says so here, or fetches the one it needs.
pub(super) async fn version(module: &Path) -> Result<String> {
    let output = Command::new("go")
        .args(["env", "GOVERSION"])
        .current_dir(module)
        .output()
        .await
        .map_err(|_| Error::Missing {
            what: "Go".into(),
            remedy: "it builds the Kubernetes control plane; get it from https://go.dev/dl".into(),
        })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    Err(Error::Missing {
        what: "a Go that is new enough for tools/go.mod".into(),
        remedy: format!(
            "get it from https://go.dev/dl ({})",
            String::from_utf8_lossy(&output.stderr).trim()
        ),
    })
}
