//! What people can see of an operator: its log, the objects it writes, its probes, its metrics.

use std::sync::{Arc, Mutex};

use dataworks_operator::api::{DISyncTask, DataWorksWorkspace};
use futures::StreamExt;
use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::coordination::v1::Lease;
use k8s_openapi::api::core::v1::ConfigMap;
use k8s_openapi::api::events::v1::Event;
use kube::api::{DynamicObject, ListParams};
use kube::core::ApiResource;
use kube::runtime::watcher;
use kube::{Api, Client, Resource};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::search::Sink;
use crate::stage::*;

/// Every status of a kind, as it was written.
pub struct Statuses {
    seen: Arc<Mutex<String>>,
    watch: tokio::task::JoinHandle<()>,
}

impl Drop for Statuses {
    fn drop(&mut self) {
        self.watch.abort();
    }
}

impl Statuses {
    /// Collects them from now on.
    pub fn of<K: Resource<DynamicType = (), Scope = NamespaceResourceScope>>(stage: &Stage) -> Self {
        let kind = ApiResource::erase::<K>(&());
        let api: Api<DynamicObject> = Api::namespaced_with(stage.client.clone(), &stage.namespace, &kind);
        let seen = Arc::new(Mutex::new(String::new()));
        let into = seen.clone();
        let watch = tokio::spawn(async move {
            let mut changes = Box::pin(watcher(api, watcher::Config::default()));
            while let Some(change) = changes.next().await {
                if let Ok(watcher::Event::Apply(object) | watcher::Event::InitApply(object)) = change {
                    let line = format!("{} {:?}\n", object.data["status"], object.metadata.annotations);
                    into.lock().unwrap().push_str(&line);
                }
            }
        });
        Self { seen, watch }
    }

    fn so_far(&self) -> String {
        self.seen.lock().unwrap().clone()
    }
}

/// All that can be seen by now.
pub async fn all(stage: &mut Stage, tasks: &Statuses, workspaces: &Statuses) -> Vec<Sink> {
    let own = testbed::chart::NAMESPACE;
    let (client, namespace) = (stage.client.clone(), stage.namespace.clone());
    let metrics = stage.operator.metrics_address().await.unwrap();
    let sink = |name, text| Sink { name, text };
    vec![
        sink("the log", stage.operator.log().read()),
        sink("the statuses of tasks", tasks.so_far()),
        sink("the statuses of workspaces", workspaces.so_far()),
        sink("events", list::<Event>(&client, &namespace).await),
        sink("ledgers", list::<ConfigMap>(&client, own).await),
        sink("leases", list::<Lease>(&client, own).await),
        sink("/readyz", probe(&mut stage.operator, "/readyz").await),
        sink("/metrics", scrape(&metrics).await.1),
    ]
}

async fn list<K>(client: &Client, namespace: &str) -> String
where
    K: Resource<DynamicType = (), Scope = NamespaceResourceScope>
        + Clone
        + DeserializeOwned
        + Serialize
        + std::fmt::Debug,
{
    let api: Api<K> = Api::namespaced(client.clone(), namespace);
    let objects = api.list(&ListParams::default()).await.unwrap().items;
    serde_json::to_string(&objects).unwrap()
}

/// The statuses of both kinds.
pub fn statuses(stage: &Stage) -> (Statuses, Statuses) {
    (
        Statuses::of::<DISyncTask>(stage),
        Statuses::of::<DataWorksWorkspace>(stage),
    )
}
