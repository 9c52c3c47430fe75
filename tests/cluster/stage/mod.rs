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
mod page;
#[allow(dead_code)] // the matrix needs more of it than the other tests
mod proxied;
mod silent;
mod specs;
mod waits;

pub use looks::{condition, message, probe, scrape};
pub use page::publish;
pub use proxied::{Ground, Proxies};
pub use silent::Silent;
pub use specs::*;
pub use waits::until_readyz;

/// How long a test waits for what should come soon, on a machine where all of them run at once.
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
    options: OperatorOptions,
    scratch: Scratch,
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
        stage.furnish().await;
        stage
    }

    /// A stage whose workspace `default` has this in its spec from the beginning. What is changed of a workspace comes to
    /// the operator by another watch than the tasks, and may come after a task that was created later.
    pub async fn with_workspace(name: &str, spec: serde_json::Value) -> Self {
        let stage = Self::bare(name, &[]).await;
        stage.create_secret("simulator-secret").await;
        stage.create_workspace(spec).await;
        stage
    }

    /// A stage with the usual workspace, and an operator that must hold a lease to act.
    pub async fn led(name: &str) -> Self {
        let options = OperatorOptions {
            lease: Some(format!("{name}-{}", std::process::id())),
            ..OperatorOptions::default()
        };
        let cluster = chart_installed().await;
        let place = Place::new(cluster, client_of(cluster).await, name, &[]).await;
        let endpoint = place.simulator.endpoint();
        let stage = place.with_operator(endpoint, options).await;
        stage.furnish().await;
        stage
    }

    /// A stage without workspace and Secret; `args` go to the operator.
    pub async fn bare(name: &str, args: &[&str]) -> Self {
        Self::with(name, args, &[]).await
    }

    /// The same, where `simulator_args` go to the simulator. In `args` the word `{simulator}` stands for its endpoint.
    pub async fn with(name: &str, args: &[&str], simulator_args: &[&str]) -> Self {
        let cluster = chart_installed().await;
        let place = Place::new(cluster, client_of(cluster).await, name, simulator_args).await;
        place.furnished(args, &[]).await
    }

    /// A bare stage whose operator has these variables in its environment. In `args` the word `{namespace}` stands for
    /// that of the stage.
    pub async fn in_environment(name: &str, args: &[&str], variables: &[(&str, &str)]) -> Self {
        let cluster = chart_installed().await;
        let place = Place::new(cluster, client_of(cluster).await, name, &[]).await;
        place.furnished(args, variables).await
    }

    /// A bare stage whose operator lets workspaces name no address of this machine but those that `args` allow.
    pub async fn guarded(name: &str, args: &[&str], variables: &[(&str, &str)]) -> Self {
        let cluster = chart_installed().await;
        let place = Place::new(cluster, client_of(cluster).await, name, &[]).await;
        let options = OperatorOptions {
            allow_loopback_endpoints: false,
            ..OperatorOptions::default()
        };
        place.furnished_as(args, variables, options).await
    }

    /// A bare stage in a cluster of its own, which holds the rights of the operator.
    pub async fn upon(cluster: &'static Cluster, name: &str, args: &[&str]) -> Self {
        let place = Place::new(cluster, client_of(cluster).await, name, &[]).await;
        place.furnished(args, &[]).await
    }

    /// The same, whose operator works in all namespaces of the cluster.
    pub async fn everywhere(cluster: &'static Cluster, name: &str) -> Self {
        let place = Place::new(cluster, client_of(cluster).await, name, &[]).await;
        let endpoint = place.simulator.endpoint();
        place
            .with_any_operator(endpoint, OperatorOptions::default())
            .await
    }

    /// Goes on in another namespace, which is made for it.
    pub async fn move_to(&mut self, namespace: &str) {
        create_namespace(&self.client, namespace).await;
        namespace.clone_into(&mut self.namespace);
    }

    /// A further operator with the same settings, that reaches the API server as `cluster` says.
    pub async fn join(&self, cluster: &Cluster) -> Operator {
        let directory = STAGES.fetch_add(1, Ordering::Relaxed).to_string();
        Operator::start(cluster, &self.scratch.path().join(directory), &self.options)
            .await
            .expect("an operator")
    }

    /// A further operator with settings of its own in the same namespace.
    pub async fn join_with(&self, mut options: OperatorOptions) -> Operator {
        options.watch_namespace = Some(self.namespace.clone());
        let directory = STAGES.fetch_add(1, Ordering::Relaxed).to_string();
        Operator::start(self.cluster, &self.scratch.path().join(directory), &options)
            .await
            .expect("an operator")
    }

    async fn furnish(&self) {
        self.create_secret("simulator-secret").await;
        self.create_workspace(json!({})).await;
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
    async fn new(cluster: &'static Cluster, client: Client, name: &str, simulator_args: &[&str]) -> Self {
        // Other test programs may use the same cluster.
        let (process, number) = (std::process::id(), STAGES.fetch_add(1, Ordering::Relaxed));
        let namespace = format!("{name}-{process}-{number}");
        create_namespace(&client, &namespace).await;
        let scratch = Scratch::new("cluster-test").expect("a directory");
        let options = SimulatorOptions {
            args: simulator_args.iter().map(ToString::to_string).collect(),
            ..SimulatorOptions::default()
        };
        let simulator = Simulator::start(scratch.path(), options)
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

    /// An operator that is told `args`, and goes to the simulator without a detour.
    async fn furnished(self, args: &[&str], variables: &[(&str, &str)]) -> Stage {
        self.furnished_as(args, variables, OperatorOptions::default())
            .await
    }

    async fn furnished_as(
        self,
        args: &[&str],
        variables: &[(&str, &str)],
        options: OperatorOptions,
    ) -> Stage {
        let endpoint = self.simulator.endpoint();
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let options = OperatorOptions {
            args: args
                .iter()
                .map(|arg| arg.replace("{simulator}", &endpoint))
                .map(|arg| arg.replace("{namespace}", &self.namespace))
                .collect(),
            env: variables.iter().map(own).collect(),
            ..options
        };
        self.with_operator(endpoint, options).await
    }

    async fn with_operator(self, endpoint: String, mut options: OperatorOptions) -> Stage {
        options.watch_namespace = Some(self.namespace.clone());
        self.with_any_operator(endpoint, options).await
    }

    async fn with_any_operator(self, endpoint: String, options: OperatorOptions) -> Stage {
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
            options,
            scratch: self.scratch,
        }
    }
}

async fn create_namespace(client: &Client, name: &str) {
    let resource: Namespace = serde_json::from_value(json!({ "metadata": { "name": name } })).unwrap();
    Api::all(client.clone())
        .create(&PostParams::default(), &resource)
        .await
        .expect("a namespace");
}

/// The control plane that all stages share, with the chart in it.
pub async fn chart_installed() -> &'static Cluster {
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
