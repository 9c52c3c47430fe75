//! Who comes first, and who is kept out.

use futures::FutureExt;
use serde_json::json;
use tokio::sync::oneshot::Receiver;

use super::queues::WORKSPACES;
use super::*;
use crate::cluster::Guarded;

/// A new task of a workspace, created in this second.
pub(super) fn task(workspace: &str, name: &str, second: u8) -> DISyncTask {
    serde_json::from_value(json!({
        "apiVersion": "dataworks.alibabacloud.com/v1alpha1", "kind": "DISyncTask",
        "metadata": {
            "name": name, "namespace": "team", "uid": name, "generation": 1,
            "creationTimestamp": format!("2026-01-01T00:00:{second:02}Z"),
        },
        "spec": { "taskType": "DI_REALTIME", "workspaceRef": { "name": workspace } },
    }))
    .unwrap()
}

/// The same, deleted.
fn ending(mut task: DISyncTask) -> DISyncTask {
    task.metadata.deletion_timestamp = task.metadata.creation_timestamp.clone();
    task
}

/// The same at rest, to be looked at in this second.
fn at_rest(mut task: DISyncTask, second: u8) -> DISyncTask {
    let status = json!({
        "observedGeneration": 1, "fileId": 7, "nextPollTime": format!("2026-01-01T01:00:{second:02}Z"),
        "conditions": [{
            "type": "Ready", "status": "True", "reason": "Running", "message": "",
            "lastTransitionTime": "2026-01-01T00:00:00Z",
        }],
    });
    task.status = Some(serde_json::from_value(status).unwrap());
    task
}

pub(super) fn has(turns: &Turns, task: &DISyncTask) -> Turn {
    turns.enter(task).ok().unwrap()
}

pub(super) fn waits(turns: &Turns, task: &DISyncTask) -> Receiver<Turn> {
    turns.enter(task).err().unwrap()
}

#[test]
fn the_urgent_come_first_and_then_the_old() {
    let turns = Turns::new(1);
    let taken = has(&turns, &task("a", "taken", 0));
    let mut young = waits(&turns, &task("a", "young", 9));
    let mut old = waits(&turns, &task("a", "old", 5));
    let mut ending = waits(&turns, &ending(task("a", "ending", 10)));
    drop(taken);
    let first = ending.try_recv().unwrap();
    assert!(old.try_recv().is_err());
    drop(first);
    let second = old.try_recv().unwrap();
    assert!(young.try_recv().is_err());
    drop(second);
    drop(young.try_recv().unwrap());
    assert!(turns.queues().is_empty(), "nothing is kept");
}

#[test]
fn a_task_that_is_deleted_while_it_waits_comes_first() {
    let turns = Turns::new(1);
    let taken = has(&turns, &task("a", "taken", 0));
    let mut old = waits(&turns, &task("a", "old", 1));
    let young = task("a", "young", 2);
    let mut deleted = waits(&turns, &young);
    turns.follow(&Ok(watcher::Event::Apply(Guarded(Ok(ending(young))))));
    // One that does not wait is none of its business.
    turns.follow(&Ok(watcher::Event::Apply(Guarded(Ok(task("a", "other", 0))))));
    drop(taken);
    drop(deleted.try_recv().unwrap());
    drop(old.try_recv().unwrap());
    assert!(turns.queues().is_empty());
}

#[test]
fn looks_are_taken_in_the_order_in_which_they_are_due() {
    let turns = Turns::new(1);
    let taken = has(&turns, &task("a", "taken", 0));
    let mut old = waits(&turns, &at_rest(task("a", "old", 1), 9));
    let mut young = waits(&turns, &at_rest(task("a", "young", 8), 2));
    let mut new = waits(&turns, &task("a", "new", 9));
    drop(taken);
    drop(new.try_recv().unwrap());
    drop(young.try_recv().unwrap());
    drop(old.try_recv().unwrap());
}

#[test]
fn a_full_workspace_keeps_out_no_other() {
    let turns = Turns::new(2);
    let _places: Vec<_> = ["a1", "a2"].map(|name| has(&turns, &task("a", name, 0))).into();
    let _waits = waits(&turns, &ending(task("a", "a3", 0)));
    drop(has(&turns, &task("b", "b1", 0)));
}

#[test]
fn a_workspace_has_one_place_though_all_that_are_shared_are_taken() {
    let turns = Turns::new(2);
    // Each has its own place, and one of those that are shared.
    let full: Vec<_> = (0..WORKSPACES * 2)
        .flat_map(|n| [1, 2].map(|second| (n, second)))
        .map(|(n, second)| has(&turns, &task(&n.to_string(), &format!("{n}-{second}"), second)))
        .collect();
    let first = has(&turns, &task("late", "first", 0));
    let mut second = waits(&turns, &task("late", "second", 1));
    let mut full = full.into_iter();
    let mut elsewhere = waits(&turns, &task("1", "1-3", 0));
    drop(full.next());
    // Both wait: the one whose workspace has fewer places comes first.
    let turn = second.try_recv().unwrap();
    assert!(elsewhere.try_recv().is_err());
    drop((first, turn));
    drop(full);
    drop(elsewhere.try_recv().unwrap());
    assert!(turns.queues().is_empty());
}

#[tokio::test]
async fn who_gave_up_is_passed_over() {
    let turns = Turns::new(1);
    let taken = turns.of(&task("a", "taken", 0)).await;
    drop(turns.of(&task("a", "gave-up", 1)));
    let unread = waits(&turns, &task("a", "unread", 2));
    let last = turns.of(&task("a", "last", 3));
    drop(taken);
    // It had been granted, and nobody came for it.
    drop(unread);
    assert!(last.now_or_never().is_some());
}
