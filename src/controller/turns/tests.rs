//! Who comes first, and who is kept out.

use kube::runtime::watcher;
use serde_json::json;

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

/// Turns, and who is waked.
pub(super) struct Stage {
    pub(super) turns: Turns,
    waked: mpsc::UnboundedReceiver<ObjectRef<Cached>>,
}

pub(super) fn stage(places: u16) -> Stage {
    let (wake, waked) = mpsc::unbounded();
    Stage {
        turns: Turns::new(places, wake),
        waked,
    }
}

impl Stage {
    pub(super) fn has(&self, task: &DISyncTask) -> Turn {
        self.turns.take(task).unwrap()
    }

    pub(super) fn waits(&self, task: &DISyncTask) {
        assert!(self.turns.take(task).is_none());
    }

    /// Who is waked next, and takes the place that is kept for it.
    pub(super) fn next(&mut self) -> (String, Turn) {
        let name = self.waked.try_recv().unwrap().name;
        let turn = self.turns.kept_for(&cached(task("", &name, 0))).unwrap();
        (name, turn)
    }

    fn nobody_is_waked(&mut self) {
        assert!(self.waked.try_recv().is_err());
    }

    fn follow(&self, event: watcher::Event<Cached>) {
        self.turns.follow(&Ok(event));
    }

    /// The names in the order in which they are waked, each when the one before has left.
    fn order(&mut self, mut turn: Turn, number: usize) -> Vec<String> {
        let mut names = Vec::new();
        for _ in 0..number {
            drop(turn);
            let (name, next) = self.next();
            self.nobody_is_waked();
            names.push(name);
            turn = next;
        }
        drop(turn);
        assert!(self.turns.queues().is_empty(), "nothing is kept");
        names
    }
}

fn cached(task: DISyncTask) -> Cached {
    Guarded(Ok(task))
}

#[test]
fn the_urgent_come_first_and_then_the_old() {
    let mut stage = stage(1);
    let taken = stage.has(&task("a", "taken", 0));
    stage.waits(&task("a", "young", 9));
    stage.waits(&task("a", "old", 5));
    stage.waits(&ending(task("a", "ending", 10)));
    assert_eq!(stage.order(taken, 3), ["ending", "old", "young"]);
}

#[test]
fn a_task_that_is_deleted_while_it_waits_comes_first() {
    let mut stage = stage(1);
    let taken = stage.has(&task("a", "taken", 0));
    stage.waits(&task("a", "old", 1));
    let young = task("a", "young", 2);
    stage.waits(&young);
    stage.follow(watcher::Event::Apply(cached(ending(young))));
    // One that does not wait is none of its business.
    stage.follow(watcher::Event::Apply(cached(task("a", "other", 0))));
    assert_eq!(stage.order(taken, 2), ["young", "old"]);
}

#[test]
fn who_is_waked_by_something_else_waits_on_in_its_present_place() {
    let mut stage = stage(1);
    let taken = stage.has(&task("a", "taken", 0));
    stage.waits(&task("a", "old", 1));
    stage.waits(&task("a", "young", 2));
    stage.waits(&ending(task("a", "young", 2)));
    assert_eq!(stage.order(taken, 2), ["young", "old"]);
}

#[test]
fn looks_are_taken_in_the_order_in_which_they_are_due() {
    let mut stage = stage(1);
    let taken = stage.has(&task("a", "taken", 0));
    stage.waits(&at_rest(task("a", "old", 1), 9));
    stage.waits(&at_rest(task("a", "young", 8), 2));
    stage.waits(&task("a", "new", 9));
    assert_eq!(stage.order(taken, 3), ["new", "young", "old"]);
}

#[test]
fn a_full_workspace_keeps_out_no_other() {
    let stage = stage(2);
    let _places: Vec<_> = ["a1", "a2"].map(|name| stage.has(&task("a", name, 0))).into();
    stage.waits(&ending(task("a", "a3", 0)));
    drop(stage.has(&task("b", "b1", 0)));
}

#[test]
fn a_workspace_has_one_place_though_all_that_are_shared_are_taken() {
    let mut stage = stage(2);
    // Each has its own place, and one of those that are shared.
    let full: Vec<_> = (0..WORKSPACES * 2)
        .flat_map(|n| [1, 2].map(|second| (n, second)))
        .map(|(n, second)| stage.has(&task(&n.to_string(), &format!("{n}-{second}"), second)))
        .collect();
    let first = stage.has(&task("late", "first", 0));
    stage.waits(&task("late", "second", 1));
    let mut full = full.into_iter();
    stage.waits(&task("1", "1-3", 0));
    drop(full.next());
    // Both wait: the one whose workspace has fewer places comes first.
    let (name, turn) = stage.next();
    assert_eq!(name, "second");
    stage.nobody_is_waked();
    drop((first, turn));
    drop(full);
    let (name, turn) = stage.next();
    assert_eq!(name, "1-3");
    drop(turn);
    assert!(stage.turns.queues().is_empty());
}

#[test]
fn a_kept_place_is_taken_by_whatever_wakes_its_task_first() {
    let mut stage = stage(1);
    let taken = stage.has(&task("a", "taken", 0));
    stage.waits(&task("a", "next", 1));
    drop(taken);
    stage.waits(&task("a", "late", 0));
    let turn = stage.has(&task("a", "next", 1));
    assert_eq!(stage.waked.try_recv().unwrap().name, "next");
    assert!(stage.turns.kept_for(&cached(task("a", "next", 1))).is_none());
    assert_eq!(stage.order(turn, 1), ["late"]);
}

#[test]
fn who_is_gone_is_passed_over() {
    let mut stage = stage(1);
    let taken = stage.has(&task("a", "taken", 0));
    for (name, second) in [("waited", 1), ("kept", 0), ("last", 2)] {
        stage.waits(&task("a", name, second));
    }
    stage.follow(watcher::Event::Delete(cached(task("a", "waited", 1))));
    drop(taken);
    assert_eq!(stage.waked.try_recv().unwrap().name, "kept");
    stage.follow(watcher::Event::Delete(cached(task("a", "kept", 0))));
    let (name, turn) = stage.next();
    assert_eq!(name, "last");
    drop(turn);
    assert!(stage.turns.queues().is_empty());
}

#[test]
fn who_a_new_list_does_not_show_is_gone() {
    let mut stage = stage(1);
    let taken = stage.has(&task("a", "taken", 0));
    stage.waits(&task("a", "kept", 0));
    drop(taken);
    assert_eq!(stage.waked.try_recv().unwrap().name, "kept");
    stage.waits(&task("a", "waited", 1));
    stage.waits(&task("a", "shown", 3));
    stage.follow(watcher::Event::Init);
    for name in ["shown", "new"] {
        stage.follow(watcher::Event::InitApply(cached(task("a", name, 3))));
    }
    // They are in the cache as long as the list is under way.
    stage.waits(&task("a", "late", 2));
    stage.waits(&task("a", "new", 4));
    stage.nobody_is_waked();
    stage.follow(watcher::Event::InitDone);
    let (name, turn) = stage.next();
    assert_eq!(name, "shown");
    assert_eq!(stage.order(turn, 1), ["new"]);
}

#[test]
fn who_was_gone_before_it_waited_keeps_no_place() {
    let mut stage = stage(1);
    let taken = stage.has(&task("a", "taken", 0));
    let (gone, anew) = (task("a", "gone", 0), task("a", "anew", 0));
    for (waits, latest) in [(&gone, None), (&gone, Some(&anew))] {
        stage.waits(waits);
        let latest = latest.cloned().map(cached);
        stage.turns.compare(&cached(waits.clone()), latest.as_ref());
    }
    stage.waits(&task("a", "old", 1));
    stage.waits(&task("a", "young", 2));
    let now = cached(ending(task("a", "young", 2)));
    stage.turns.compare(&cached(task("a", "young", 2)), Some(&now));
    assert_eq!(stage.order(taken, 2), ["young", "old"]);
}

#[test]
fn who_names_another_workspace_while_it_waits_waits_there() {
    let mut stage = stage(1);
    let (taken, there) = (
        stage.has(&task("a", "taken", 0)),
        stage.has(&task("b", "there", 0)),
    );
    stage.waits(&task("a", "moving", 1));
    stage.waits(&task("b", "moving", 1));
    drop(taken);
    stage.nobody_is_waked();
    assert_eq!(stage.order(there, 1), ["moving"]);
}
