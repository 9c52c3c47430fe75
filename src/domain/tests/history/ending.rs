//! Where a history has to end: as the spec says, or with a complaint that is true.

use super::super::service::{BY_HAND, LOST, NameRule, Run};
use super::difference::{Difference, differences, kept};
use super::resource::{corrects, deletes};
use super::world::{WATCH, World};
use crate::api::{DriftPolicy, ReplacePolicy, TaskType};
use crate::domain::desired::{GROUP_PART, SCHEDULE_PART};

const TABLES: &str = "steps[0].parameter.connection[0].table";
const SOURCE: &str = "steps[0].parameter.connection[0].datasource";

/// Passes after which the task should have come to rest: what was refused by mistake is sent again after a day, in which
/// there is a pass every ten minutes.
const PASSES: usize = 600;

/// Lets faults end, and looks at what comes of it.
pub(super) fn check(world: &mut World) -> Result<(), String> {
    if world.task.spec.suspend {
        let (calls, _) = (world.calls, world.pass(None));
        if !world.released && (calls, "Suspended") != (world.calls, ready(world).1.as_str()) {
            return Err("it is suspended, and that does not show".to_owned());
        }
        world.edit(&super::event::Edit::Suspend(false));
    }
    let mut calm = 0;
    let mut since = world.now;
    for _ in 0..PASSES {
        let (changes, status) = (world.changes, quiet(world));
        let settled = world.calls;
        world.pass(None);
        if world.released || !world.wrong.is_empty() {
            break;
        }
        if (changes, status) != (world.changes, quiet(world)) {
            (calm, since) = (0, world.now);
        } else if world.calls > settled {
            calm += 1;
        }
        if world.now >= since + WATCH * 3 && (calm >= 2 || is_blocked(world)) {
            break;
        }
    }
    if world.task.metadata.deletion_timestamp.is_some() {
        return gone(world);
    }
    // Between two tries the status tells what came of the last.
    for _ in 0..40 {
        if world.visit_at >= world.now + jiff::SignedDuration::from_secs(30) {
            break;
        }
        world.pass(None);
    }
    stands(world)?;
    rests(world)
}

/// The status without what every look moves.
fn quiet(world: &World) -> crate::api::DISyncTaskStatus {
    let mut status = world.status();
    status.next_poll_time = None;
    status
}

fn ready(world: &World) -> (String, String) {
    let status = world.status();
    let ready = status
        .conditions
        .iter()
        .find(|condition| condition.type_ == "Ready");
    ready.map_or_else(Default::default, |ready| {
        (ready.status.clone(), ready.reason.clone())
    })
}

/// Whether the spec itself is in the way, so that no call is made.
fn is_blocked(world: &World) -> bool {
    world.wanted.broken
}

fn gone(world: &World) -> Result<(), String> {
    if !world.released {
        return Err(format!("the resource is not let go: {:?}", ready(world)));
    }
    let left = world
        .service
        .tasks
        .values()
        .find(|task| task.ours || world.ledger.adopted);
    match left {
        Some(left) if deletes(&world.task, world.ledger.adopted) => {
            Err(format!("task {} is left behind", left.id))
        }
        _ => Ok(()),
    }
}

fn stands(world: &mut World) -> Result<(), String> {
    let desired = world.desired().ok();
    let found = match &desired {
        Some(desired) => differences(world, desired),
        None if kept(world).is_none() => vec![Difference::Gone],
        None => Vec::new(),
    };
    let (value, reason) = ready(world);
    let has = |difference: Difference| found.contains(&difference);
    let spec = &world.task.spec;
    let lost = world.wanted.tables.contains(&LOST);
    let offline = spec.task_type == TaskType::Offline;
    let foreign = world.service.tasks.values().any(|task| !task.ours);
    let status = world.status();
    let limit = spec.restart_policy.unwrap_or_default().limit;
    let ignores = spec.drift_policy == Some(DriftPolicy::Ignore);
    let legitimate = match reason.as_str() {
        _ if value == "True" => {
            // What a solution is made from is not shown, so one that was taken over is not compared.
            let same = |part: &str| {
                let now = desired.as_ref().and_then(|desired| desired.parts.get(part));
                now == world.ledger.adopted_for.get(part)
            };
            let uncompared = |difference: Difference| match difference {
                Difference::Tables => same(TABLES) && same(SOURCE),
                Difference::Group => same(GROUP_PART),
                Difference::Gone | Difference::Idle => false,
                _ => true,
            };
            let taken_over = spec.task_type == TaskType::Solution && world.ledger.adopted;
            let commits = world.service.quirks.commits;
            let readable = world.service.quirks.readable;
            let is_by_hand =
                kept(world).is_some_and(|task| task.runs.as_ref().is_some_and(|(_, with)| with == BY_HAND));
            let unseen = |difference: &Difference| match difference {
                _ if taken_over && uncompared(*difference) => true,
                // Nothing shows on which group a task runs.
                Difference::Group if world.ledger.adopted && same(GROUP_PART) => true,
                Difference::Schedule if world.ledger.adopted && same(SCHEDULE_PART) => true,
                Difference::Tables | Difference::Group | Difference::Schedule => {
                    ignores || !readable || world.ledger.edited_unseen
                }
                Difference::OldVersion if world.ledger.edited_unseen || ignores || !readable => true,
                Difference::Other | Difference::Name => {
                    ignores || world.ledger.edited_unseen || spec.task_type == TaskType::Solution
                }
                // What somebody else started nobody knows the version of.
                Difference::OldRuns if is_by_hand => true,
                Difference::OldVersion | Difference::OldRuns => world.ledger.adopted,
                // What is not looked for does not show.
                Difference::Gone => ignores,
                Difference::Idle | Difference::Active => false,
                Difference::Fixed => world.ledger.adopted,
                // The outcome of a deployment that is not asked for any more is not found out.
                Difference::Deployed if offline && world.ledger.published => true,
                Difference::Undeployed => world.ledger.adopted && !commits,
                // Whether what was taken over is deployed only DataWorks knows.
                Difference::Deployed => world.ledger.adopted,
            };
            found.iter().all(unseen)
        }
        "InvalidSpec" => world.wanted.broken,
        // What was refused by mistake rests for a day.
        "GenerationFailed" => {
            (lost && !offline) || status.refused_hash.as_ref() == desired.as_ref().map(|it| &it.hash)
        }
        "CreationFailed" => lost && offline && status.file_id.is_none(),
        // It is asked once for each spec.
        "UpdateFailed" => {
            (lost && offline)
                || status.refused_hash.as_ref() == desired.as_ref().map(|it| &it.hash)
                || (!world.service.quirks.updates && !offline)
        }
        "UpdateUnsupported" => has(Difference::Fixed) && spec.replace_policy != Some(ReplacePolicy::Recreate),
        "Drifted" => !found.is_empty() || !world.service.quirks.readable,
        "TaskMissing" => has(Difference::Gone) && !corrects(&world.task),
        "NotRunning" if ignores => has(Difference::Idle) || has(Difference::Gone),
        "NotRunning" => has(Difference::Idle) && status.restarts.unwrap_or(0) >= limit,
        "NotSupported" => {
            let untold = world.ledger.adopted && !world.service.quirks.commits;
            let gone = ignores && has(Difference::Gone);
            (has(Difference::Deployed) || untold || world.ledger.published || gone)
                && spec.task_type != TaskType::Realtime
        }
        "ConfirmationPending" => kept(world).is_some_and(|task| task.run == Run::Unconfirmed),
        "NameConflict" => {
            let taken = foreign && world.service.quirks.names != NameRule::Never;
            // One that was edited before it was found, and whose time another clock tells, may be anybody's.
            let edited = world.service.ours().any(|task| task.version > 1);
            status.file_id.is_none() && (taken || (edited && world.service.quirks.behind > 0))
        }
        "AdoptionFailed" => status.file_id.is_none() && spec.adoption.is_some(),
        _ => false,
    };
    if value == "Unknown" || !legitimate {
        return Err(format!(
            "the end is {value} {reason}, and the task differs in {found:?}"
        ));
    }
    Ok(())
}

/// While nothing changes, nothing is called or written until the next look.
fn rests(world: &mut World) -> Result<(), String> {
    let status = world.status();
    let conditions = &status.conditions;
    let retries = status.failures.is_some() || status.operation.is_some();
    if world.wanted.broken {
        return Ok(());
    }
    if retries {
        return is_patient(world);
    }
    if conditions
        .iter()
        .any(|condition| condition.type_ == "Reconciling")
    {
        return Ok(());
    }
    let look = status.next_poll_time.as_ref().map(|at| at.0);
    let calls = world.calls;
    // A spec that is in the way is read again now and then, and nothing is asked of DataWorks for it.
    for _ in 0..10 {
        if look.is_some_and(|look| world.visit_at >= look) {
            break;
        }
        world.pass(None);
        if world.calls != calls || world.status() != status {
            return Err(format!(
                "no rest: {} calls, {:?}",
                world.calls - calls,
                ready(world)
            ));
        }
    }
    Ok(())
}

/// What is refused again and again is asked for about once an hour in the end.
fn is_patient(world: &mut World) -> Result<(), String> {
    let hours = |n| jiff::SignedDuration::from_hours(n);
    let begun = world.now;
    let mut before = None;
    for _ in 0..400 {
        world.pass(None);
        if before.is_none() && world.now >= begun + hours(4) {
            before = Some(world.changes);
        }
        if world.now >= begun + hours(9) {
            break;
        }
    }
    match before {
        Some(before) if world.now >= begun + hours(9) && world.changes - before <= 14 => Ok(()),
        _ => Err(format!("it asks too often in the end: {:?}", ready(world))),
    }
}
