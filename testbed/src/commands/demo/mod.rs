//! `testbed demo`: the operator at work, from an empty cluster over the life of a task to its end. Everything it starts or creates is
//! gone when it ends, however it ends.

mod calls;
mod cleanup;
mod drift;
mod examples;
mod halt;
mod news;
mod parting;
mod remote;
mod running;
mod scene;
mod stage;
mod table;
mod watch;

use tokio::signal::unix::{SignalKind, signal};

use self::examples::Examples;
use self::scene::Scene;
use self::stage::{NAMESPACE, Stage};
use super::steps::Steps;
use crate::tools::Tools;
use crate::{Error, Operator, OperatorOptions, Result, Simulator};

pub(super) async fn run() -> Result<()> {
    let mut steps = Steps::new();
    let mut stage = Stage::prepare()?;
    let mut terminate = signal(SignalKind::terminate()).map_err(Error::io("listening for SIGTERM"))?;
    let interrupted = || Err(Error::Interrupted);
    let outcome = tokio::select! {
        outcome = show(&mut stage, &mut steps) => outcome,
        _ = tokio::signal::ctrl_c() => interrupted(),
        _ = terminate.recv() => interrupted(),
    };
    if let Err(error) = &outcome {
        eprintln!("\nThe demo failed at step {}: {error}", steps.current());
        stage.show_log(error);
    }
    steps.next("Ending everything that the demo started");
    let cleaned = cleanup::run(&mut stage, &steps).await;
    stage.close(outcome.is_ok());
    match outcome {
        Ok(()) => {
            cleaned.map(|()| println!("\nDone. `make up` starts the same to stay, `make` lists the rest."))
        }
        Err(_) => cleaned.and(Err(Error::State(format!(
            "the demo failed; its logs are in {}",
            stage.directory()
        )))),
    }
}

async fn show(stage: &mut Stage, steps: &mut Steps) -> Result<()> {
    steps.next("Checking the control plane's binaries, kubectl and Helm");
    let tools = Tools::ensure().await?;

    steps.next(stage.cluster_step());
    let cluster = stage.open_cluster(&tools).await?;

    steps.next("Installing the chart with Helm");
    stage.install(&cluster).await?;

    steps.next("Starting the DataWorks simulator");
    let mut examples = Examples::render(&cluster).await?;
    let simulator = Simulator::start(stage.path(), examples.simulator_options()?).await?;
    steps.show(&simulator.endpoint());

    steps.next("Starting the operator with the rights that the chart gave it");
    let options = OperatorOptions {
        watch_namespace: Some(NAMESPACE.into()),
        ..OperatorOptions::default()
    };
    let operator = stage
        .operator
        .insert(Operator::start(&cluster, stage.directory.as_path(), &options).await?);
    steps.show(&format!(
        "process {}, log {}",
        operator.pid(),
        operator.log().path().display()
    ));

    steps.next("Applying examples/");
    steps.show("as they are in the repository, but for:");
    for change in examples.adapt(&simulator.endpoint()) {
        steps.show(&format!("  {change}"));
    }
    let simulator = stage.simulator.insert(simulator);
    steps.show(&cluster.apply(NAMESPACE, &examples.manifests()).await?);

    let mut scene = Scene {
        cluster: &cluster,
        operator,
        simulator,
        steps,
    };
    running::run(&mut scene).await?;
    table::run(&mut scene).await?;
    halt::run(&mut scene).await?;
    drift::run(&mut scene).await?;
    parting::run(&mut scene).await
}
