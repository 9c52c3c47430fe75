//! The inputs that are kept, one a file, and those that broke a promise.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// The inputs of a target, by name.
#[expect(
    clippy::panic,
    reason = "a corpus that cannot be read is a broken checkout, which a test has to tell"
)]
pub(crate) fn read(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut kept: Vec<_> = entries
        .map(|entry| {
            let path = entry.map(|entry| entry.path());
            let path = path.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
            let input = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (
                path.file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                input,
            )
        })
        .collect();
    kept.sort();
    assert!(!kept.is_empty(), "{} holds no input", folder.display());
    kept
}

/// Leaves an input behind, and tells where.
pub(crate) fn leave(target: &str, input: &[u8]) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    input.hash(&mut hasher);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/fuzz");
    let path = folder.join(format!("{target}-{:016x}", hasher.finish()));
    let written = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, input));
    if let Err(error) = written {
        eprintln!("{}: {error}", path.display());
    }
    path
}
