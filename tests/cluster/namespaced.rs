//! An operator that is installed for two namespaces, and has no right in the others.

use serde_json::json;
use testbed::{ControlPlane, Scratch, Tools, chart};

use crate::stage::*;

#[tokio::test]
async fn an_operator_of_two_namespaces_works_in_both_without_any_right_in_the_cluster() {
    let scratch = Scratch::new("namespaced").unwrap();
    let plane = ControlPlane::start(scratch.path(), &Tools::ensure().await.unwrap())
        .await
        .unwrap();
    // A stage borrows its cluster for as long as the tests last.
    let cluster: &'static _ = Box::leak(Box::new(plane.cluster().clone()));
    cluster.create_namespace("second").await.unwrap();
    cluster
        .install_chart(&["watchNamespaces={second}"])
        .await
        .unwrap();

    let mut stage = Stage::upon(cluster, "first", &["--watch-namespace", "second"]).await;
    // It has no right in the other namespace yet, and works in this one, after a new start as well.
    let first = stage.namespace.clone();
    "second".clone_into(&mut stage.namespace);
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(json!({})).await;
    stage.create("before", realtime()).await;
    stage.until_ready("before").await;
    stage.until_readyz(503, "is forbidden").await;
    stage.operator.restart().await.unwrap();
    // What nobody keeps here may be kept there.
    let mut taking_over = realtime();
    taking_over["adoption"] = json!("IfExists");
    stage.create("taken", taking_over).await;
    let waits = stage.until_reason("taken", "WatchIncomplete").await;
    assert!(message(&waits).contains("spec.adoption"), "{}", message(&waits));
    stage.delete("before").await;
    stage.until_gone("before").await;
    let both = format!("watchNamespaces={{second,{first}}}");
    cluster.install_chart(&[&both]).await.unwrap();
    let release = format!("app.kubernetes.io/instance={}", chart::RELEASE);
    for kind in ["clusterroles", "clusterrolebindings"] {
        let found = cluster
            .kubectl(&["get", kind, "-l", &release, "-o", "name"])
            .await;
        assert_eq!(found.unwrap().trim(), "", "a right in the whole cluster");
    }

    stage.until_ready("taken").await;
    stage.delete("taken").await;
    stage.until_gone("taken").await;

    first.clone_into(&mut stage.namespace);
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(json!({})).await;
    for namespace in ["second", &first] {
        namespace.clone_into(&mut stage.namespace);
        stage.create(&format!("in-{namespace}"), realtime()).await;
        stage.until_ready(&format!("in-{namespace}")).await;
    }
    stage.until_readyz(200, "[+] resources-watched").await;
    assert_eq!(stage.remote().await.len(), 2);

    "second".clone_into(&mut stage.namespace);
    stage.delete("in-second").await;
    stage.until_gone("in-second").await;
    assert_eq!(stage.remote().await.len(), 1);
    drop(stage);
    drop(plane);
}
