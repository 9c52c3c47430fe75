//! What a test does: to the resources, to DataWorks, and to the way there.

use std::sync::atomic::Ordering;

use dataworks_operator::api::{DISyncTask, DataWorksWorkspace};
use k8s_openapi::api::core::v1::Secret;
use kube::api::{DeleteParams, DynamicObject, Patch, PatchParams, PostParams};
use kube::core::ApiResource;
use kube::{Api, Resource};
use serde_json::{Value, json};

use super::{STAGES, Stage};

impl Stage {
    pub async fn create_secret(&self, key: &str) {
        self.create_secret_named("keys", "LTAI5tSimulator", key).await;
    }

    pub async fn create_secret_named(&self, name: &str, id: &str, key: &str) {
        let secret = json!({
            "metadata": { "name": name },
            "stringData": { "accessKeyId": id, "accessKeySecret": key }
        });
        self.apply_object::<Secret>(secret).await;
    }

    /// Applies the workspace `default`, with `spec` merged over the usual one.
    pub async fn create_workspace(&self, spec: Value) {
        self.create_workspace_named("default", spec).await;
    }

    /// Applies a workspace of this name, with `spec` merged over the usual one. Credentials replace the usual ones.
    pub async fn create_workspace_named(&self, name: &str, spec: Value) {
        let mut whole = json!({
            "projectId": 10000, "regionId": "cn-shanghai", "edition": "Enterprise", "endpoint": self.endpoint,
            "credentials": { "secretRef": { "name": "keys" } },
            "defaults": { "folderPath": "Business Flow/demo/Data Integration" }
        });
        if spec.get("credentials").is_some() {
            whole["credentials"] = json!({});
        }
        merge(&mut whole, spec);
        self.apply_object::<DataWorksWorkspace>(json!({ "metadata": { "name": name }, "spec": whole }))
            .await;
    }

    /// Creates a workspace with these credentials, and returns what the API server says.
    pub async fn try_workspace(&self, credentials: Value) -> Result<(), String> {
        let workspace = json!({
            "apiVersion": DataWorksWorkspace::api_version(&()), "kind": DataWorksWorkspace::kind(&()),
            "metadata": { "generateName": "tried-" },
            "spec": { "projectId": 10000, "regionId": "cn-shanghai", "credentials": credentials }
        });
        let workspace = serde_json::from_value(workspace).map_err(|error| error.to_string())?;
        let created = self.workspaces().create(&PostParams::default(), &workspace).await;
        created.map(drop).map_err(|error| error.to_string())
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

    pub async fn behave(&self, behaviour: Value) {
        self.simulator.put("behaviour", &behaviour).await.unwrap();
    }

    pub async fn fault(&self, fault: Value) {
        self.simulator.post("faults", &fault).await.unwrap();
    }
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
