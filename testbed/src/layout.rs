//! Where things are: the checkout, and the binaries that cargo put next to the running one.

use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// The root of the checkout this crate was built from.
pub fn checkout() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_path_buf()
}

/// The binary of the operator: `$OPERATOR_BIN`, or next to the running executable.
pub fn operator_binary() -> Result<PathBuf> {
    binary("OPERATOR_BIN", "dataworks-operator")
}

/// The binary of the simulator: `$SIMULATOR_BIN`, or next to the running executable.
pub fn simulator_binary() -> Result<PathBuf> {
    binary("SIMULATOR_BIN", "dataworks-simulator")
}

/// The binary of this package: `$TESTBED_BIN`, or next to the running executable.
pub fn testbed_binary() -> Result<PathBuf> {
    binary("TESTBED_BIN", "testbed")
}

fn binary(variable: &str, name: &str) -> Result<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        return Ok(PathBuf::from(path));
    }
    let running = std::env::current_exe().map_err(Error::io("finding the running executable"))?;
    let candidate = profile_directory(&running).join(name);
    if candidate.is_file() {
        return Ok(candidate);
    }
    Err(Error::Missing {
        what: candidate.display().to_string(),
        remedy: format!("run `cargo build -p {name}` in the profile of this build, or set {variable}"),
    })
}

/// `target/<profile>` for `target/<profile>/x`, `target/<profile>/deps/x` and `target/<profile>/examples/x`.
fn profile_directory(executable: &Path) -> &Path {
    let directory = executable.parent().unwrap_or(executable);
    match directory.file_name().and_then(|name| name.to_str()) {
        Some("deps" | "examples") => directory.parent().unwrap_or(directory),
        _ => directory,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_executables_find_the_binaries_of_their_profile() {
        for executable in [
            "/c/target/debug/testbed",
            "/c/target/debug/deps/e2e-01",
            "/c/target/debug/examples/x",
        ] {
            assert_eq!(
                profile_directory(Path::new(executable)),
                Path::new("/c/target/debug")
            );
        }
    }
}
