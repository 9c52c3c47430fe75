//! Flux installs the operator, as `examples/gitops/flux` says.

use std::path::Path;

use testbed::wait::{self, Look};
use testbed::{Cluster, layout};

use super::delivery::{ENVIRONMENTS, condition};
use super::repository::Repository;
use super::sources::{Sources, revision};
use crate::stage::PATIENCE;

/// What `flux bootstrap` leaves behind.
const BOOTSTRAP: &str = "
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: flux-system }
spec: { url: 'https://git.example.com/data/gitops', interval: 10m }
";

/// What differs here from a real installation: no node runs Pods, and DataWorks is the simulator.
pub fn adapt(repository: &Repository, endpoint: &str) {
    repository.replace("operator/release.yaml", "replicaCount: 2", "replicaCount: 0");
    for environment in ["dev", "prod"] {
        let workspace = format!("orders/{environment}/workspace/workspace.yaml");
        repository.replace(&workspace, "spec:\n", &format!("spec:\n  endpoint: {endpoint}\n"));
    }
}

/// Gives Flux `examples/gitops/flux`, and lets it install the operator from there.
pub async fn install(cluster: &Cluster, repository: &Repository, sources: &Sources, folder: &Path) {
    cluster.create_namespace("flux-system").await.unwrap();
    cluster.apply("flux-system", BOOTSTRAP).await.unwrap();
    let given = layout::checkout().join("examples/gitops/flux");
    let given = given.to_string_lossy();
    cluster.kubectl(&["apply", "-k", &given]).await.unwrap();
    for (namespace, _) in ENVIRONMENTS {
        let create = "create secret generic dataworks-credentials --from-literal=accessKeyId=LTAI5tSimulator \
            --from-literal=accessKeySecret=simulator-secret --namespace";
        let create: Vec<_> = create.split_whitespace().chain([namespace]).collect();
        cluster.kubectl(&create).await.unwrap();
    }
    let commit = repository.commit("Install the operator");
    let (repository_file, chart_file) = (sources.file(), sources.file());
    repository.archive(&repository_file);
    let version = pack_chart(cluster, folder, &chart_file).await;
    let found = ("flux-system", "gitrepository/flux-system");
    sources
        .publish(cluster, found, &revision(&commit), &repository_file)
        .await;
    // Nobody reads this one: the chart, which its controller would pack out of it, is packed already.
    let found = ("dataworks-system", "gitrepository/dataworks-operator");
    sources
        .publish(cluster, found, &revision(&commit), &repository_file)
        .await;
    let found = (
        "dataworks-system",
        "helmchart/dataworks-system-dataworks-operator",
    );
    sources.publish(cluster, found, &version, &chart_file).await;
    let get = ["get", "kustomization", "dataworks-operator", "-n", "flux-system"];
    wait::until("the operator to be installed", PATIENCE, || async {
        let found = cluster.kubectl_json(&get).await?;
        Ok(if condition(&found, "Ready")["status"] == "True" {
            Look::Met(())
        } else {
            Look::NotYet(format!("{:#}", found["status"]))
        })
    })
    .await
    .unwrap();
}

/// Packs the chart of this checkout into a file, and returns its version.
async fn pack_chart(cluster: &Cluster, folder: &Path, file: &Path) -> String {
    let chart = layout::checkout().join("charts/dataworks-operator");
    let (chart, destination) = (chart.to_string_lossy(), folder.to_string_lossy());
    let package = ["package", &chart, "--destination", &destination];
    cluster.helm(&package).await.unwrap();
    let packed = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    std::fs::rename(&packed, file).unwrap();
    let name = packed.file_stem().unwrap().to_str().unwrap();
    name.trim_start_matches("dataworks-operator-").to_owned()
}
