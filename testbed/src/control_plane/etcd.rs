//! The store.

use super::Place;
use crate::process::Program;
use crate::tools::Tools;

pub(super) const NAME: &str = "etcd";

/// Its data directory.
pub(super) const DATA: &str = "etcd";

/// Nothing here outlives the run, so nothing is synced to disk.
pub(super) fn program(place: &Place<'_>, tools: &Tools, port: u16) -> Program {
    let url = format!("http://127.0.0.1:{port}");
    Program::new(NAME, &tools.etcd)
        .flag("data-dir", place.file(DATA))
        .flag("listen-client-urls", &url)
        .flag("advertise-client-urls", &url)
        .flag("listen-peer-urls", "http://127.0.0.1:0")
        .flag("log-level", "warn")
        .args(["--unsafe-no-fsync"])
}
