//! What Argo CD compares: right after an apply the API server shows what was applied, no less and no more.

use std::path::PathBuf;

use serde_json::{Value, json};
use testbed::{HEALTH_CHECKS, layout};

use crate::stage::*;

/// The examples that need nothing but the operator's definitions. Those of a team name their namespace themselves.
const EXAMPLES: [(&str, &str); 4] = [
    ("examples", "as-applied"),
    ("examples/more", "as-applied"),
    ("examples/gitops/orders/dev", "orders-dev"),
    ("examples/gitops/orders/prod", "orders-prod"),
];

fn folder(of: &str) -> PathBuf {
    layout::checkout().join(of)
}

#[tokio::test]
async fn what_is_applied_is_what_the_api_server_shows() {
    let cluster = chart_installed().await;
    let mut namespaces: Vec<_> = EXAMPLES.iter().map(|(_, namespace)| *namespace).collect();
    namespaces.dedup();
    for namespace in namespaces {
        // No operator looks here: the only changes are those of the API server.
        cluster.create_namespace(namespace).await.unwrap();
    }
    for (example, namespace) in EXAMPLES {
        let path = folder(example).to_string_lossy().into_owned();
        let within = ["-k", &path, "-n", namespace];
        let apply = ["apply", "--server-side"];
        cluster.kubectl(&[&apply[..], &within].concat()).await.unwrap();
        let diff = ["diff", "--server-side"];
        // It fails where there is a difference, and says which.
        cluster.kubectl(&[&diff[..], &within].concat()).await.unwrap();
        for written in objects(&cluster.kubectl(&["kustomize", &path]).await.unwrap()) {
            let (kind, name) = (&written["kind"], written["metadata"]["name"].as_str().unwrap());
            if written["apiVersion"] != "dataworks.alibabacloud.com/v1alpha1" {
                continue;
            }
            let get = ["get", kind.as_str().unwrap(), name, "-n", namespace];
            let shown = cluster.kubectl_json(&get).await.unwrap();
            assert_eq!(shown["spec"], written["spec"], "{example}: {kind} {name}");
        }
    }
}

/// The documents of a YAML stream.
fn objects(yaml: &str) -> Vec<Value> {
    let documents = yaml.split("\n---\n");
    documents
        .map(|document| serde_saphyr::from_str(document).unwrap())
        .collect()
}

#[tokio::test]
async fn the_health_checks_are_merged_into_the_settings_that_are_there() {
    let cluster = chart_installed().await;
    cluster.create_namespace("argocd").await.unwrap();
    let kept = "--from-literal=admin.enabled=true";
    cluster
        .kubectl(&["create", "configmap", "argocd-cm", "--namespace", "argocd", kept])
        .await
        .unwrap();
    let file = folder(HEALTH_CHECKS).to_string_lossy().into_owned();
    let patch = [
        "patch",
        "configmap",
        "argocd-cm",
        "--namespace",
        "argocd",
        "--patch-file",
        &file,
    ];
    cluster.kubectl(&patch).await.unwrap();
    let get = ["get", "configmap", "argocd-cm", "--namespace", "argocd"];
    let data = cluster.kubectl_json(&get).await.unwrap()["data"].clone();
    assert_eq!(data["admin.enabled"], json!("true"));
    for kind in ["DISyncTask", "DataWorksWorkspace"] {
        let key = format!("resource.customizations.health.dataworks.alibabacloud.com_{kind}");
        assert!(
            data[&key]
                .as_str()
                .is_some_and(|script| script.contains("Degraded")),
            "{data:#}"
        );
    }
}
