//! The stamp beside the built tools: what they were built from.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::Tool;
use crate::{Error, Result};

const FILE: &str = ".stamp";

/// What a module is built from, besides the modules that it pins.
const EXTENSIONS: [&str; 3] = ["go", "mod", "sum"];

/// A digest of the pinned modules, the module's own code, the Go version and the list of tools.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    digest: String,
    names: Vec<&'static str>,
}

impl Stamp {
    /// The stamp that a build of `tools` from `module` with this Go would leave.
    pub(super) fn of(module: &Path, go_version: &str, tools: &[Tool]) -> Result<Self> {
        let mut hasher = Sha256::new();
        for path in sources(module)? {
            let text = std::fs::read(&path).map_err(Error::path("reading", &path))?;
            hasher.update(text.len().to_be_bytes());
            hasher.update(text);
        }
        hasher.update(go_version);
        for tool in tools {
            hasher.update([0]);
            hasher.update(tool.package);
        }
        let mut digest = String::new();
        for byte in hasher.finalize() {
            // Writing to a String cannot fail.
            let _ = write!(digest, "{byte:02x}");
        }
        Ok(Self {
            digest,
            names: tools.iter().map(|tool| tool.name).collect(),
        })
    }

    /// Was `bin` filled by such a build, and is everything still there?
    pub(super) fn matches(&self, bin: &Path) -> bool {
        std::fs::read_to_string(bin.join(FILE)).is_ok_and(|found| found == self.digest)
            && self.names.iter().all(|name| bin.join(name).is_file())
    }

    /// Records that `bin` was filled.
    pub(super) fn write(&self, bin: &Path) -> Result<()> {
        let path = bin.join(FILE);
        std::fs::write(&path, &self.digest).map_err(Error::path("writing", &path))
    }
}

fn sources(module: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(module).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    let mut files: Vec<_> = entries
        .map_err(Error::path("listing", module))?
        .into_iter()
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|found| EXTENSIONS.iter().any(|known| found == *known))
        })
        .collect();
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::super::{ETCD, HELM};
    use super::*;
    use crate::scratch::Scratch;

    fn module(sum: &str) -> Scratch {
        let module = Scratch::new("stamp").unwrap();
        std::fs::write(module.path().join("go.mod"), "module tools\n").unwrap();
        std::fs::write(module.path().join("go.sum"), sum).unwrap();
        module
    }

    #[test]
    fn the_stamp_changes_with_modules_go_and_tools() {
        let (one, other) = (module("a"), module("b"));
        let stamp = Stamp::of(one.path(), "go1.26.0", &[ETCD]).unwrap();
        assert_eq!(stamp, Stamp::of(one.path(), "go1.26.0", &[ETCD]).unwrap());
        assert_ne!(
            stamp.digest,
            Stamp::of(other.path(), "go1.26.0", &[ETCD]).unwrap().digest
        );
        assert_ne!(
            stamp.digest,
            Stamp::of(one.path(), "go1.26.1", &[ETCD]).unwrap().digest
        );
        assert_ne!(
            stamp.digest,
            Stamp::of(one.path(), "go1.26.0", &[ETCD, HELM]).unwrap().digest
        );
    }

    #[test]
    fn the_stamp_changes_with_the_code_of_the_module_and_not_with_what_lies_beside_it() {
        let module = module("a");
        let digest = || Stamp::of(module.path(), "go1.26.0", &[ETCD]).unwrap().digest;
        let before = digest();
        std::fs::write(module.path().join("README.md"), "").unwrap();
        assert_eq!(digest(), before);
        std::fs::write(module.path().join("main.go"), "package main").unwrap();
        assert_ne!(digest(), before);
    }

    #[test]
    fn a_stamp_without_its_binaries_does_not_match() {
        let module = module("a");
        let stamp = Stamp::of(module.path(), "go1.26.0", &[ETCD]).unwrap();
        assert!(!stamp.matches(module.path()));
        stamp.write(module.path()).unwrap();
        assert!(!stamp.matches(module.path()), "etcd is not there");
        std::fs::write(module.path().join("etcd"), "").unwrap();
        assert!(stamp.matches(module.path()));
    }
}
