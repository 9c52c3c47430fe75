//! Flux's controllers, from `tools/flux`, and the definitions of its resources.

use std::path::PathBuf;

use super::{Places, Tool, go};
use crate::Result;

const KUSTOMIZE: Tool = Tool {
    name: "kustomize-controller",
    package: "github.com/fluxcd/kustomize-controller",
    built_as: "kustomize-controller",
};
const HELM: Tool = Tool {
    name: "helm-controller",
    package: "github.com/fluxcd/helm-controller",
    built_as: "helm-controller",
};

/// The modules that hold the definitions, each with the module that pins its version: the types of the sources are
/// those that the controllers were built with.
const DEFINITIONS: [(&str, &str); 3] = [
    (KUSTOMIZE.package, KUSTOMIZE.package),
    (HELM.package, HELM.package),
    (
        "github.com/fluxcd/source-controller",
        "github.com/fluxcd/source-controller/api",
    ),
];

/// The binaries, and folders of CustomResourceDefinitions.
#[derive(Debug)]
pub(crate) struct FluxTools {
    pub(crate) kustomize_controller: PathBuf,
    pub(crate) helm_controller: PathBuf,
    pub(crate) definitions: Vec<PathBuf>,
}

impl FluxTools {
    /// Finds them, and builds what is missing or out of date.
    pub(crate) async fn ensure() -> Result<Self> {
        let places = Places::of_module("flux", "5 minutes");
        places.hold(&[KUSTOMIZE, HELM]).await?;
        let mut definitions = Vec::new();
        for (module, pinned) in DEFINITIONS {
            let folder = go::module_folder(&places.module, module, pinned).await?;
            definitions.push(folder.join("config/crd/bases"));
        }
        Ok(Self {
            kustomize_controller: places.bin.join(KUSTOMIZE.name),
            helm_controller: places.bin.join(HELM.name),
            definitions,
        })
    }
}
