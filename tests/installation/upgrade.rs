//! From an earlier release to this version, with tasks that run.

use dataworks_operator::api::{ConditionType, DISyncTask};
use testbed::Operator;

use crate::ground::{Ground, LOOPBACK, OPERATOR, SYSTEM};
use crate::page::{GIVE_ROLE, INJECT, INSTALL, ONE_FILE, PACKAGE, UNINSTALL, UPGRADE};
use crate::release::{MANIFESTS, Release};
use crate::stage::{batch, condition, running};

const TEAM: &str = "team";
const TASKS: [&str; 2] = ["orders", "daily"];

/// The version of this checkout.
const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Ground {
    /// Installs an earlier release, as its page said, with further values.
    pub async fn install_release(&self, release: &Release, values: &str) {
        let chart = release.chart();
        let ours = format!("dataworks-operator-{VERSION}.tgz");
        let command = INSTALL.text().replace(&ours, &chart.to_string_lossy());
        assert!(command.contains(&release.version), "{command}");
        self.run(&(command + LOOPBACK + values)).await;
    }

    /// Upgrades to this version, as the page says.
    pub async fn upgrade(&self, values: &str) {
        self.run(&PACKAGE.text()).await;
        self.run(&(UPGRADE.text() + values)).await;
        self.runs_this_version().await;
    }

    async fn runs_this_version(&self) {
        let image = "jsonpath={.spec.template.spec.containers[0].image}";
        let get = ["get", "deployment", OPERATOR, "-n", SYSTEM, "-o", image];
        let image = self.cluster().kubectl(&get).await.unwrap();
        assert!(image.ends_with(&format!(":{VERSION}")), "{image}");
    }
}

/// Tasks that run, and what there is to lose.
struct Before {
    operators: Vec<Operator>,
    tasks: Vec<DISyncTask>,
    remote: Vec<(String, String)>,
}

impl Before {
    async fn on(ground: &Ground) -> Self {
        let operators = ground.operators().await;
        ground.furnish(TEAM).await;
        let mut daily = batch();
        daily["desiredState"] = "Running".into();
        for (name, spec) in TASKS.into_iter().zip([running(), daily]) {
            ground.create_task(TEAM, name, &spec).await;
        }
        let mut tasks = Vec::new();
        for name in TASKS {
            tasks.push(ground.until((TEAM, name), is_ready).await);
        }
        let remote = ground.remote().await;
        ground.simulator.delete("calls").await.unwrap();
        Self {
            operators,
            tasks,
            remote,
        }
    }

    /// Lets the Pods that are there now take over, and sees that nothing was lost and nothing was touched.
    async fn goes_on_with(mut self, ground: &Ground) {
        let mut after = ground.operators().await;
        assert_eq!((self.operators.len(), after.len()), (1, 1));
        hands_over(&mut self.operators[0], &mut after[0]).await;
        for (name, then) in TASKS.into_iter().zip(&self.tasks) {
            let now = ground.visited(TEAM, name, "after").await;
            assert!(is_ready(&now));
            assert_eq!(
                ready_since(&now),
                ready_since(then),
                "{name} was Ready all the time"
            );
            assert_eq!(now.metadata.uid, then.metadata.uid);
            let numbers = |task: &DISyncTask| {
                let status = task.status.as_ref().unwrap();
                (status.file_id, status.process_id, status.applied_hash.clone())
            };
            assert_eq!(numbers(&now), numbers(then));
        }
        let mutations = ground.mutations().await;
        assert!(mutations.is_empty(), "{mutations:?}");
        assert_eq!(ground.remote().await, self.remote);
    }
}

#[tokio::test]
async fn a_task_that_runs_does_not_notice_an_upgrade() {
    let ground = Ground::new().await;
    ground.install_release(&Release::last(), "").await;
    let before = Before::on(&ground).await;
    ground.upgrade("").await;
    before.goes_on_with(&ground).await;
}

#[tokio::test]
async fn nor_does_it_one_by_helm_3() {
    let ground = Ground::with_helm_of(&testbed::chart_tools().await.unwrap()).await;
    let helm = ground.run("helm version --short").await;
    assert!(helm.starts_with("v3."), "{helm}");
    ground.install_release(&Release::last(), "").await;
    let before = Before::on(&ground).await;
    ground.upgrade("").await;
    before.goes_on_with(&ground).await;
    ground.run(&UNINSTALL.text()).await;
    let get = ["get", "deployments", "-n", SYSTEM, "-o", "name"];
    assert_eq!(ground.cluster().kubectl(&get).await.unwrap(), "");
    assert!(
        ground
            .tasks(TEAM)
            .await
            .get_opt("orders")
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn nor_one_by_plain_manifests() {
    let ground = Ground::new().await;
    // As on the page, with the one argument more that lets a workspace name the simulator.
    let (ours, beside) = (
        "deploy/install.yaml",
        r"sed 's/^\( *\)- run$/&\n\1- --allow-loopback-endpoints/'",
    );
    let command = ONE_FILE.text().replace(ours, &format!("{ours} | {beside}"));
    let rolled = format!("kubectl rollout status deployment/{OPERATOR} -n {SYSTEM} --timeout=60s");
    let earlier = Release::last().file(MANIFESTS);
    ground
        .run(&command.replace(ours, &earlier.to_string_lossy()))
        .await;
    ground.run(&rolled).await;
    let before = Before::on(&ground).await;
    ground.run(&command).await;
    ground.run(&rolled).await;
    ground.runs_this_version().await;
    before.goes_on_with(&ground).await;
}

#[tokio::test]
async fn a_role_is_given_to_the_operator_of_an_earlier_release() {
    let ground = Ground::new().await;
    ground.install_release(&Release::last(), "").await;
    for command in [INJECT.text(), GIVE_ROLE.text()] {
        ground.run(&command).await;
    }
    let cluster = ground.cluster();
    let get = ["get", "serviceaccount", OPERATOR, "-n", SYSTEM];
    let account = cluster.kubectl_json(&get).await.unwrap();
    let role = &account["metadata"]["annotations"]["pod-identity.alibabacloud.com/role-name"];
    assert_eq!(role, "dataworks-operator");
    let get = ["get", "deployment", OPERATOR, "-n", SYSTEM];
    let deployment = cluster.kubectl_json(&get).await.unwrap();
    let container = &deployment["spec"]["template"]["spec"]["containers"][0];
    let args = container["args"].as_array().unwrap();
    let open = ["--operator-identity-namespace", "shop"];
    assert!(args.windows(2).any(|pair| pair == open), "{args:?}");
    // What the installation was given is kept.
    let image = container["image"].as_str().unwrap();
    assert!(
        image.starts_with("registry.example.com/dataworks-operator:"),
        "{image}"
    );
    assert!(args.iter().any(|arg| arg == "--allow-loopback-endpoints"));
}

/// The new Pod is there before the old one is asked to go.
async fn hands_over(before: &mut Operator, after: &mut Operator) {
    after.health_address().await.unwrap();
    assert!(before.terminate().await.unwrap().success());
}

fn is_ready(task: &DISyncTask) -> bool {
    condition(task, "Ready").is_some_and(|ready| ready.0 == "True")
        && task.status.as_ref().unwrap().observed_generation == task.metadata.generation
}

/// Since when the Ready condition has its status.
pub fn ready_since(task: &DISyncTask) -> String {
    let conditions = &task.status.as_ref().unwrap().conditions;
    let ready = ConditionType::Ready.among(conditions).unwrap();
    ready.last_transition_time.0.to_string()
}
