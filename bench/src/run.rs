//! The phases in their order, for each number of tasks.

use testbed::{Operator, layout};

use crate::args::Args;
use crate::error::{Error, Result};
use crate::figures::{Figures, OfCount};
use crate::machine::Machine;
use crate::meter::Meter;
use crate::operators;
use crate::phases::{creation, failover, idleness, passes, restart, singles, starts};
use crate::progress::Watch;
use crate::stage::Stage;

/// Measures every number of tasks; tells on standard error what goes on.
pub async fn run(args: &Args) -> Result<Figures> {
    let binary = layout::operator_binary()?;
    let binary_bytes = std::fs::metadata(&binary)
        .map_err(Error::path("looking at", &binary))?
        .len();
    let machine = Machine::this();
    let mut counts = Vec::new();
    for count in &args.counts {
        counts.push(measure(*count, args).await?);
    }
    Ok(Figures {
        machine,
        optimised: !cfg!(debug_assertions),
        script_bytes: crate::script::SIZE,
        window_seconds: args.idle_window().as_secs_f64(),
        starts: args.starts,
        binary_bytes,
        counts,
    })
}

async fn measure(count: u32, args: &Args) -> Result<OfCount> {
    let tell = |what: &str| eprintln!("{count} tasks: {what}");
    tell("starting a control plane");
    let stage = Stage::start().await?;
    let mut watch = Watch::open(stage.client().await?, stage.namespace()).await?;
    let mut operator = Operator::start(stage.cluster(), stage.directory(), &operators::alone()).await?;

    tell("starts with one task to do");
    let start = starts::measure(&stage, &mut operator, &mut watch, args.starts).await?;
    tell("tasks one after the other");
    let single = singles::measure(&stage, &mut watch).await?;
    restart::until_ready(&mut operator).await?;
    let mut meter = Meter::start(&stage.simulator, stage.audit()?).await?;
    meter.take_until_quiet().await?;

    tell("creation");
    let creation = creation::measure(&stage, &operator, &mut watch, &mut meter, count as usize).await?;
    tell("idleness");
    let idleness = idleness::measure(&operator, &mut meter, args.idle_window()).await?;
    tell("passes without work");
    let passes = passes::measure(&stage, &operator, &mut meter, count).await?;
    tell("restart");
    let restart = restart::measure(&mut operator, &mut meter, args.idle_window()).await?;
    let failover = if args.failovers > 0 {
        tell("failover");
        drop(operator);
        Some(failover::measure(&stage, &mut watch, args.failovers).await?)
    } else {
        None
    };
    Ok(OfCount {
        tasks: count,
        start,
        single,
        creation,
        idleness,
        passes,
        restart,
        failover,
    })
}
