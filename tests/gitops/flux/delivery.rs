//! All that it takes for a commit to reach DataWorks: a control plane, Flux, the release that it installs, the operator
//! with the rights of that release, and DataWorks with a workspace for each environment.

use serde_json::Value;
use testbed::wait::{self, Look};
use testbed::{
    Cluster, ControlPlane, Flux, Operator, OperatorOptions, Scratch, Simulator, SimulatorOptions, Tools,
};

use super::installation;
use super::repository::Repository;
use super::sources::{Sources, revision};
use crate::stage::PATIENCE;

/// The namespaces of the team, and the workspaces that theirs lead to.
pub const ENVIRONMENTS: [(&str, &str); 2] = [("orders-dev", "10000"), ("orders-prod", "20000")];

pub struct Delivery {
    pub repository: Repository,
    pub simulator: Simulator,
    control_plane: ControlPlane,
    flux: Flux,
    sources: Sources,
    _operator: Operator,
    _scratch: Scratch,
}

impl Delivery {
    /// Everything up to the first commit of the team, which is not made yet.
    pub async fn begin() -> Self {
        let scratch = Scratch::new("delivery").unwrap();
        let place = |name: &str| scratch.path().join(name);
        let tools = Tools::ensure().await.unwrap();
        let control_plane = ControlPlane::start(&place("control-plane"), &tools)
            .await
            .unwrap();
        let cluster = control_plane.cluster();
        let flux = Flux::start(cluster, &place("flux")).await.unwrap();
        let options = SimulatorOptions {
            args: vec!["--project-id".into(), "20000".into()],
            ..SimulatorOptions::default()
        };
        let simulator = Simulator::start(&place("simulator"), options).await.unwrap();
        let repository = Repository::new(&place("repository"));
        installation::adapt(&repository, &simulator.endpoint());
        let sources = Sources::serve(&place("sources")).await;
        installation::install(cluster, &repository, &sources, &place("package")).await;
        let operator = Operator::start(cluster, &place("operator"), &OperatorOptions::default())
            .await
            .unwrap();
        Self {
            repository,
            simulator,
            control_plane,
            flux,
            sources,
            _operator: operator,
            _scratch: scratch,
        }
    }

    pub fn cluster(&self) -> &Cluster {
        self.control_plane.cluster()
    }

    /// Lets Flux find this commit in every environment.
    pub async fn push(&self, commit: &str) {
        let file = self.sources.file();
        self.repository.archive(&file);
        for (namespace, _) in ENVIRONMENTS {
            let source = (namespace, "gitrepository/orders");
            self.sources
                .publish(self.cluster(), source, &revision(commit), &file)
                .await;
        }
    }

    /// Waits until a Kustomization has carried this commit out.
    pub async fn delivered(&mut self, kustomization: (&str, &str), commit: &str) {
        self.told(kustomization, ("True", "lastAppliedRevision"), commit)
            .await;
    }

    /// Waits until a Kustomization that was ready has failed at this commit, and returns what it says.
    pub async fn failed(&mut self, kustomization: (&str, &str), commit: &str) -> String {
        self.told(kustomization, ("False", "lastAttemptedRevision"), commit)
            .await
    }

    async fn told(
        &mut self,
        (namespace, name): (&str, &str),
        (ready, field): (&str, &str),
        commit: &str,
    ) -> String {
        let get = ["get", "kustomization", name, "-n", namespace];
        let what = format!("{namespace}/{name} with Ready={ready} for {commit}");
        let told = wait::until(&what, PATIENCE, || async {
            let found = self.cluster().kubectl_json(&get).await?;
            let (status, condition) = (&found["status"], condition(&found, "Ready"));
            Ok(
                if condition["status"] == ready && status[field] == revision(commit).as_str() {
                    Look::Met(condition["message"].as_str().unwrap_or_default().to_owned())
                } else {
                    Look::NotYet(format!("{status:#}"))
                },
            )
        })
        .await;
        self.flux.check().unwrap();
        match told {
            Ok(message) => message,
            Err(error) => panic!("{error}\n{}\n{}", self.list().await, self.flux.tails()),
        }
    }

    /// The resources, with what the operator says of them.
    async fn list(&self) -> String {
        let list = [
            "get",
            "disynctasks,dataworksworkspaces",
            "--all-namespaces",
            "--output=wide",
        ];
        self.cluster().kubectl(&list).await.unwrap()
    }

    /// Asks a Kustomization to look again, as `flux reconcile kustomization` does, and waits until it has.
    pub async fn reconcile(&self, (namespace, name): (&str, &str), asked: &str) {
        let request = format!("reconcile.fluxcd.io/requestedAt={asked}");
        let annotate = [
            "annotate",
            "kustomization",
            name,
            "-n",
            namespace,
            "--overwrite",
            &request,
        ];
        self.cluster().kubectl(&annotate).await.unwrap();
        let get = ["get", "kustomization", name, "-n", namespace];
        self.until("the request to be handled", || async {
            let found = self.cluster().kubectl_json(&get).await?;
            Ok(found["status"]["lastHandledReconcileAt"] == asked)
        })
        .await;
    }

    /// The resource of the task "clicks".
    pub async fn clicks(&self, namespace: &str) -> Value {
        let get = ["get", "disynctask", "clicks", "-n", namespace];
        self.cluster().kubectl_json(&get).await.unwrap()
    }

    /// The names and run states of the tasks in a workspace of DataWorks.
    pub async fn tasks(&self, project: &str) -> Vec<(String, String)> {
        let state = self.simulator.get("state").await.unwrap();
        let tasks = state["workspaces"][project]["tasks"].as_array().unwrap().clone();
        let word = |task: &Value, key: &str| task[key].as_str().unwrap_or_default().to_owned();
        tasks
            .iter()
            .map(|task| (word(task, "name"), word(task, "runState")))
            .collect()
    }

    pub async fn until<F>(&self, what: &str, holds: impl Fn() -> F)
    where
        F: Future<Output = testbed::Result<bool>>,
    {
        wait::until(what, PATIENCE, || async {
            Ok(if holds().await? {
                Look::Met(())
            } else {
                Look::NotYet("not yet".into())
            })
        })
        .await
        .unwrap_or_else(|error| panic!("{error}\n{}", self.flux.tails()));
    }
}

/// A condition of a resource.
pub fn condition(resource: &Value, kind: &str) -> Value {
    let conditions = resource["status"]["conditions"].as_array();
    let found = conditions.and_then(|all| all.iter().find(|condition| condition["type"] == kind));
    found.cloned().unwrap_or_default()
}
