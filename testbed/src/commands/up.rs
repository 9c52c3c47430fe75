//! `testbed up`: a cluster, the simulator and the operator that stay until `testbed down`.

use std::path::Path;

use super::place::{self, Environment, Place};
use super::steps::Steps;
use crate::process::Lifetime;
use crate::tools::Tools;
use crate::{ControlPlane, Error, Operator, Result, Simulator, SimulatorOptions, layout, ports};

/// Where examples/ expect the simulator. The first `up` on a machine gets it, so that they work as they are.
const EXAMPLES_PORT: u16 = 8765;

pub(super) async fn run(directory: &Path) -> Result<()> {
    std::fs::create_dir_all(directory).map_err(Error::path("creating", directory))?;
    let directory = std::fs::canonicalize(directory).map_err(Error::path("resolving", directory))?;
    let place = Place(&directory);
    let running = place.running()?;
    if running.len() == place::processes().count() && place.env_file().exists() {
        println!(
            "Already up. Nothing was changed. Use it with:\n\n    . {}\n",
            place.env_file().display()
        );
        return Ok(());
    }
    if !running.is_empty() {
        let running = running.join(", ");
        return Err(Error::State(format!(
            "an earlier `up` still runs in part in {} ({running}): `make down` ends it. An operator that was killed \
             comes back with $OPERATOR_COMMAND of {}",
            directory.display(),
            place.env_file().display()
        )));
    }
    place.forget_logs()?;
    // Ctrl-C drops what was started so far, and with it ends it.
    tokio::select! {
        outcome = start(&place) => outcome,
        _ = tokio::signal::ctrl_c() => Err(Error::Interrupted),
    }
}

async fn start(place: &Place<'_>) -> Result<()> {
    let mut steps = Steps::new();
    let directory = place.0;
    let lifetime = Lifetime::Detached(directory);
    let testbed = layout::testbed_binary()?;

    steps.next("Checking the control plane's binaries, kubectl and Helm");
    let tools = Tools::ensure().await?;

    steps.next("Starting etcd, kube-apiserver and kube-controller-manager");
    let control_plane = ControlPlane::start_with(&directory.join("control-plane"), &tools, lifetime).await?;
    let cluster = control_plane.cluster().clone();

    steps.next("Starting the DataWorks simulator");
    let options = SimulatorOptions {
        port: if ports::is_free(EXAMPLES_PORT) {
            EXAMPLES_PORT
        } else {
            0
        },
        args: super::patient_processes(),
        ..SimulatorOptions::default()
    };
    let simulator = Simulator::start_with(directory, options, lifetime).await?;

    steps.next("Installing the chart");
    cluster.install_chart(&["endpoints.allowLoopback=true"]).await?;

    steps.next("Starting the operator for all namespaces");
    let operator = Operator::start_with(&cluster, directory, &place::operator_options(), lifetime).await?;
    place.write_env(&Environment {
        cluster: &cluster,
        endpoint: &simulator.endpoint(),
        simulator: simulator.options(),
        operator_pid: operator.pid(),
        testbed: &testbed,
    })?;

    steps.next("Up");
    steps.show(&format!("API server   {}", cluster.kubeconfig().display()));
    steps.show(&format!("simulator    {}", simulator.endpoint()));
    steps.show(&format!(
        "operator     process {}, log {}",
        operator.pid(),
        operator.log().path().display()
    ));
    steps.show(&format!("use it       . {}", place.env_file().display()));
    steps.show("end it       make down");
    if !simulator.endpoint().ends_with(&format!(":{EXAMPLES_PORT}")) {
        steps.show(&format!(
            "note         port {EXAMPLES_PORT} was taken: before you apply examples/, let spec.endpoint in \
             workspace.yaml say {}",
            simulator.endpoint()
        ));
    }
    operator.leave_running();
    simulator.leave_running();
    control_plane.leave_running();
    Ok(())
}
