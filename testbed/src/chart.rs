//! Installing the operator's chart. There is no kubelet, so no Pods are asked for: what counts is the rest, the
//! definitions, the ServiceAccount and its rights, with which [`crate::Operator`] signs in.

use std::time::Duration;

use crate::wait::{self, Look};
use crate::{Cluster, Error, Result, layout};

/// The name of the release and of the ServiceAccount that it makes.
pub const RELEASE: &str = "dataworks-operator";
/// The namespace of the release.
pub const NAMESPACE: &str = "dataworks-system";
/// The custom resources that the chart brings.
pub const CRDS: [&str; 2] = [
    "disynctasks.dataworks.alibabacloud.com",
    "dataworksworkspaces.dataworks.alibabacloud.com",
];

/// A busy machine included.
const DEADLINE: Duration = Duration::from_secs(120);

impl Cluster {
    /// Installs or upgrades the chart of this checkout, with further `--set` values such as `watchNamespaces={x}`, and
    /// waits until the custom resources are served.
    pub async fn install_chart(&self, values: &[&str]) -> Result<()> {
        self.apply_chart(values).await?;
        for crd in CRDS {
            self.established(crd).await?;
        }
        Ok(())
    }

    /// Installs the chart without its definitions, as where somebody else brings them, and later.
    pub async fn install_chart_without_definitions(&self) -> Result<()> {
        self.apply_chart(&["crds.install=false"]).await
    }

    async fn apply_chart(&self, values: &[&str]) -> Result<()> {
        let chart = layout::checkout().join("charts/dataworks-operator");
        let chart = chart.to_string_lossy();
        let mut args = vec![
            "upgrade",
            "--install",
            RELEASE,
            &chart,
            "--namespace",
            NAMESPACE,
            "--create-namespace",
        ];
        args.extend(["--set", "replicaCount=0"]);
        args.extend(values.iter().flat_map(|value| ["--set", value]));
        self.helm(&args).await.map(drop)
    }

    /// Removes the release. The custom resource definitions stay, as the chart promises.
    pub async fn uninstall_chart(&self) -> Result<()> {
        self.helm(&["uninstall", RELEASE, "--namespace", NAMESPACE, "--wait"])
            .await
            .map(drop)
    }

    /// Is a release of the operator, or its definitions, in the cluster?
    pub async fn holds_operator(&self) -> Result<bool> {
        let crds = self
            .kubectl(&["get", "crd", "--ignore-not-found", "-o", "name", CRDS[0], CRDS[1]])
            .await?;
        let releases = self
            .helm(&["list", "--all-namespaces", "--filter", RELEASE, "--short"])
            .await?;
        Ok(!crds.trim().is_empty() || !releases.trim().is_empty())
    }

    async fn established(&self, crd: &str) -> Result<()> {
        // Its condition says that it will be served at once, and a request may be faster than that.
        let (plural, group) = crd.split_once('.').unwrap_or((crd, ""));
        let list = format!("/apis/{group}/v1alpha1/{plural}?limit=1");
        wait::until(&format!("{crd} to be served"), DEADLINE, || async {
            match self.kubectl(&["get", "--raw", &list]).await {
                Ok(_) => Ok(Look::Met(())),
                Err(Error::Command { output, .. }) => Ok(Look::NotYet(output)),
                Err(error) => Err(error),
            }
        })
        .await
    }
}
