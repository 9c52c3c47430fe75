//! What a test stands on: a control plane with a node, a checkout to give commands in, and DataWorks.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use dataworks_operator::api::DISyncTask;
use kube::Api;
use serde_json::{Value, json};
use testbed::wait::{self, Look};
use testbed::{Cluster, ControlPlane, Nodes, Operator, Scratch, Simulator, SimulatorOptions, Tools, layout};
use tokio::process::Command;

use crate::stage::{PATIENCE, client_of};

/// The namespace of the release, as the page calls it.
pub const SYSTEM: &str = "dataworks-system";
/// The Deployment, and the release.
pub const OPERATOR: &str = "dataworks-operator";
/// The simulator runs beside the operator, which no setting of a real installation allows.
pub const LOOPBACK: &str = " --set endpoints.allowLoopback=true";

/// What of a checkout the page's commands name.
const NAMED: [&str; 3] = ["charts", "crds", "deploy"];

pub struct Ground {
    pub simulator: Simulator,
    plane: ControlPlane,
    _nodes: Nodes,
    scratch: Scratch,
    /// The folder that has the Helm of the commands.
    helm: PathBuf,
    operators: AtomicU32,
}

impl Ground {
    pub async fn new() -> Self {
        let tools = Tools::ensure().await.unwrap();
        Self::with_helm_of(tools.helm.parent().unwrap()).await
    }

    /// Where the commands find this Helm.
    pub async fn with_helm_of(folder: &Path) -> Self {
        let scratch = Scratch::new("installation").unwrap();
        let place = |name: &str| scratch.path().join(name);
        let tools = Tools::ensure().await.unwrap();
        let plane = ControlPlane::start(&place("control-plane"), &tools)
            .await
            .unwrap();
        let nodes = Nodes::start(plane.cluster(), &place("nodes")).await.unwrap();
        let simulator = Simulator::start(&place("simulator"), SimulatorOptions::default())
            .await
            .unwrap();
        for folder in NAMED {
            copy(&layout::checkout().join(folder), &place(OPERATOR).join(folder));
        }
        Self {
            simulator,
            plane,
            _nodes: nodes,
            scratch,
            helm: folder.to_path_buf(),
            operators: AtomicU32::new(0),
        }
    }

    pub fn cluster(&self) -> &Cluster {
        self.plane.cluster()
    }

    /// The folder in which the page's commands are given.
    pub fn checkout(&self) -> PathBuf {
        self.scratch.path().join(OPERATOR)
    }

    /// Gives a command in the checkout.
    pub async fn run(&self, command: &str) -> String {
        self.run_in(&self.checkout(), command).await
    }

    /// Gives a command in a folder, and returns what it printed. Nobody pulls an image here, so any registry will do.
    pub async fn run_in(&self, folder: &Path, command: &str) -> String {
        let command = &command.replace("REGISTRY", "registry.example.com");
        let tools = self.cluster().tools();
        let folders = [self.helm.as_path(), tools.kubectl.parent().unwrap()].map(Path::to_path_buf);
        let system = std::env::var_os("PATH").unwrap();
        let path = std::env::join_paths(folders.into_iter().chain(std::env::split_paths(&system))).unwrap();
        let output = Command::new("bash")
            .args(["-euo", "pipefail", "-c", command])
            .current_dir(folder)
            .env("PATH", path)
            .env("KUBECONFIG", self.cluster().kubeconfig())
            .kill_on_drop(true)
            .output();
        let output = tokio::time::timeout(PATIENCE, output)
            .await
            .expect(command)
            .unwrap();
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let all = said(&output.stdout) + &said(&output.stderr);
        assert!(output.status.success(), "{command}\n{all}");
        all
    }

    /// The Pods of the operator that no one has asked to go.
    pub async fn pods(&self) -> Vec<Value> {
        let label = "app.kubernetes.io/name=dataworks-operator";
        let get = ["get", "pods", "-n", SYSTEM, "-l", label];
        let list = self.cluster().kubectl_json(&get).await.unwrap();
        let pods = list["items"].as_array().unwrap().iter();
        pods.filter(|pod| pod["metadata"].get("deletionTimestamp").is_none())
            .cloned()
            .collect()
    }

    /// Runs what the Pods of the operator are there for.
    pub async fn operators(&self) -> Vec<Operator> {
        let mut operators = Vec::new();
        for pod in self.pods().await {
            let number = self.operators.fetch_add(1, Ordering::Relaxed);
            let folder = self.scratch.path().join(format!("operator-{number}"));
            let name = pod["metadata"]["name"].as_str().unwrap();
            let operator = Operator::of_pod(self.cluster(), SYSTEM, name, &folder);
            operators.push(operator.await.unwrap());
        }
        operators
    }

    /// A namespace with a key, and a workspace that leads to the simulator.
    pub async fn furnish(&self, namespace: &str) {
        self.cluster().create_namespace(namespace).await.unwrap();
        self.apply(
            namespace,
            &json!({ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "keys" },
                "stringData": { "accessKeyId": "LTAI5tSimulator", "accessKeySecret": "simulator-secret" } }),
        )
        .await;
        self.apply(
            namespace,
            &json!({ "apiVersion": "dataworks.alibabacloud.com/v1alpha1", "kind": "DataWorksWorkspace",
                "metadata": { "name": "default" },
                "spec": {
                    "projectId": 10000, "regionId": "cn-shanghai", "edition": "Enterprise",
                    "endpoint": self.simulator.endpoint(),
                    "credentials": { "secretRef": { "name": "keys" } },
                    "defaults": { "folderPath": "Business Flow/demo/Data Integration" } } }),
        )
        .await;
    }

    pub async fn apply(&self, namespace: &str, object: &Value) {
        let text = object.to_string();
        self.cluster().apply(namespace, &text).await.unwrap();
    }

    pub async fn create_task(&self, namespace: &str, name: &str, spec: &Value) {
        let task = json!({ "apiVersion": "dataworks.alibabacloud.com/v1alpha1", "kind": "DISyncTask",
            "metadata": { "name": name }, "spec": spec });
        self.apply(namespace, &task).await;
    }

    pub async fn tasks(&self, namespace: &str) -> Api<DISyncTask> {
        Api::namespaced(client_of(self.cluster()).await, namespace)
    }

    /// Waits until a task is as `holds` says.
    pub async fn until(&self, task: (&str, &str), holds: impl Fn(&DISyncTask) -> bool) -> DISyncTask {
        let (namespace, name) = task;
        let tasks = self.tasks(namespace).await;
        wait::until(&format!("{namespace}/{name}"), PATIENCE, || async {
            let task = tasks.get(name).await.unwrap();
            Ok(if holds(&task) {
                Look::Met(task)
            } else {
                Look::NotYet(format!("{:#}", json!(task.status)))
            })
        })
        .await
        .unwrap()
    }

    /// Asks for a visit of a task, and waits until it was.
    pub async fn visited(&self, namespace: &str, name: &str, asked: &str) -> DISyncTask {
        let annotation = format!("dataworks.alibabacloud.com/reconcile-requested-at={asked}");
        let annotate = [
            "annotate",
            "--overwrite",
            "disynctask",
            name,
            &annotation,
            "-n",
            namespace,
        ];
        self.cluster().kubectl(&annotate).await.unwrap();
        self.until((namespace, name), |task| {
            let status = task.status.as_ref();
            status.is_some_and(|status| status.last_handled_reconcile_at.as_deref() == Some(asked))
        })
        .await
    }

    /// The operations that changed something in DataWorks, in order.
    pub async fn mutations(&self) -> Vec<String> {
        let calls = self.simulator.get("calls").await.unwrap();
        let actions = calls.as_array().unwrap().iter();
        let actions = actions.map(|call| call["action"].as_str().unwrap().to_owned());
        let reads = ["Query", "Get", "List"];
        actions
            .filter(|action| !reads.iter().any(|read| action.starts_with(read)))
            .collect()
    }

    /// The run states of the tasks that DataWorks holds, by name.
    pub async fn remote(&self) -> Vec<(String, String)> {
        let state = self.simulator.get("state").await.unwrap();
        let tasks = state["workspaces"]["10000"]["tasks"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        tasks
            .map(|task| (text(&task["name"]), text(&task["runState"])))
            .collect()
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, target) = {
            let entry = entry.unwrap();
            (entry.path(), to.join(entry.file_name()))
        };
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}
