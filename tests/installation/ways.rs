//! The other ways to bring the operator into a cluster. Each ends with a task that runs.

use serde_json::Value;
use testbed::chart;

use crate::ground::{Ground, LOOPBACK, OPERATOR, SYSTEM};
use crate::page::*;
use crate::release::Release;
use crate::stage::{condition, running};

/// What the API server lets all annotations of an object hold together, in bytes.
const ANNOTATIONS: usize = 262_144;

const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The same command for the other kind of apply.
fn by_the_client(command: &str) -> String {
    command.replace(" --server-side", "")
}

fn by_the_server(command: &str) -> String {
    by_the_client(command).replace("kubectl apply", "kubectl apply --server-side")
}

#[tokio::test]
async fn each_way_of_plain_manifests_leads_to_a_task_that_runs() {
    let ground = Ground::new().await;
    // The page's overlay, beside the checkout as it says.
    let overlay = ground.checkout().with_file_name("overlay");
    std::fs::create_dir(&overlay).unwrap();
    std::fs::write(overlay.join("kustomization.yaml"), block("kustomize", "yaml")).unwrap();
    let (checkout, folder) = (ground.checkout(), "kubectl apply -k deploy");
    let (kustomize, one_file) = (KUSTOMIZE.text(), ONE_FILE.text());
    for (name, place, command, keeps) in [
        ("client-overlay", &overlay, by_the_client(&kustomize), true),
        ("server-overlay", &overlay, by_the_server(&kustomize), false),
        ("client-folder", &checkout, by_the_client(folder), true),
        ("client-file", &checkout, by_the_client(&one_file), true),
        ("server-file", &checkout, by_the_server(&one_file), false),
    ] {
        let said = ground.run_in(place, &command).await;
        assert!(said.contains("customresourcedefinition"), "{said}");
        assert_eq!(annotated(&ground).await, keeps, "{command}");
        let again = ground.run_in(place, &command).await;
        assert!(!again.contains("created"), "{again}");
        leads_to_a_running_task(&ground, name).await;
        ground.run("kubectl delete -k deploy --wait").await;
    }
}

/// Does each definition carry what was applied? It must fit then.
async fn annotated(ground: &Ground) -> bool {
    let mut carry = Vec::new();
    for crd in chart::CRDS {
        let found = ground.cluster().kubectl_json(&["get", "crd", crd]).await.unwrap();
        let annotations = found["metadata"]["annotations"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        let size: usize = annotations
            .iter()
            .map(|(key, value)| key.len() + value.as_str().unwrap().len())
            .sum();
        println!("{crd}: {size} bytes of annotations");
        assert!(size < ANNOTATIONS / 2, "{crd} has {size} bytes of annotations");
        carry.push(annotations.contains_key(LAST_APPLIED));
    }
    assert_eq!(carry[0], carry[1]);
    carry[0]
}

/// The Deployment becomes available in its restricted namespace, and its operator makes a task run, with nothing changed but
/// the place of DataWorks.
async fn leads_to_a_running_task(ground: &Ground, name: &str) {
    let patch = r#"[{"op":"add","path":"/spec/template/spec/containers/0/args/-","value":"--allow-loopback-endpoints"}]"#;
    let command = format!("kubectl patch deployment {OPERATOR} -n {SYSTEM} --type=json -p '{patch}'");
    ground.run(&command).await;
    available(ground).await;
    let _operators = ground.operators().await;
    a_task_runs(ground, name).await;
    let delete = ["delete", "disynctask", "orders", "-n", name];
    ground.cluster().kubectl(&delete).await.unwrap();
    assert_eq!(ground.remote().await, []);
}

async fn available(ground: &Ground) {
    let status = format!("kubectl rollout status deployment/{OPERATOR} -n {SYSTEM} --timeout=60s");
    ground.run(&status).await;
    let get = ["get", "namespace", SYSTEM];
    let namespace: Value = ground.cluster().kubectl_json(&get).await.unwrap();
    let enforced = &namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"];
    assert_eq!(enforced, "restricted");
}

async fn a_task_runs(ground: &Ground, namespace: &str) {
    ground.furnish(namespace).await;
    ground.create_task(namespace, "orders", &running()).await;
    ground
        .until((namespace, "orders"), |task| {
            condition(task, "Ready").is_some_and(|ready| ready.0 == "True" && ready.1 == "Running")
        })
        .await;
}

#[tokio::test]
async fn the_chart_s_other_ways_lead_to_a_task_that_runs() {
    let ground = Ground::new().await;
    ground.run(&PACKAGE.text()).await;
    ground.run(&DEFINITIONS.text()).await;
    ground.run(&(WITHOUT_DEFINITIONS.text() + LOOPBACK)).await;
    let operators = ground.operators().await;
    a_task_runs(&ground, "separate").await;
    drop(operators);
    // What the page says to hand the definitions over with.
    let owned = " --take-ownership --set crds.install=true";
    ground.run(&(UPGRADE.text() + owned)).await;
    let crd = ground
        .cluster()
        .kubectl_json(&["get", "crd", chart::CRDS[0]])
        .await
        .unwrap();
    assert_eq!(crd["metadata"]["labels"]["app.kubernetes.io/managed-by"], "Helm");
    ground.run(&UNINSTALL.text()).await;

    for namespace in ["orders", "billing"] {
        ground.cluster().create_namespace(namespace).await.unwrap();
    }
    ground.run(&SOME_NAMESPACES.text()).await;
    assert_eq!(ground.pods().await.len(), 1);
    ground.run(&UNINSTALL.text()).await;

    ground.run(&WITH_SIMULATOR.text()).await;
    let get = [
        "get",
        "deployments",
        "-n",
        SYSTEM,
        "-o",
        "jsonpath={.items[*].status.availableReplicas}",
    ];
    let available = ground.cluster().kubectl(&get).await.unwrap();
    assert_eq!(available, "1 1", "that of the simulator, too");
}

/// What the page says to hand the definitions over with, where they change, and to take them back.
#[tokio::test]
async fn definitions_that_change_are_handed_over_by_force() {
    let ground = Ground::new().await;
    ground.run(&PACKAGE.text()).await;
    let earlier = Release::last().file("crds");
    let earlier = format!("-f {}", earlier.display());
    let applied = DEFINITIONS.text().replace("-f crds", &earlier);
    assert!(applied.contains(&earlier), "{applied}");
    ground.run(&applied).await;
    ground.run(&WITHOUT_DEFINITIONS.text()).await;
    let before = schema(&ground).await;
    let (force, handed_over) = (" --force-conflicts", " --take-ownership --set crds.install=true");
    let upgrade = UPGRADE.text() + handed_over;
    let refused = ground.run(&format!("! {upgrade}")).await;
    assert!(refused.contains(r#"conflict with "kubectl""#), "{refused}");
    assert_eq!(schema(&ground).await, before);
    ground.run(&(upgrade + force)).await;
    assert_ne!(schema(&ground).await, before);
    // And back.
    let kept = ground.run(&(UPGRADE.text() + " --set crds.install=false")).await;
    let refused = ground.run(&format!("! {applied}")).await;
    assert!(refused.contains("conflict"), "{kept}{refused}");
    ground.run(&(applied + force)).await;
    assert_eq!(schema(&ground).await, before);
}

/// What the first definition takes.
async fn schema(ground: &Ground) -> Value {
    let get = ["get", "crd", chart::CRDS[0]];
    let crd = ground.cluster().kubectl_json(&get).await.unwrap();
    crd["spec"]["versions"].clone()
}

/// Every document of the one file is far from the limit, as JSON, which is what the annotation holds.
#[test]
fn every_manifest_fits_the_annotation_of_a_client_side_apply() {
    let path = testbed::layout::checkout().join("deploy/install.yaml");
    let text = std::fs::read_to_string(path).unwrap();
    let documents: Vec<Value> = serde_saphyr::from_multiple(&text).unwrap();
    assert!(documents.len() > 5, "{}", documents.len());
    for document in documents {
        let size = document.to_string().len();
        let name = &document["metadata"]["name"];
        assert!(size < ANNOTATIONS / 2, "{name} has {size} bytes");
    }
}
