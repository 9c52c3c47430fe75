//! Flux carries out what a team commits: see docs/gitops.md, whose manifests these are.

mod delivery;
mod installation;
mod repository;
mod sources;

use delivery::{Delivery, ENVIRONMENTS};
use serde_json::json;

const DEV: (&str, &str) = ("orders-dev", "tasks");
const PROD: (&str, &str) = ("orders-prod", "tasks");

const NEW_TASK: &str = "
apiVersion: dataworks.alibabacloud.com/v1alpha1
kind: DISyncTask
metadata:
  name: clicks
spec:
  workspaceRef:
    name: default
  taskType: DI_REALTIME
  pipeline:
    source: { type: MySQL, dataSource: mysql_pub, tables: [clicks] }
    sink: { type: Kafka, dataSource: azn_kafka }
";

#[tokio::test]
#[ignore = "it builds Flux and takes minutes: make test-gitops"]
async fn slow_flux_carries_out_what_a_team_commits() {
    let mut delivery = Delivery::begin().await;
    a_commit_becomes_running_tasks_in_every_environment(&mut delivery).await;
    an_edit_by_hand_is_undone(&mut delivery).await;
    a_bad_commit_fails_and_a_revert_mends_it(&mut delivery).await;
    a_removed_file_removes_the_task_where_the_environment_says_so(&mut delivery).await;
    a_team_cannot_bring_what_is_not_its_own(&mut delivery).await;
    an_environment_goes_and_leaves_its_workspace(&delivery).await;
}

async fn a_commit_becomes_running_tasks_in_every_environment(delivery: &mut Delivery) {
    delivery
        .repository
        .write("orders/base/tasks/clicks.yaml", NEW_TASK);
    delivery.repository.replace(
        "orders/base/tasks/kustomization.yaml",
        "resources:\n",
        "resources:\n  - clicks.yaml\n",
    );
    let commit = delivery.repository.commit("Bring the clicks to Kafka");
    delivery.push(&commit).await;
    for (namespace, project) in ENVIRONMENTS {
        delivery.delivered((namespace, "workspace"), &commit).await;
        delivery.delivered((namespace, "tasks"), &commit).await;
        // The Kustomization is ready when the tasks are, and not before.
        let mut tasks = delivery.tasks(project).await;
        tasks.sort();
        let running =
            ["clicks", "orders_to_hologres", "orders_to_kafka"].map(|name| (name.into(), "RUN".into()));
        assert_eq!(tasks, running, "{namespace}");
    }
}

async fn an_edit_by_hand_is_undone(delivery: &mut Delivery) {
    // One field that Git has, and two that it has not.
    let edit = json!({ "spec": { "pipeline": { "sink": { "dataSource": "other" } }, "desiredState": "Stopped", "suspend": true } });
    let patch = [
        "patch",
        "disynctask",
        "clicks",
        "-n",
        "orders-dev",
        "--type=merge",
        "-p",
        &edit.to_string(),
    ];
    delivery.cluster().kubectl(&patch).await.unwrap();
    delivery.reconcile(DEV, "after-the-edit").await;
    let task = delivery.clicks("orders-dev").await;
    let spec = &task["spec"];
    assert_eq!(spec["pipeline"]["sink"]["dataSource"], "azn_kafka");
    assert!(
        spec.get("desiredState").is_none() && spec.get("suspend").is_none(),
        "{spec:#}"
    );
}

/// The API server refuses it.
const REFUSED: (&str, &str) = ("taskType: DI_REALTIME", "taskType: DI_OFFLINE");
/// DataWorks cannot do that to a task.
const IMPOSSIBLE: (&str, &str) = ("dataSource: azn_kafka", "dataSource: another");

async fn a_bad_commit_fails_and_a_revert_mends_it(delivery: &mut Delivery) {
    for ((old, new), words) in [
        (REFUSED, "pipeline is for DI_REALTIME and DI_SOLUTION"),
        (IMPOSSIBLE, "DISyncTask/NAMESPACE/clicks status: 'Failed'"),
    ] {
        delivery
            .repository
            .replace("orders/base/tasks/clicks.yaml", old, new);
        let bad = delivery.repository.commit("Break the clicks");
        delivery.push(&bad).await;
        for tasks in [DEV, PROD] {
            let message = delivery.failed(tasks, &bad).await;
            assert!(
                message.contains(&words.replace("NAMESPACE", tasks.0)),
                "{message}"
            );
        }
        if (old, new) == IMPOSSIBLE {
            let status = delivery.clicks("orders-dev").await["status"].to_string();
            assert!(status.contains("DataWorks cannot change"), "{status}");
        }
        let mended = delivery.repository.revert();
        delivery.push(&mended).await;
        for tasks in [DEV, PROD] {
            delivery.delivered(tasks, &mended).await;
        }
    }
}

async fn a_removed_file_removes_the_task_where_the_environment_says_so(delivery: &mut Delivery) {
    delivery.repository.remove("orders/base/tasks/clicks.yaml");
    delivery
        .repository
        .replace("orders/base/tasks/kustomization.yaml", "  - clicks.yaml\n", "");
    let commit = delivery.repository.commit("Leave the clicks alone");
    delivery.push(&commit).await;
    for ((namespace, project), kept) in ENVIRONMENTS.into_iter().zip([false, true]) {
        delivery.delivered((namespace, "tasks"), &commit).await;
        let get = [
            "get",
            "disynctask",
            "clicks",
            "--ignore-not-found",
            "-n",
            namespace,
        ];
        delivery
            .until("the resource to go", || async {
                Ok(delivery.cluster().kubectl(&get).await?.is_empty())
            })
            .await;
        let tasks = delivery.tasks(project).await;
        assert_eq!(tasks.iter().any(|(name, _)| name == "clicks"), kept, "{tasks:?}");
    }
}

async fn a_team_cannot_bring_what_is_not_its_own(delivery: &mut Delivery) {
    let power = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: power }\n\
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }\n\
        subjects: [{ kind: ServiceAccount, name: delivery, namespace: orders-dev }]\n";
    delivery.repository.write("orders/dev/tasks/power.yaml", power);
    delivery.repository.replace(
        "orders/dev/tasks/kustomization.yaml",
        "resources:\n",
        "resources:\n  - power.yaml\n",
    );
    let commit = delivery.repository.commit("Take all power");
    delivery.push(&commit).await;
    let message = delivery.failed(DEV, &commit).await;
    assert!(message.contains("forbidden"), "{message}");
    assert!(
        message.contains("system:serviceaccount:orders-dev:delivery"),
        "{message}"
    );
    delivery.delivered(PROD, &commit).await;
}

async fn an_environment_goes_and_leaves_its_workspace(delivery: &Delivery) {
    let delete = [
        "delete",
        "kustomization",
        "tasks",
        "workspace",
        "-n",
        "orders-dev",
    ];
    delivery.cluster().kubectl(&delete).await.unwrap();
    let list = ["get", "disynctasks", "--output=name", "-n", "orders-dev"];
    delivery
        .until("the tasks to go", || async {
            Ok(delivery.cluster().kubectl(&list).await?.is_empty())
        })
        .await;
    assert_eq!(delivery.tasks("10000").await, []);
    let get = ["get", "dataworksworkspace", "default", "-n", "orders-dev"];
    delivery.cluster().kubectl(&get).await.unwrap();
}
