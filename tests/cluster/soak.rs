//! Random edits, faults and kills over hundreds of resources, on a fast clock, and what must hold at the end.
//!
//! `SOAK_SECONDS` sets how long it is unsettled, `SOAK_SEED` what happens; a failure prints both.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use kube::ResourceExt;
use serde_json::{Value, json};
use testbed::wait::{self, Look};

use crate::stage::*;

/// How many resources there may be at once.
const MOST: u64 = 200;

/// Calls that the workspace allows: more than are needed, and a limit all the same, through all kills.
const CALLS_PER_DAY: u64 = 6_000;

/// Calls whose answers get lost, and that fail.
const ACTIONS: [&str; 10] = [
    "GenerateDISyncTaskConfigForCreating",
    "GenerateDISyncTaskConfigForUpdating",
    "QueryDISyncTaskConfigProcessResult",
    "CreateDISyncTask",
    "UpdateDISyncTask",
    "DeployDISyncTask",
    "StartDISyncInstance",
    "StopDISyncInstance",
    "DeleteDISyncTask",
    "ListFiles",
];

const FAULTS: [&str; 7] = [
    "resetAfter",
    "resetBefore",
    "error500",
    "error503",
    "truncated",
    "html",
    "throttle429",
];

/// What a task that is not a batch may be edited to.
const STATES: [&str; 3] = ["Running", "Stopped", "Created"];

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (x ^ (x >> 31)) % end
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }
}

fn number(variable: &str, default: u64) -> u64 {
    let text = std::env::var(variable).ok();
    text.map_or(default, |text| text.parse().expect("a number"))
}

/// One in four is a batch task, always the same: what is edited of a task depends on its type.
fn is_batch(number: u64) -> bool {
    number.is_multiple_of(4)
}

fn spec(number: u64, dice: &mut Dice) -> Value {
    if is_batch(number) {
        let mut spec = batch();
        spec["deletionPolicy"] = json!("Delete");
        return spec;
    }
    let mut spec = running();
    spec["desiredState"] = json!(dice.pick(&STATES));
    spec["restartPolicy"] = json!({ "limit": 100 });
    spec
}

/// One thing that users do.
async fn meddle(stage: &Stage, dice: &mut Dice) {
    let number = dice.below(MOST);
    let name = format!("t{number:03}");
    match dice.below(10) {
        0..5 => drop(stage.try_create(&name, spec(number, dice)).await),
        5..7 if !is_batch(number) => {
            let state = json!({ "spec": { "desiredState": dice.pick(&STATES) } });
            drop(stage.try_edit(&name, state).await);
        }
        5..8 => {
            let cu = json!({ "spec": { "cu": 1 + dice.below(4) } });
            drop(stage.try_edit(&name, cu).await);
        }
        8 => drop(stage.ask_if_there(&name).await),
        _ => drop(stage.tasks().delete(&name, &Default::default()).await),
    }
}

impl Stage {
    async fn ask_if_there(&self, name: &str) -> Result<(), String> {
        let annotations = json!({ "dataworks.alibabacloud.com/reconcile-requested-at": name });
        let change = json!({ "metadata": { "annotations": annotations } });
        self.try_edit(name, change).await.map(drop)
    }
}

/// What is wrong: resources that are not as they should be, and tasks too many or too few.
async fn wrong(stage: &Stage) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut wanted = BTreeSet::new();
    for task in stage.all_tasks().await {
        let ready = condition(&task, "Ready");
        let status = task.status.clone().unwrap_or_default();
        let settled = task.metadata.deletion_timestamp.is_none()
            && ready.as_ref().is_some_and(|(status, ..)| status == "True")
            && status.observed_generation == task.metadata.generation;
        if !settled {
            wrong.push(format!("{}: {ready:?}", task.name_any()));
        }
        wanted.extend(status.file_id);
    }
    let mut names = BTreeMap::<String, usize>::new();
    for task in stage.remote().await {
        *names
            .entry(task["name"].as_str().unwrap().to_owned())
            .or_default() += 1;
        if !wanted.remove(&task["fileId"].as_i64().unwrap()) {
            wrong.push(format!("no resource has the task {}", task["name"]));
        }
    }
    wrong.extend(
        wanted
            .iter()
            .map(|file_id| format!("task {file_id} is not there")),
    );
    let doubles = names.into_iter().filter(|(_, count)| *count > 1);
    wrong.extend(doubles.map(|(name, count)| format!("{count} tasks have the name {name}")));
    wrong
}

/// The ID of the first task that the simulator makes; each further one has the next.
const FIRST_ID: i64 = 500_000_001;

/// The resources whose creation was carried out, by the UID that the ClientToken begins with, and how often that was a
/// success; and how many tasks were ever made, whatever became of the answers.
async fn creations(stage: &Stage) -> (BTreeMap<String, usize>, i64) {
    let mut creations = BTreeMap::new();
    let mut last = FIRST_ID - 1;
    for call in stage.call_log().await {
        let parameter = |name: &str| call["parameters"][name].as_str().unwrap_or_default().to_owned();
        if call["action"] == "CreateDISyncTask" && call["executed"] != 0 {
            let uid: String = parameter("ClientToken").chars().take(36).collect();
            let success = call["outcome"] == "success" && call["replayed"] == false;
            *creations.entry(uid).or_default() += usize::from(success);
        }
        last = last.max(parameter("FileId").parse().unwrap_or_default());
    }
    for task in stage.remote().await {
        last = last.max(task["fileId"].as_i64().unwrap());
    }
    (creations, last + 1 - FIRST_ID)
}

/// No resource made more than one task, found out from the log though half of the answers were lost.
async fn no_creation_took_effect_twice(stage: &Stage) {
    let (creations, made) = creations(stage).await;
    println!("{made} tasks were made for {} resources", creations.len());
    assert!(
        i64::try_from(creations.len()).unwrap() >= made,
        "{made} tasks for {} resources",
        creations.len()
    );
    let twice: Vec<_> = creations.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "made twice: {twice:?}");
}

/// What the operator's log and DataWorks' say of the tasks that something is wrong with.
async fn story(stage: &Stage, wrong: &[String]) -> String {
    let named: BTreeSet<&str> = wrong
        .iter()
        .flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()))
        .filter(|word| word.len() == 4 && word.starts_with('t'))
        .collect();
    let tells = |line: &str| named.iter().any(|name| line.contains(name));
    let log = stage.operator.log().read();
    let calls = stage.call_log().await;
    let calls = calls.iter().map(Value::to_string).filter(|call| tells(call));
    let calls: Vec<String> = calls.map(|call| call.chars().take(400).collect()).collect();
    let log: Vec<&str> = log.lines().filter(|line| tells(line)).collect();
    format!("{}\n{}", log.join("\n"), calls.join("\n"))
}

#[tokio::test]
async fn slow_whatever_happens_ends_with_each_task_once_and_as_its_spec_says() {
    let (seed, seconds) = (number("SOAK_SEED", 1), number("SOAK_SECONDS", 40));
    println!("SOAK_SEED={seed} SOAK_SECONDS={seconds}");
    let clock = fast_clock(number("SOAK_FACTOR", 8).try_into().unwrap());
    let mut stage = Stage::with("soak", &["--clock", &clock], &["--clock", &clock]).await;
    stage.create_secret("simulator-secret").await;
    let spec = json!({ "watchInterval": "10m", "budget": { "callsPerDay": CALLS_PER_DAY } });
    stage.create_workspace(spec).await;
    let reading = json!({
        "token": if seed % 2 == 0 { "honoured" } else { "ignored" },
        "businessErrors": if seed % 3 == 0 { "http" } else { "data" },
        "process": { "polls": 2 }
    });
    stage.behave(reading).await;

    let (mut dice, begun, mut kills) = (Dice(seed), Instant::now(), 0);
    while begun.elapsed() < Duration::from_secs(seconds) || kills == 0 {
        for _ in 0..20 {
            meddle(&stage, &mut dice).await;
        }
        let fault =
            json!({ "action": dice.pick(&ACTIONS), "kind": dice.pick(&FAULTS), "times": 1 + dice.below(3) });
        stage.fault(fault).await;
        if dice.below(4) == 0 {
            stage.operator.restart().await.unwrap();
            kills += 1;
        }
    }
    stage.simulator.delete("faults").await.unwrap();
    stage.operator.check().unwrap();

    let settled = wait::until("all to settle", PATIENCE * 2, || async {
        let wrong = wrong(&stage).await;
        Ok(match wrong.len() {
            0 => Look::Met(()),
            count => Look::NotYet(format!("{count} wrong, such as {:#?}", &wrong[..count.min(5)])),
        })
    });
    let outcome = settled.await;
    let resources = stage.all_tasks().await.len();
    let calls = stage.simulator.get("counts").await.unwrap();
    println!("{resources} resources, {kills} kills, calls: {calls:#}");
    if let Err(error) = outcome {
        let story = story(&stage, &wrong(&stage).await).await;
        panic!("SOAK_SEED={seed}: {error}\n{story}");
    }
    assert!(kills > 0 && resources > 20, "nothing happened");
    no_creation_took_effect_twice(&stage).await;
    let worst = stage.counted("worst24h").await;
    println!("{worst} calls in the worst 24 hours of {CALLS_PER_DAY} allowed");
    assert!(worst <= CALLS_PER_DAY, "{worst} calls");
}
