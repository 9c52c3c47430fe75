//! Random histories: edits, faults, somebody's hand in the console, restarts and time, against a service in memory.
//!
//! What must hold of every history: never two tasks of one resource, no change of DataWorks that the spec does not
//! justify, no status that contradicts itself, and rest in the end, as the spec says or with a complaint that is true.

mod difference;
mod draw;
mod driver;
mod ending;
mod event;
mod ledger;
mod refused;
mod resource;
mod sane;
mod world;

use std::cell::Cell;
use std::fmt::Write as _;
use std::io::Write as _;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use crate::api::TaskType;
use event::Script;
use world::World;

/// The longest history.
const EVENTS: usize = 40;

/// How many histories of each type are run.
fn histories() -> u32 {
    let asked = std::env::var("HISTORIES").ok();
    asked.and_then(|asked| asked.parse().ok()).unwrap_or(300)
}

/// Runs a history, and tells how many steps it took and what went wrong.
fn run(script: &Script, log: bool) -> (World, Result<(), String>) {
    let mut world = World::new(script, log);
    for event in &script.events {
        world.happen(event);
        if !world.wrong.is_empty() || !world.service.violations.is_empty() {
            break;
        }
    }
    let mut outcome = wrong(&world);
    if outcome.is_ok() {
        world.say(|| "==== faults end".to_owned());
        outcome = ending::check(&mut world);
        outcome = wrong(&world).and(outcome);
    }
    (world, outcome)
}

fn wrong(world: &World) -> Result<(), String> {
    let mut all = world.service.violations.iter().chain(&world.wrong);
    all.next().map_or(Ok(()), |first| Err(first.clone()))
}

fn hold(task_type: TaskType) {
    let (count, steps) = (Cell::new(0), Cell::new(0));
    let config = Config {
        cases: histories(),
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome = runner.run(&draw::script(task_type, EVENTS), |script| {
        let (world, outcome) = run(&script, false);
        count.set(count.get() + 1);
        steps.set(steps.get() + script.events.len() + world.passes);
        outcome.map_err(TestCaseError::fail)
    });
    // Past the test harness, which keeps what a test prints to itself.
    let _ = writeln!(
        std::io::stdout(),
        "{}: {} histories, {} steps",
        task_type.as_str(),
        count.get(),
        steps.get()
    );
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(why, script)) => panic!("{}", story(&why.to_string(), &script)),
        Err(error) => panic!("{error}"),
    }
}

/// The shortest history that was found to fail, event by event, and what was seen and done in it.
fn story(why: &str, script: &Script) -> String {
    let mut text = format!("{why}\n\n{:?}\n{:?}\n", script.quirks, script.beginning);
    for event in &script.events {
        let _ = writeln!(text, "  {event:?}");
    }
    let told = std::panic::catch_unwind(|| {
        let (world, outcome) = run(script, true);
        (world.log.clone().unwrap_or_default(), world.status(), outcome)
    });
    if let Ok((log, status, outcome)) = told {
        let _ = write!(text, "\n{}\n{status:#?}\n{outcome:?}", log.join("\n"));
    }
    text
}

#[test]
fn histories_of_real_time_tasks() {
    hold(TaskType::Realtime);
}

#[test]
fn histories_of_solutions() {
    hold(TaskType::Solution);
}

#[test]
fn histories_of_batch_tasks() {
    hold(TaskType::Offline);
}
