//! Many resources, lost answers and kills by a seed, for a minute; then it settles, and every task is there once.
//!
//! `TORMENT_SECONDS` and `TORMENT_SEED` change how long and which.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use testbed::proxy::{Fate, Turn};
use tokio::time::{Instant, sleep_until};

use crate::names;
use crate::stage::*;

const RESOURCES: usize = 40;

/// SplitMix64: the same numbers for the same seed, everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (x ^ (x >> 31)) % bound
    }
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_minute_of_kills_and_lost_answers_leaves_each_task_once() {
    let (seed, seconds) = (number("TORMENT_SEED", 1), number("TORMENT_SECONDS", 60));
    let ground = Ground::new().await;
    let (mut stage, proxies) = ground.stage("torment", names::kubernetes, names::cloud).await;
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(json!({})).await;
    // Slow enough that kills meet calls under way.
    stage.behave(json!({ "latencyMs": { "*": 150 } })).await;

    let lost = Arc::new(AtomicUsize::new(0));
    let (counter, mut dice) = (lost.clone(), Dice(seed));
    proxies.script.direct(move |effect| {
        let loses = effect.name == "CreateDISyncTask" && dice.below(10) == 0;
        counter.fetch_add(usize::from(loses), Ordering::Relaxed);
        Turn::new(if loses { Fate::Lost } else { Fate::Undisturbed })
    });

    let (begin, torment) = (Instant::now(), Duration::from_secs(seconds));
    let name = |n: usize| format!("task-{n}");
    let mut dice = Dice(!seed);
    let (mut kills, mut made) = (0, 0);
    let mut next_kill = begin + Duration::from_millis(1000 + dice.below(2001));
    while begin.elapsed() < torment || made < RESOURCES {
        // They come all along, so that each kill meets some on their way.
        let next_task = begin + torment * u32::try_from(made).unwrap() / u32::try_from(RESOURCES).unwrap();
        if made < RESOURCES && next_task <= next_kill {
            sleep_until(next_task).await;
            stage.create(&name(made), running()).await;
            made += 1;
        } else {
            sleep_until(next_kill).await;
            stage.operator.restart().await.unwrap();
            kills += 1;
            next_kill = Instant::now() + Duration::from_millis(1000 + dice.below(2001));
        }
    }
    let calm = Instant::now();
    for n in 0..RESOURCES {
        stage.until_ready(&name(n)).await;
    }
    let settled = calm.elapsed();
    proxies.quiet().await;

    let log = stage.call_log().await;
    let creates: Vec<&Value> = log
        .iter()
        .filter(|call| call["action"] == "CreateDISyncTask")
        .collect();
    let effective = creates
        .iter()
        .filter(|call| call["executed"] != 0 && call["outcome"] == "success");
    let remote = stage.remote().await;
    let names: BTreeSet<&str> = remote.iter().filter_map(|task| task["name"].as_str()).collect();
    println!(
        "torment of {seconds} s, seed {seed}: {kills} kills, {} Create answers lost, {} creates sent, {} took effect; \
         settled in {} s: {} tasks, {} doubles, {RESOURCES} Ready",
        lost.load(Ordering::Relaxed),
        creates.len(),
        effective.clone().count(),
        settled.as_secs(),
        remote.len(),
        remote.len() - names.len(),
    );
    assert_eq!(
        (remote.len(), names.len(), effective.count()),
        (RESOURCES, RESOURCES, RESOURCES)
    );
    assert!(remote.iter().all(|task| task["runState"] == "RUN"));
}
