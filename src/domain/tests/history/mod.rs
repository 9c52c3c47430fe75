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
mod resource;
mod sane;
mod world;

use std::cell::Cell;
use std::fmt::Write as _;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use crate::api::TaskType;
use event::Script;
use world::World;

/// The longest history.
const EVENTS: usize = 40;

/// How many histories of each type are run.
fn histories() -> u32 {
    let asked = std::env::var("HISTORIES").ok();
    asked.and_then(|asked| asked.parse().ok()).unwrap_or(400)
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
    println!(
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

#[test]
fn survey() {
    use proptest::strategy::{Strategy, ValueTree};
    let count: u64 = std::env::var("SURVEY")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(0);
    let types = std::env::var("TYPES").unwrap_or_default();
    let most: usize = std::env::var("MOST")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(6);
    for task_type in [TaskType::Realtime, TaskType::Solution, TaskType::Offline] {
        if !types.is_empty() && !types.contains(task_type.as_str()) {
            continue;
        }
        let mut seen: std::collections::BTreeMap<String, usize> = Default::default();
        let key = |script: &Script| -> Option<String> {
            let caught = std::panic::catch_unwind(|| run(script, false).1);
            match caught {
                Ok(Ok(())) => None,
                Ok(Err(why)) => Some(
                    why.chars()
                        .take_while(|c| !c.is_ascii_digit() && *c != '{')
                        .take(160)
                        .collect(),
                ),
                Err(_) => Some("PANIC".to_owned()),
            }
        };
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let strategy = draw::script(task_type, EVENTS);
        let mut failed = 0;
        for _ in 0..count {
            let mut tree = strategy.new_tree(&mut runner).unwrap();
            let Some(mut why) = key(&tree.current()) else {
                continue;
            };
            failed += 1;
            *seen.entry(why.clone()).or_default() += 1;
            if seen[&why] > 1 || seen.len() > most {
                continue;
            }
            // shrink, keeping the key
            let mut best = tree.current();
            let mut iterations = 0;
            if tree.simplify() {
                loop {
                    iterations += 1;
                    if iterations > 4000 {
                        break;
                    }
                    let current = tree.current();
                    if key(&current).as_ref() == Some(&why) {
                        best = current;
                        if !tree.simplify() {
                            break;
                        }
                    } else if !tree.complicate() {
                        break;
                    }
                }
            }
            if let Some(again) = key(&best) {
                why = again;
            }
            let (world, outcome) = run(&best, true);
            println!("\n######## {} {why}", task_type.as_str());
            println!("{outcome:?}");
            println!("{:?}\n{:?}", best.quirks, best.beginning);
            for event in &best.events {
                println!("  {event:?}")
            }
            for line in world.log.unwrap_or_default() {
                println!("    {}", line.chars().take(260).collect::<String>())
            }
        }
        println!("======== {} {failed} of {count} failed", task_type.as_str());
        for (why, n) in seen {
            println!("==== {n} {why}")
        }
    }
}
