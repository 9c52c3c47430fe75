//! The real control plane, kubectl and Helm: where they are, and how they get there.
//!
//! `$KUBEBUILDER_ASSETS` supplies what it holds; the rest is built from the modules that `tools/go.mod` pins, into
//! `.tools/bin` of the checkout. A stamp tells whether what lies there still fits.

mod build;
mod chart;
mod flux;
mod go;
mod judge;
mod nodes;
mod stamp;

use std::fs::File;
use std::path::{Path, PathBuf};

pub use chart::chart_tools;
pub(crate) use flux::FluxTools;
pub(crate) use judge::judge;
pub(crate) use nodes::NodeTools;

use crate::{Error, Result, layout};

/// One program that is built from a Go package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tool {
    /// The name of the binary here.
    name: &'static str,
    /// The package that `tools/go.mod` lists.
    package: &'static str,
    /// What `go build` calls the binary.
    built_as: &'static str,
}

const ETCD: Tool = Tool {
    name: "etcd",
    package: "go.etcd.io/etcd/server/v3",
    built_as: "server",
};
const APISERVER: Tool = kubernetes("kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver");
const CONTROLLER_MANAGER: Tool = kubernetes(
    "kube-controller-manager",
    "k8s.io/kubernetes/cmd/kube-controller-manager",
);
const KUBECTL: Tool = kubernetes("kubectl", "k8s.io/kubernetes/cmd/kubectl");
const HELM: Tool = kubernetes("helm", "helm.sh/helm/v4/cmd/helm");
const ALL: [Tool; 5] = [ETCD, APISERVER, CONTROLLER_MANAGER, KUBECTL, HELM];

const fn kubernetes(name: &'static str, package: &'static str) -> Tool {
    Tool {
        name,
        package,
        built_as: name,
    }
}

/// The binaries, by path.
#[derive(Debug, Clone)]
pub struct Tools {
    /// The store of the API server.
    pub etcd: PathBuf,
    /// The API server.
    pub apiserver: PathBuf,
    /// Namespaces, garbage collection, service accounts, Deployments.
    pub controller_manager: PathBuf,
    /// The client.
    pub kubectl: PathBuf,
    /// Helm.
    pub helm: PathBuf,
}

impl Tools {
    /// Finds the binaries and builds those that are missing or out of date; shows the progress on standard error.
    pub async fn ensure() -> Result<Self> {
        let places = Places::of(
            &layout::checkout(),
            std::env::var_os("KUBEBUILDER_ASSETS").map(PathBuf::from),
        );
        let missing: Vec<Tool> = ALL
            .into_iter()
            .filter(|tool| places.supplied(*tool).is_none())
            .collect();
        if !missing.is_empty() {
            places.hold(&missing).await?;
        }
        let path = |tool: Tool| {
            places
                .supplied(tool)
                .unwrap_or_else(|| places.bin.join(tool.name))
        };
        Ok(Self {
            etcd: path(ETCD),
            apiserver: path(APISERVER),
            controller_manager: path(CONTROLLER_MANAGER),
            kubectl: path(KUBECTL),
            helm: path(HELM),
        })
    }
}

impl std::fmt::Display for Tools {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for path in [
            &self.etcd,
            &self.apiserver,
            &self.controller_manager,
            &self.kubectl,
            &self.helm,
        ] {
            writeln!(formatter, "{}", path.display())?;
        }
        Ok(())
    }
}

/// The directories that matter.
#[derive(Debug)]
struct Places {
    module: PathBuf,
    bin: PathBuf,
    assets: Option<PathBuf>,
    /// How long the first build takes.
    takes: &'static str,
}

impl Places {
    fn of(checkout: &Path, assets: Option<PathBuf>) -> Self {
        Self {
            module: checkout.join("tools"),
            bin: checkout.join(".tools/bin"),
            assets,
            takes: "5 minutes",
        }
    }

    /// Those of `tools/NAME`, a module of its own.
    fn of_module(name: &str, takes: &'static str) -> Self {
        Self {
            module: layout::checkout().join("tools").join(name),
            bin: layout::checkout().join(".tools").join(name),
            assets: None,
            takes,
        }
    }

    /// Builds these tools unless they are there and up to date.
    async fn hold(&self, tools: &[Tool]) -> Result<()> {
        let _lock = self.lock()?;
        let stamp = stamp::Stamp::of(&self.module, &go::version(&self.module).await?, tools)?;
        if !stamp.matches(&self.bin) {
            build::build(self, tools).await?;
            stamp.write(&self.bin)?;
        }
        Ok(())
    }

    /// The path of a tool that `$KUBEBUILDER_ASSETS` supplies. Helm is not of that set and is always ours.
    fn supplied(&self, tool: Tool) -> Option<PathBuf> {
        if tool == HELM {
            return None;
        }
        self.assets
            .as_ref()
            .map(|assets| assets.join(tool.name))
            .filter(|path| path.is_file())
    }

    /// Holds off other builds of this checkout until the file is dropped.
    fn lock(&self) -> Result<File> {
        std::fs::create_dir_all(&self.bin).map_err(Error::path("creating", &self.bin))?;
        let path = self.bin.join(".lock");
        let file = File::create(&path).map_err(Error::path("creating", &path))?;
        file.lock().map_err(Error::path("locking", &path))?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assets_supply_what_they_hold_and_no_more() {
        let assets = crate::scratch::Scratch::new("assets").unwrap();
        std::fs::write(assets.path().join("etcd"), "").unwrap();
        let places = Places::of(Path::new("/checkout"), Some(assets.path().to_path_buf()));
        assert_eq!(places.supplied(ETCD), Some(assets.path().join("etcd")));
        std::fs::write(assets.path().join("helm"), "").unwrap();
        assert_eq!(places.supplied(HELM), None);
        assert_eq!(places.supplied(CONTROLLER_MANAGER), None);
    }
}
