//! The whole life of a release, by the commands of the page, in a namespace that enforces the strictest standard for Pods.

use serde_json::{Value, json};
use testbed::{Operator, chart};

use crate::ground::{Ground, LOOPBACK, OPERATOR, SYSTEM};
use crate::page::*;
use crate::stage::{condition, running};

const TEAM: &str = "team";

#[tokio::test]
async fn a_release_is_installed_removed_and_installed_again_over_a_running_task() {
    let ground = Ground::new().await;
    for command in [NAMESPACE.text(), RESTRICT.text(), PACKAGE.text()] {
        ground.run(&command).await;
    }
    ground
        .run(&(INSTALL.text() + LOOPBACK + " --set replicaCount=2"))
        .await;
    // Helm waited, so nobody has to here.
    assert_eq!(deployment(&ground).await["status"]["availableReplicas"], 2);
    only_restricted_pods_are_admitted(&ground).await;
    a_drain_takes_one_pod(&ground).await;
    let operators = ground.operators().await;
    one_of_them_leads_a_task_to_running(&ground).await;
    removal_leaves_what_the_page_says(&ground, operators).await;
    the_next_installation_goes_on(&ground).await;
}

async fn deployment(ground: &Ground) -> Value {
    let get = ["get", "deployment", OPERATOR, "-n", SYSTEM];
    ground.cluster().kubectl_json(&get).await.unwrap()
}

/// A Pod like those that run passes, and the same with one right more does not.
async fn only_restricted_pods_are_admitted(ground: &Ground) {
    let mut pod = ground.pods().await.remove(0);
    pod["metadata"] = json!({ "name": "like-it", "namespace": SYSTEM });
    pod.as_object_mut().unwrap().remove("status");
    let dry = ["create", "--dry-run=server", "-f", "-"];
    let cluster = ground.cluster();
    cluster.kubectl_with_input(&dry, &pod.to_string()).await.unwrap();
    for (path, loosened) in [
        (
            "/spec/containers/0/securityContext/allowPrivilegeEscalation",
            json!(true),
        ),
        ("/spec/containers/0/securityContext/capabilities", json!({})),
        ("/spec/securityContext/runAsNonRoot", json!(false)),
        ("/spec/securityContext/seccompProfile", json!(null)),
    ] {
        let mut loose = pod.clone();
        *loose.pointer_mut(path).unwrap() = loosened;
        let refused = cluster.kubectl_with_input(&dry, &loose.to_string()).await;
        let refused = refused.expect_err(path).to_string();
        assert!(
            refused.contains(r#"violates PodSecurity "restricted"#),
            "{refused}"
        );
    }
}

/// The budget counts both Pods, and lets an eviction take one and no second.
async fn a_drain_takes_one_pod(ground: &Ground) {
    let budget = ["--for=jsonpath={.status.disruptionsAllowed}=1", "pdb", OPERATOR];
    let wait = [&["wait", "-n", SYSTEM, "--timeout=60s"], &budget[..]].concat();
    ground.cluster().kubectl(&wait).await.unwrap();
    let get = ["get", "pdb", OPERATOR, "-n", SYSTEM];
    let status = ground.cluster().kubectl_json(&get).await.unwrap()["status"].clone();
    assert_eq!(status["currentHealthy"], 2, "{status}");
    assert_eq!(status["desiredHealthy"], 1, "{status}");
}

async fn one_of_them_leads_a_task_to_running(ground: &Ground) {
    ground.furnish(TEAM).await;
    ground.create_task(TEAM, "orders", &running()).await;
    ground
        .until((TEAM, "orders"), |task| {
            condition(task, "Ready").is_some_and(|ready| ready.0 == "True" && ready.1 == "Running")
        })
        .await;
    let get = ["get", "lease", OPERATOR, "-n", SYSTEM];
    let lease = ground.cluster().kubectl_json(&get).await.unwrap();
    let holder = lease["spec"]["holderIdentity"].as_str().unwrap().to_owned();
    let pods = ground.pods().await;
    let mut names = pods.iter().map(|pod| pod["metadata"]["name"].as_str().unwrap());
    assert!(names.any(|name| holder.contains(name)), "{holder}");
}

async fn removal_leaves_what_the_page_says(ground: &Ground, operators: Vec<Operator>) {
    let before = ground.mutations().await;
    ground.run(&UNINSTALL.text()).await;
    for mut operator in operators {
        operator.terminate().await.unwrap();
    }
    let get = |what: &'static str| {
        let cluster = ground.cluster();
        async move {
            let get = [
                "get",
                what,
                "-A",
                "-o",
                "name",
                "-l",
                "app.kubernetes.io/instance=dataworks-operator",
            ];
            cluster.kubectl(&get).await.unwrap()
        }
    };
    for gone in [
        "deployments",
        "pdb",
        "roles,rolebindings",
        "clusterroles,clusterrolebindings",
        "serviceaccounts",
    ] {
        assert_eq!(get(gone).await, "", "{gone}");
    }
    let definitions = get("crd").await;
    assert!(
        chart::CRDS.iter().all(|crd| definitions.contains(crd)),
        "{definitions}"
    );
    let tasks = ground.tasks(TEAM).await;
    let task = tasks.get("orders").await.unwrap();
    assert_eq!(condition(&task, "Ready").unwrap().1, "Running");
    assert_eq!(ground.remote().await, [("orders".to_owned(), "RUN".to_owned())]);
    assert_eq!(ground.mutations().await, before);
}

async fn the_next_installation_goes_on(ground: &Ground) {
    let before = ground.mutations().await;
    ground.run(&(INSTALL.text() + LOOPBACK)).await;
    let mut operators = ground.operators().await;
    let task = ground.visited(TEAM, "orders", "again").await;
    assert_eq!(condition(&task, "Ready").unwrap().1, "Running");
    assert_eq!(ground.mutations().await, before, "it was there already");
    ground.run(&RETAIN.text()).await;
    ground.run(&DELETE_TASKS.text()).await;
    assert_eq!(ground.mutations().await, before, "it was to be retained");
    assert_eq!(ground.remote().await, [("orders".to_owned(), "RUN".to_owned())]);
    a_task_without_an_operator_can_be_given_up(ground, operators.remove(0)).await;
}

/// The order that the page warns of, and the way out of it.
async fn a_task_without_an_operator_can_be_given_up(ground: &Ground, mut operator: Operator) {
    let mut spec = running();
    spec["taskName"] = json!("late");
    ground.create_task(TEAM, "late", &spec).await;
    ground
        .until((TEAM, "late"), |task| {
            condition(task, "Ready").is_some_and(|ready| ready.1 == "Running")
        })
        .await;
    ground.run(&UNINSTALL.text()).await;
    operator.terminate().await.unwrap();
    let delete = ["delete", "disynctask", "late", "-n", TEAM, "--wait=false"];
    ground.cluster().kubectl(&delete).await.unwrap();
    let stays = ground.tasks(TEAM).await.get("late").await.unwrap();
    assert!(stays.metadata.deletion_timestamp.is_some());
    let give_up = GIVE_UP.text().replace("NAME", "late");
    ground.run(&format!("{give_up} --namespace {TEAM}")).await;
    assert!(ground.tasks(TEAM).await.get_opt("late").await.unwrap().is_none());
    ground.run(&DELETE_DEFINITIONS.text()).await;
    ground.run(&DELETE_NAMESPACE.text()).await;
}
