//! What a test acts on: a namespace, a simulator and an operator of its own.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use dataworks_operator::api::{DISyncTask, DataWorksWorkspace};
use dataworks_operator::domain::report::contradictions;
use futures::StreamExt;
use k8s_openapi::api::core::v1::{Namespace, Secret};
use k8s_openapi::api::events::v1::Event;
use kube::api::{DeleteParams, DynamicObject, ListParams, Patch, PatchParams, PostParams};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::core::ApiResource;
use kube::runtime::{WatchStreamExt, watcher};
use kube::{Api, Client, Config, Resource, ResourceExt};
use serde_json::{Value, json};
use testbed::{Cluster, ControlPlane, Operator, OperatorOptions, Scratch, Simulator, SimulatorOptions};
use tokio::sync::OnceCell;

/// How long a test waits for what should come soon.
pub const PATIENCE: Duration = Duration::from_secs(120);

static CHART: OnceCell<()> = OnceCell::const_new();
static STAGES: AtomicU32 = AtomicU32::new(0);

pub struct Stage {
    pub cluster: &'static Cluster,
    pub client: Client,
    pub namespace: String,
    pub simulator: Simulator,
    pub operator: Operator,
    _scratch: Scratch,
}

impl Stage {
    /// A stage with a workspace `default` that leads to the simulator.
    pub async fn new(name: &str) -> Self {
        let stage = Self::bare(name, &[]).await;
        stage.create_secret("simulator-secret").await;
        stage.create_workspace(json!({})).await;
        stage
    }

    /// A stage without workspace and Secret; `args` go to the operator.
    pub async fn bare(name: &str, args: &[&str]) -> Self {
        let cluster = ControlPlane::shared().await.expect("a control plane");
        CHART
            .get_or_try_init(|| cluster.install_chart(&[]))
            .await
            .expect("the chart installs");
        let client = client_of(cluster).await;
        let namespace = format!("{name}-{}", STAGES.fetch_add(1, Ordering::Relaxed));
        let resource: Namespace =
            serde_json::from_value(json!({ "metadata": { "name": namespace } })).unwrap();
        Api::all(client.clone())
            .create(&PostParams::default(), &resource)
            .await
            .expect("a namespace");
        let scratch = Scratch::new("cluster-test").expect("a directory");
        let simulator = Simulator::start(scratch.path(), SimulatorOptions::default())
            .await
            .expect("a simulator");
        let options = OperatorOptions {
            watch_namespace: Some(namespace.clone()),
            args: args.iter().map(ToString::to_string).collect(),
            ..OperatorOptions::default()
        };
        let operator = Operator::start(cluster, scratch.path(), &options)
            .await
            .expect("an operator");
        Self {
            cluster,
            client,
            namespace,
            simulator,
            operator,
            _scratch: scratch,
        }
    }

    pub fn tasks(&self) -> Api<DISyncTask> {
        Api::namespaced(self.client.clone(), &self.namespace)
    }

    pub fn workspaces(&self) -> Api<DataWorksWorkspace> {
        Api::namespaced(self.client.clone(), &self.namespace)
    }

    pub fn secrets(&self) -> Api<Secret> {
        Api::namespaced(self.client.clone(), &self.namespace)
    }

    pub async fn create_secret(&self, key: &str) {
        let secret = json!({
            "metadata": { "name": "keys" },
            "stringData": { "accessKeyId": "LTAI5tSimulator", "accessKeySecret": key }
        });
        self.apply_object::<Secret>(secret).await;
    }

    /// Applies the workspace `default`, with `spec` merged over the usual one.
    pub async fn create_workspace(&self, spec: Value) {
        let mut whole = json!({
            "projectId": 10000, "regionId": "cn-shanghai", "endpoint": self.simulator.endpoint(),
            "credentials": { "secretRef": { "name": "keys" } },
            "defaults": { "folderPath": "Business Flow/demo/Data Integration" }
        });
        merge(&mut whole, spec);
        self.apply_object::<DataWorksWorkspace>(json!({ "metadata": { "name": "default" }, "spec": whole }))
            .await;
    }

    pub async fn apply_object<K>(&self, mut object: Value)
    where
        K: Resource<DynamicType = (), Scope = k8s_openapi::NamespaceResourceScope>
            + serde::de::DeserializeOwned
            + Clone
            + std::fmt::Debug,
    {
        let name = object["metadata"]["name"].as_str().unwrap().to_owned();
        merge(
            &mut object,
            json!({ "apiVersion": K::api_version(&()), "kind": K::kind(&()) }),
        );
        let api: Api<K> = Api::namespaced(self.client.clone(), &self.namespace);
        api.patch(&name, &PatchParams::apply("test").force(), &Patch::Apply(object))
            .await
            .expect("applies");
    }

    /// Creates a task with this spec, and returns what the API server says.
    pub async fn try_create(&self, name: &str, spec: Value) -> Result<DISyncTask, String> {
        let resource = ApiResource::erase::<DISyncTask>(&());
        let api: Api<DynamicObject> = Api::namespaced_with(self.client.clone(), &self.namespace, &resource);
        let object = DynamicObject::new(name, &resource).data(json!({ "spec": spec }));
        let created = api
            .create(&PostParams::default(), &object)
            .await
            .map_err(|error| error.to_string())?;
        Ok(created.try_parse().expect("what was created decodes"))
    }

    pub async fn create(&self, name: &str, spec: Value) -> DISyncTask {
        self.try_create(name, spec)
            .await
            .expect("the API server takes the task")
    }

    /// Merges a change into a task, and returns what the API server says.
    pub async fn try_edit(&self, name: &str, change: Value) -> Result<DISyncTask, String> {
        self.tasks()
            .patch(name, &PatchParams::default(), &Patch::Merge(change))
            .await
            .map_err(|error| error.to_string())
    }

    pub async fn edit(&self, name: &str, change: Value) -> DISyncTask {
        self.try_edit(name, change)
            .await
            .expect("the API server takes the edit")
    }

    pub async fn delete(&self, name: &str) {
        self.tasks()
            .delete(name, &DeleteParams::default())
            .await
            .expect("deletes");
    }

    /// Waits until the task is as `holds` says. Every status on the way is checked.
    pub async fn until(&self, name: &str, what: &str, holds: impl Fn(&DISyncTask) -> bool) -> DISyncTask {
        let mut seen = None;
        let config = watcher::Config::default().fields(&format!("metadata.name={name}"));
        let mut changes = Box::pin(watcher(self.tasks(), config).default_backoff().applied_objects());
        let waiting = async {
            while let Some(change) = changes.next().await {
                let Ok(task) = change else { continue };
                check(&task);
                if holds(&task) {
                    return task;
                }
                seen = Some(task);
            }
            panic!("the watch ended");
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(task) => task,
            Err(_) => panic!(
                "{name} is not {what} in time; last seen: {:#}\n{}",
                json!(seen.and_then(|task| task.status)),
                self.tail()
            ),
        }
    }

    pub async fn until_ready(&self, name: &str) -> DISyncTask {
        self.until(name, "Ready", |task| {
            condition(task, "Ready").is_some_and(|(status, _, _)| status == "True")
                && task.status.as_ref().unwrap().observed_generation == task.metadata.generation
        })
        .await
    }

    pub async fn until_reason(&self, name: &str, reason: &str) -> DISyncTask {
        let is = |task: &DISyncTask| condition(task, "Ready").is_some_and(|(_, found, _)| found == reason);
        self.until(name, reason, is).await
    }

    pub async fn until_gone(&self, name: &str) {
        let gone = testbed::wait::until("the task to go", PATIENCE, || async {
            Ok(match self.tasks().get_opt(name).await {
                Ok(None) => testbed::wait::Look::Met(()),
                Ok(Some(task)) => testbed::wait::Look::NotYet(format!("{:#?}", task.status)),
                Err(error) => testbed::wait::Look::NotYet(error.to_string()),
            })
        });
        if let Err(error) = gone.await {
            panic!("{error}\n{}", self.tail());
        }
    }

    /// The calls that the simulator got, as `Action outcome`.
    pub async fn calls(&self) -> Vec<String> {
        let word = |call: &Value, key: &str| call[key].as_str().unwrap_or_default().to_owned();
        let short = |call: &Value| format!("{} {}", word(call, "action"), word(call, "outcome"));
        self.call_log().await.iter().map(short).collect()
    }

    /// The operations that were called.
    pub async fn actions(&self) -> Vec<String> {
        let word = |call: &Value| call["action"].as_str().unwrap_or_default().to_owned();
        self.call_log().await.iter().map(word).collect()
    }

    /// The operations that were called and that change a task.
    pub async fn mutations(&self) -> Vec<String> {
        let mut actions = self.actions().await;
        let reads = ["Query", "Get", "List"];
        actions.retain(|action| !reads.iter().any(|read| action.starts_with(read)));
        actions
    }

    /// Waits until the simulator got this call.
    pub async fn until_called(&self, action: &str) {
        let called = testbed::wait::until(action, PATIENCE, || async {
            Ok(if self.actions().await.iter().any(|called| called == action) {
                testbed::wait::Look::Met(())
            } else {
                testbed::wait::Look::NotYet("not called".to_owned())
            })
        });
        if let Err(error) = called.await {
            panic!("{error}\n{}", self.tail());
        }
    }

    /// Changes a task in DataWorks, as somebody does in the console.
    pub async fn console(&self, file_id: i64, change: Value) {
        self.simulator
            .patch(&format!("tasks/{file_id}"), &change)
            .await
            .unwrap();
    }

    /// Asks for a visit; returns what the status will echo.
    pub async fn ask(&self, name: &str) -> String {
        let asked = STAGES.fetch_add(1, Ordering::Relaxed).to_string();
        let annotations = json!({ "dataworks.alibabacloud.com/reconcile-requested-at": &asked });
        self.edit(name, json!({ "metadata": { "annotations": annotations } }))
            .await;
        asked
    }

    /// Waits until the task is Ready and its file was read, so that what changes from then on is drift.
    pub async fn until_baseline(&self, name: &str) -> i64 {
        let task = self
            .until(name, "Ready and read", |task| {
                condition(task, "Ready").is_some_and(|ready| ready.0 == "True")
                    && task.status.as_ref().is_some_and(|status| status.file.is_some())
            })
            .await;
        task.status.unwrap().file_id.unwrap()
    }

    pub async fn call_log(&self) -> Vec<Value> {
        self.simulator
            .get("calls")
            .await
            .unwrap()
            .as_array()
            .unwrap()
            .clone()
    }

    /// The tasks that DataWorks holds in the workspace.
    pub async fn remote(&self) -> Vec<Value> {
        let state = self.simulator.get("state").await.unwrap();
        state["workspaces"]["10000"]["tasks"].as_array().unwrap().clone()
    }

    pub async fn behave(&self, behaviour: Value) {
        self.simulator.put("behaviour", &behaviour).await.unwrap();
    }

    pub async fn fault(&self, fault: Value) {
        self.simulator.post("faults", &fault).await.unwrap();
    }

    /// Events about a task, as `Type Reason`.
    pub async fn events(&self, name: &str) -> Vec<String> {
        let api: Api<Event> = Api::namespaced(self.client.clone(), &self.namespace);
        let about = ListParams::default().fields(&format!("regarding.name={name}"));
        let mut events = api.list(&about).await.unwrap().items;
        events.sort_by_key(|event| event.event_time.clone());
        let word = |word: &Option<String>| word.clone().unwrap_or_default();
        events
            .iter()
            .map(|event| format!("{} {}", word(&event.type_), word(&event.reason)))
            .collect()
    }

    fn tail(&self) -> String {
        let text = self.operator.log().tail(40);
        format!("--- the operator's log ends:\n{text}")
    }
}

pub async fn client_of(cluster: &Cluster) -> Client {
    let kubeconfig = Kubeconfig::read_from(cluster.kubeconfig()).expect("a kubeconfig");
    let options = KubeConfigOptions::default();
    let config = Config::from_custom_kubeconfig(kubeconfig, &options)
        .await
        .expect("a configuration");
    Client::try_from(config).expect("a client")
}

/// A condition's status, reason and message.
pub fn condition(task: &DISyncTask, kind: &str) -> Option<(String, String, String)> {
    let conditions = &task.status.as_ref()?.conditions;
    let found = conditions.iter().find(|condition| condition.type_ == kind)?;
    Some((found.status.clone(), found.reason.clone(), found.message.clone()))
}

pub fn message(task: &DISyncTask) -> String {
    condition(task, "Ready")
        .map(|(_, _, message)| message)
        .unwrap_or_default()
}

fn check(task: &DISyncTask) {
    let Some(status) = &task.status else { return };
    let found = contradictions(
        task.metadata.generation,
        status.observed_generation,
        &status.conditions,
    );
    assert!(found.is_empty(), "{}: {found:?}\n{status:#?}", task.name_any());
}

fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}

/// The script of the API page for this writer.
pub fn script(writer: &str) -> Value {
    let data_source = match writer {
        "odps" => "odps_source",
        "kafka" => "azn_kafka",
        other => other,
    };
    json!({
        "type": "realtime", "version": "1.0",
        "setting": { "resourceGroup": "S_res_group_280749521950784_1623033752022", "taskType": format!("oneclick_to_{writer}") },
        "steps": [
            { "stepType": "mysql", "name": "Reader", "category": "reader", "parameter": { "connection": [ {
                "datasourceType": "mysql", "datasource": "mysql_pub",
                "selectedTables": [ { "dbName": "mysql_db", "schema": [ { "tableInfos": [ { "table": "molin_di_test_in_pk_v4" } ] } ] } ]
            } ] } },
            { "stepType": writer, "name": "Writer", "category": "writer", "parameter": { "datasource": data_source } }
        ]
    })
}

/// A real-time task that is created and not deployed: what it takes to get there is all that many tests are about.
pub fn realtime() -> Value {
    json!({ "taskType": "DI_REALTIME", "taskParam": script("odps"), "desiredState": "Created" })
}

/// A real-time task that runs.
pub fn running() -> Value {
    json!({ "taskType": "DI_REALTIME", "taskParam": script("odps"), "deletionPolicy": "Delete" })
}

/// A batch task that is created and not deployed.
pub fn batch() -> Value {
    json!({ "taskType": "DI_OFFLINE", "taskContent": job(), "desiredState": "Created" })
}

/// A solution that is created and not deployed.
pub fn solution() -> Value {
    json!({ "taskType": "DI_SOLUTION", "taskParam": script("holo"), "desiredState": "Created" })
}

pub fn job() -> Value {
    json!({
        "type": "job", "version": "2.0",
        "steps": [
            { "stepType": "mysql", "category": "reader", "name": "Reader",
              "parameter": { "datasource": "mysql_pub", "envType": 1, "column": ["id"], "connection": [ { "datasource": "mysql_pub", "table": ["orders"] } ] } },
            { "stepType": "odps", "category": "writer", "name": "Writer",
              "parameter": { "datasource": "odps_source", "table": "orders", "partition": "pt=${bizdate}", "column": ["id"] } }
        ],
        "setting": { "errorLimit": { "record": "" }, "speed": { "concurrent": 2, "throttle": false } },
        "order": { "hops": [ { "from": "Reader", "to": "Writer" } ] }
    })
}

/// A port that is taken and that nobody listens on, as long as this is held.
pub fn nobody_listens() -> tokio::net::TcpSocket {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    socket
}
