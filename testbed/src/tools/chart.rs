//! What only the chart needs, from `tools/chart`: helm-unittest, and Helm 3.

use std::path::PathBuf;

use super::{Places, Tool};
use crate::Result;

const UNITTEST: Tool = Tool {
    name: "helm-unittest",
    package: "github.com/helm-unittest/helm-unittest/cmd/helm-unittest",
    built_as: "helm-unittest",
};
const HELM_3: Tool = Tool {
    name: "helm",
    package: "helm.sh/helm/v3/cmd/helm",
    built_as: "helm",
};

/// Finds both, and builds them when they are missing or out of date. Returns the folder, in which `helm` is Helm 3.
pub async fn chart_tools() -> Result<PathBuf> {
    let places = Places::of_module("chart", "2 minutes");
    places.hold(&[UNITTEST, HELM_3]).await?;
    Ok(places.bin)
}
