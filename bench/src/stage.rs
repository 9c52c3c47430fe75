//! Where a number of tasks is measured: a control plane and a simulator of their own, and a workspace that leads there.

use dataworks_operator::api::{DISyncTask, DISyncTaskSpec, DataWorksWorkspace};
use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::core::v1::Secret;
use kube::api::{DeleteParams, PostParams};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Api, Client, Config, Resource};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use testbed::{Cluster, ControlPlane, Scratch, Simulator, SimulatorOptions, Tools};

use crate::audit::Audit;
use crate::error::{Error, Result};
use crate::script::script;
use crate::workspace::workspace;

const NAMESPACE: &str = "bench";
const WORKSPACE: &str = "default";
const SECRET: &str = "keys";

/// A fresh control plane with the chart, and a simulator. All of it ends on drop.
#[derive(Debug)]
pub struct Stage {
    /// The simulated DataWorks, which answers at once.
    pub simulator: Simulator,
    spec: DISyncTaskSpec,
    control_plane: ControlPlane,
    scratch: Scratch,
}

impl Stage {
    /// Starts everything but the operator.
    pub async fn start() -> Result<Self> {
        let scratch = Scratch::new("bench")?;
        let control_plane = ControlPlane::start(scratch.path(), &Tools::ensure().await?).await?;
        control_plane.cluster().install_chart(&[]).await?;
        control_plane.cluster().create_namespace(NAMESPACE).await?;
        let simulator = Simulator::start(scratch.path(), SimulatorOptions::default()).await?;
        let spec =
            decode(json!({ "taskType": "DI_REALTIME", "taskParam": script(), "desiredState": "Created" }))?;
        let stage = Self {
            simulator,
            spec,
            control_plane,
            scratch,
        };
        stage.create_workspace().await?;
        Ok(stage)
    }

    /// The cluster of the control plane.
    pub fn cluster(&self) -> &Cluster {
        self.control_plane.cluster()
    }

    /// Where files of further processes may be.
    pub fn directory(&self) -> &std::path::Path {
        self.scratch.path()
    }

    /// The namespace of the tasks.
    pub fn namespace(&self) -> &'static str {
        NAMESPACE
    }

    /// The audit log of the API server, from its beginning.
    pub fn audit(&self) -> Result<Audit> {
        let log = self.cluster().audit_log();
        log.map(Audit::new)
            .ok_or_else(|| Error::State("the control plane writes no audit log".into()))
    }

    /// A client of its own, which signs in as the administrator.
    pub async fn client(&self) -> Result<Client> {
        let kubeconfig = Kubeconfig::read_from(self.cluster().kubeconfig())?;
        let config = Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default()).await?;
        Ok(Client::try_from(config)?)
    }

    /// The task of this name, as it is created.
    pub fn task(&self, name: &str) -> DISyncTask {
        DISyncTask::new(name, self.spec.clone())
    }

    /// The tasks, through a client of its own.
    pub async fn tasks(&self) -> Result<Api<DISyncTask>> {
        Ok(Api::namespaced(self.client().await?, NAMESPACE))
    }

    /// The workspace of all tasks, through a client of its own, by the name of it.
    pub async fn workspace(&self) -> Result<(Api<DataWorksWorkspace>, &'static str)> {
        Ok((Api::namespaced(self.client().await?, NAMESPACE), WORKSPACE))
    }

    /// Asks for the deletion of a task.
    pub async fn delete(&self, name: &str) -> Result<()> {
        self.tasks().await?.delete(name, &DeleteParams::default()).await?;
        Ok(())
    }

    async fn create_workspace(&self) -> Result<()> {
        let options = self.simulator.options();
        self.create::<Secret>(json!({
            "metadata": { "name": SECRET },
            "stringData": { "accessKeyId": options.access_key_id, "accessKeySecret": options.access_key_secret },
        }))
        .await?;
        self.create::<DataWorksWorkspace>(workspace(WORKSPACE, &self.simulator, SECRET))
            .await
    }

    async fn create<K>(&self, object: Value) -> Result<()>
    where
        K: Resource<DynamicType = (), Scope = NamespaceResourceScope>
            + Clone
            + std::fmt::Debug
            + Serialize
            + DeserializeOwned,
    {
        let api: Api<K> = Api::namespaced(self.client().await?, NAMESPACE);
        api.create(&PostParams::default(), &decode(object)?).await?;
        Ok(())
    }
}

fn decode<T: DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(|error| Error::State(format!("an object of the bench: {error}")))
}
