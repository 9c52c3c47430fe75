//! What plays nodes, from `tools/nodes`: the scheduler, and kwok with the stages of its own module.

use std::path::{Path, PathBuf};

use super::{Places, Tool, go, kubernetes};
use crate::Result;

const SCHEDULER: Tool = kubernetes("kube-scheduler", "k8s.io/kubernetes/cmd/kube-scheduler");
const KWOK: Tool = kubernetes("kwok", "sigs.k8s.io/kwok/cmd/kwok");
const KWOK_MODULE: &str = "sigs.k8s.io/kwok";

/// What a node and a Pod go through, in kwok's module: they become ready at once, and a deleted Pod goes at once.
const STAGES: [&str; 3] = [
    "node/fast/node-initialize.yaml",
    "pod/fast/pod-ready.yaml",
    "pod/fast/pod-delete.yaml",
];

/// The binaries, and the files that tell kwok what nodes and Pods do.
#[derive(Debug)]
pub(crate) struct NodeTools {
    pub(crate) scheduler: PathBuf,
    pub(crate) kwok: PathBuf,
    pub(crate) stages: Vec<PathBuf>,
}

impl NodeTools {
    /// Finds them, and builds what is missing or out of date.
    pub(crate) async fn ensure() -> Result<Self> {
        let places = Places::of_module("nodes", "3 minutes");
        places.hold(&[SCHEDULER, KWOK]).await?;
        let module = go::module_folder(&places.module, KWOK_MODULE, KWOK_MODULE).await?;
        let stage = |file: &str| module.join("kustomize/stage").join(Path::new(file));
        Ok(Self {
            scheduler: places.bin.join(SCHEDULER.name),
            kwok: places.bin.join(KWOK.name),
            stages: STAGES.into_iter().map(stage).collect(),
        })
    }
}
