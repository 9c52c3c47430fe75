//! What a test acts on: a namespace, a simulator and an operator of its own.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use dataworks_operator::api::{DISyncTask, DataWorksWorkspace};
use k8s_openapi::api::core::v1::{Namespace, Secret};
use kube::api::PostParams;
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Api, Client, Config};
use serde_json::json;
use testbed::{Cluster, ControlPlane, Operator, OperatorOptions, Scratch, Simulator, SimulatorOptions};
use tokio::sync::OnceCell;

mod acts;
mod looks;
#[allow(dead_code)] // the matrix needs more of it than the other tests
mod proxied;
mod specs;
mod waits;

pub use looks::{condition, message};
pub use proxied::{Ground, Proxies};
pub use specs::*;

/// How long a test waits for what should come soon. The slowest is a step that was done before a kill and whose repeat
/// is refused: it is believed after three refusals, which are minutes apart.
pub const PATIENCE: Duration = Duration::from_secs(300);

static CHART: OnceCell<()> = OnceCell::const_new();
static STAGES: AtomicU32 = AtomicU32::new(0);

pub struct Stage {
    pub cluster: &'static Cluster,
    pub client: Client,
    pub namespace: String,
    pub simulator: Simulator,
    /// Where the workspace finds DataWorks.
    pub endpoint: String,
    pub operator: Operator,
    _scratch: Scratch,
}

/// What is there before the operator is.
struct Place {
    cluster: &'static Cluster,
    client: Client,
    namespace: String,
    simulator: Simulator,
    scratch: Scratch,
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
        Self::upon(chart_installed().await, name, args).await
    }

    /// A bare stage in a cluster of its own, which holds the rights of the operator.
    pub async fn upon(cluster: &'static Cluster, name: &str, args: &[&str]) -> Self {
        let place = Place::new(cluster, client_of(cluster).await, name).await;
        let endpoint = place.simulator.endpoint();
        let options = OperatorOptions {
            args: args.iter().map(ToString::to_string).collect(),
            ..OperatorOptions::default()
        };
        place.with_operator(endpoint, options).await
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

    fn tail(&self) -> String {
        let text = self.operator.log().tail(40);
        format!("--- the operator's log ends:\n{text}")
    }
}

impl Place {
    async fn new(cluster: &'static Cluster, client: Client, name: &str) -> Self {
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
        Self {
            cluster,
            client,
            namespace,
            simulator,
            scratch,
        }
    }

    async fn with_operator(self, endpoint: String, mut options: OperatorOptions) -> Stage {
        options.watch_namespace = Some(self.namespace.clone());
        let operator = Operator::start(self.cluster, self.scratch.path(), &options)
            .await
            .expect("an operator");
        Stage {
            cluster: self.cluster,
            client: self.client,
            namespace: self.namespace,
            simulator: self.simulator,
            endpoint,
            operator,
            _scratch: self.scratch,
        }
    }
}

/// The control plane that all stages share, with the chart in it.
async fn chart_installed() -> &'static Cluster {
    let cluster = ControlPlane::shared().await.expect("a control plane");
    CHART
        .get_or_try_init(|| cluster.install_chart(&[]))
        .await
        .expect("the chart installs");
    cluster
}

pub async fn client_of(cluster: &Cluster) -> Client {
    let kubeconfig = Kubeconfig::read_from(cluster.kubeconfig()).expect("a kubeconfig");
    let options = KubeConfigOptions::default();
    let config = Config::from_custom_kubeconfig(kubeconfig, &options)
        .await
        .expect("a configuration");
    Client::try_from(config).expect("a client")
}

/// A port that is taken and that nobody listens on, as long as this is held.
pub fn nobody_listens() -> tokio::net::TcpSocket {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    socket
}
