//! The releases so far, as they lie in `released/`: the packed chart, the manifests, the definitions, and resources with the
//! statuses that the operator of that release wrote, with what DataWorks held then.

use std::path::{Path, PathBuf};

use serde_json::Value;
use testbed::layout;

/// The manifests in one file.
pub const MANIFESTS: &str = "install.yaml";
/// The resources, a List of Kubernetes.
pub const OBJECTS: &str = "objects.json";
/// When it was, and the tasks that DataWorks held, as the admin interface of the simulator shows them.
pub const DATAWORKS: &str = "dataworks.json";
/// Stands in the workspaces for the endpoint, which is another each time.
pub const ENDPOINT: &str = "http://simulator.invalid";

/// One release.
pub struct Release {
    pub version: String,
    folder: PathBuf,
}

impl Release {
    /// All, the oldest first.
    pub fn all() -> Vec<Self> {
        let entries = std::fs::read_dir(released()).unwrap();
        let mut all: Vec<_> = entries.map(|entry| Self::at(&entry.unwrap().path())).collect();
        all.sort_by_key(|release| release.numbers());
        all
    }

    /// The one before this checkout, which may be kept already, and not be tagged.
    pub fn last() -> Self {
        let mut earlier = Self::all();
        earlier.retain(|release| release.version != env!("CARGO_PKG_VERSION"));
        earlier.pop().expect("an earlier release")
    }

    /// The one in this folder.
    pub fn at(folder: &Path) -> Self {
        let version = folder.file_name().unwrap().to_str().unwrap().to_owned();
        Self {
            version,
            folder: folder.to_path_buf(),
        }
    }

    /// A file of it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The chart, as `helm package` packed it.
    pub fn chart(&self) -> PathBuf {
        self.file(&format!("dataworks-operator-{}.tgz", self.version))
    }

    /// A file of it in JSON.
    pub fn json(&self, name: &str) -> Value {
        let path = self.file(name);
        let text =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::from_str(&text).unwrap()
    }

    fn numbers(&self) -> Vec<u32> {
        let numbers = self.version.split('.').map(str::parse);
        numbers
            .collect::<Result<_, _>>()
            .expect("a folder is named by a version")
    }
}

/// Where the releases are.
pub fn released() -> PathBuf {
    layout::checkout().join("tests/installation/released")
}
