//! One cell: a path, struck at one effect, and its end.

use std::fmt;

use testbed::proxy::{Effect, Fate, Turn};
use tokio::sync::oneshot;

use crate::configuration::Configuration;
use crate::invariants;
use crate::names::{self, WORKSPACE_STATUS};
use crate::paths::Path;
use crate::stage::{Ground, PATIENCE, Proxies, Stage};

/// Every way in which an effect is struck.
pub const FATES: [Fate; 4] = [Fate::Before, Fate::Lost, Fate::Delivered, Fate::Duplicated];

/// What is run, and what is struck in it.
#[derive(Clone, Debug)]
pub struct Cell {
    pub path: Path,
    pub effect: Effect,
    pub fate: Fate,
    pub configuration: Configuration,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            effect,
            fate,
            configuration,
        } = self;
        let Effect { name, nth } = effect;
        write!(
            f,
            "{path:?}, {name} {nth}, {fate:?}, {}",
            configuration.behaviour()
        )
    }
}

/// What an undisturbed run of a path shows.
#[derive(Clone, Debug)]
pub struct Course {
    /// Its effects, in order.
    pub effects: Vec<Effect>,
    /// The calls that changed something, in order.
    pub mutations: Vec<String>,
}

async fn prepared(path: Path, configuration: Configuration, ground: &Ground) -> (Stage, Proxies) {
    let (stage, proxies) = ground.stage(&path.word(), names::kubernetes, names::cloud).await;
    stage.behave(configuration.behaviour()).await;
    path.prepare(&stage).await;
    proxies.quiet().await;
    stage.simulator.delete("calls").await.unwrap();
    (stage, proxies)
}

/// Runs a path undisturbed.
pub async fn course(path: Path, configuration: Configuration, ground: &Ground) -> Course {
    let (stage, proxies) = prepared(path, configuration, ground).await;
    proxies.script.direct(|_| Turn::new(Fate::Undisturbed));
    path.act(&stage).await;
    path.ends(&stage).await;
    proxies.quiet().await;
    invariants::remote(path, &stage.remote().await);
    let mut effects = proxies.script.seen();
    effects.retain(|effect| (effect.name == WORKSPACE_STATUS) == (path == Path::Workspace));
    Course {
        effects,
        mutations: invariants::mutations(&stage.call_log().await),
    }
}

/// Runs a path with one effect struck, the operator killed there and started again; a duplicate it survives.
pub async fn run(cell: &Cell, course: &Course, ground: &Ground) {
    let Cell {
        path,
        effect,
        fate,
        configuration,
    } = cell.clone();
    let (mut stage, proxies) = prepared(path, configuration, ground).await;
    let kill = stage.operator.killer();
    let (strike, struck) = oneshot::channel();
    let mut strike = Some((strike, kill));
    proxies.script.direct(move |seen| {
        let Some((strike, kill)) = strike.take_if(|_| *seen == effect) else {
            return Turn::new(Fate::Undisturbed);
        };
        if fate == Fate::Duplicated {
            let _ = strike.send(());
            return Turn::new(fate);
        }
        Turn::then(fate, move || {
            kill();
            let _ = strike.send(());
        })
    });
    path.act(&stage).await;
    let came = tokio::time::timeout(PATIENCE, struck).await;
    assert!(
        matches!(came, Ok(Ok(()))),
        "the effect never came: {:?}",
        proxies.script.seen()
    );
    if fate != Fate::Duplicated {
        stage.operator.ended().await.unwrap();
        proxies.kubernetes.delay_watches(configuration.staleness);
        proxies.script.thaw();
        stage.operator.restart().await.unwrap();
    }
    path.looks_again(&stage).await;
    path.ends(&stage).await;
    proxies.quiet().await;
    stage.operator.check().unwrap();
    invariants::hold(cell, course, &stage).await;
}
