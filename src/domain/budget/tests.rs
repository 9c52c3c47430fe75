//! Who comes first, by tables.

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use serde_json::json;

use super::*;
use crate::api::{DISyncTask, DISyncTaskStatus, DesiredState, TaskType};

fn task(namespace: &str, name: &str, minute: i64) -> DISyncTask {
    let created = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute);
    serde_json::from_value(json!({
        "apiVersion": "dataworks.alibabacloud.com/v1alpha1", "kind": "DISyncTask",
        "metadata": { "name": name, "namespace": namespace, "uid": format!("{namespace}/{name}"), "generation": 1,
                      "creationTimestamp": created.to_string() },
        "spec": { "taskType": "DI_REALTIME", "desiredState": "Created" },
        "status": { "observedGeneration": -1 }
    }))
    .unwrap()
}

fn with_reason(mut task: DISyncTask, reason: &str) -> DISyncTask {
    let condition = json!({ "type": "Ready", "status": "False", "reason": reason, "message": "",
                            "lastTransitionTime": "2026-01-01T00:00:00Z" });
    task.status.get_or_insert_default().conditions = vec![serde_json::from_value(condition).unwrap()];
    task
}

fn calls(queue: &Queue, task: &DISyncTask) -> Option<u32> {
    queue.needs(task).map(|needed| needed.before + needed.own)
}

fn needs_among(task: &DISyncTask, others: &[DISyncTask]) -> Option<u32> {
    let others = others
        .iter()
        .filter(|other| other.metadata.uid != task.metadata.uid);
    calls(&Queue::of(others.chain([task]), [], |_| false), task)
}

#[test]
fn creations_come_in_order_of_age() {
    let tasks: Vec<_> = (0..4).map(|n| task("a", &format!("t{n}"), n)).collect();
    let needed: Vec<_> = tasks.iter().map(|task| needs_among(task, &tasks)).collect();
    assert_eq!(needed, [Some(6), Some(12), Some(18), Some(24)]);
}

#[test]
fn namespaces_take_turns() {
    let mut tasks: Vec<_> = (0..100).map(|n| task("many", &format!("t{n}"), n)).collect();
    let lone = task("one", "t", 1000);
    tasks.push(lone.clone());
    assert_eq!(
        needs_among(&lone, &tasks),
        Some(12),
        "behind the first of the other"
    );
    assert_eq!(needs_among(&tasks[1], &tasks), Some(18), "and before its second");
    assert_eq!(needs_among(&tasks[0], &tasks), Some(6));
}

#[test]
fn a_namespace_whose_task_is_begun_has_had_its_turn() {
    let mut tasks: Vec<_> = (0..3).map(|n| task("many", &format!("t{n}"), n)).collect();
    tasks[0].status.get_or_insert_default().file_id = Some(1);
    let lone = task("one", "t", 1000);
    tasks.push(lone.clone());
    assert_eq!(needs_among(&lone, &tasks), Some(7), "behind what is begun only");
    assert_eq!(needs_among(&tasks[1], &tasks), Some(13));
}

#[test]
fn ten_thousand_are_put_in_order_by_one_look_at_each() {
    let tasks: Vec<_> = (0..10_000)
        .map(|n| task(&format!("n{}", n % 100), &format!("t{n}"), n))
        .collect();
    let mut looks = 0;
    let queue = Queue::of(tasks.iter().inspect(|_| looks += 1), [], |_| false);
    let needed: Vec<_> = tasks.iter().map(|task| calls(&queue, task)).collect();
    assert_eq!(looks, 10_000, "what one needs is not looked for among all");
    let in_turn: Vec<_> = (1..=10_000).map(|place| Some(6 * place)).collect();
    assert_eq!(needed, in_turn);
}

#[test]
fn one_that_the_queue_does_not_know_yet_comes_last() {
    let tasks: Vec<_> = (0..4).map(|n| task("a", &format!("t{n}"), n)).collect();
    let queue = Queue::of(&tasks[1..], [], |_| false);
    assert_eq!(calls(&queue, &tasks[0]), Some(24));
}

#[test]
fn an_older_one_is_not_overtaken_by_those_that_need_less() {
    let mut old = task("a", "old", 0);
    old.spec.desired_state = Some(DesiredState::Running);
    let mut cheap = task("a", "cheap", 1);
    cheap.spec.task_type = TaskType::Offline;
    let queue = Queue::of([&old, &cheap], [], |_| false);
    let of = |task| queue.needs(task).map(|needed| (needed.before, needed.own));
    assert_eq!(of(&old), Some((0, 12)));
    assert_eq!(of(&cheap), Some((12, 3)));
}

#[test]
fn those_whose_endpoint_does_not_answer_come_after_those_that_can_go_on() {
    let mut tasks: Vec<_> = (0..20).map(|n| task("a", &format!("silent{n}"), n)).collect();
    tasks.push(task("a", "young", 99));
    let silent = |task: &DISyncTask| {
        task.metadata
            .name
            .as_ref()
            .is_some_and(|name| name.starts_with("silent"))
    };
    let queue = Queue::of(&tasks, [], silent);
    assert_eq!(calls(&queue, &tasks[20]), Some(6));
    assert_eq!(calls(&queue, &tasks[0]), Some(12), "by age after that");
    assert_eq!(calls(&queue, &tasks[1]), Some(18));
}

#[test]
fn what_strangers_began_is_paid_by_others() {
    let new = task("a", "new", 9);
    let mut theirs = [task("b", "begun", 0), task("b", "waiting", 1)];
    theirs[0].status.get_or_insert_default().file_id = Some(1);
    assert_eq!(calls(&Queue::of([&new], &theirs, |_| false), &new), Some(12));
    let silent = [with_reason(task("b", "silent", 0), "Unreachable")];
    assert_eq!(calls(&Queue::of([&new], &silent, |_| false), &new), Some(6));
}

#[test]
fn what_was_begun_and_lacks_something_keeps_nobody_waiting() {
    let new = task("a", "new", 9);
    let begun = |reason| {
        let mut begun = with_reason(task("a", "begun", 0), reason);
        begun.status.get_or_insert_default().file_id = Some(1);
        vec![begun]
    };
    for (reason, expected) in [
        ("CredentialsNotFound", 6),
        ("WorkspaceNotFound", 6),
        ("Deploying", 6),
        ("BudgetExhausted", 7),
        ("OutcomeUnknown", 7),
    ] {
        assert_eq!(needs_among(&new, &begun(reason)), Some(expected), "{reason}");
    }
}

#[test]
fn what_is_begun_needs_what_is_left_of_it() {
    let new = task("a", "new", 9);
    let begun = |change: fn(&mut DISyncTaskStatus)| {
        let mut begun = task("a", "begun", 0);
        begun.spec.desired_state = Some(DesiredState::Running);
        change(begun.status.get_or_insert_default());
        begun
    };
    let exists = begun(|status| status.file_id = Some(1));
    let starts = begun(|status| {
        (status.file_id, status.started_hash) = (Some(1), Some("hash".into()));
    });
    assert_eq!(needs_among(&new, &[exists]), Some(12));
    assert_eq!(needs_among(&new, &[starts]), Some(6), "that may take days");
}

#[test]
fn what_is_begun_is_finished_first() {
    let mut begun = task("a", "begun", 9);
    begun.status.get_or_insert_default().file_id = Some(1);
    let waiting = task("a", "waiting", 0);
    assert_eq!(needs_among(&begun, std::slice::from_ref(&waiting)), None);
    assert_eq!(needs_among(&waiting, &[begun]), Some(7));
}

#[test]
fn what_cannot_go_on_keeps_nobody_waiting() {
    let new = task("a", "new", 9);
    let older = |reason| vec![with_reason(task("a", "old", 0), reason)];
    assert_eq!(needs_among(&new, &older("InvalidSpec")), Some(6));
    assert_eq!(needs_among(&new, &older("CredentialsNotFound")), Some(6));
    assert_eq!(needs_among(&new, &older("BudgetExhausted")), Some(12));
    assert_eq!(needs_among(&new, &older("Pending")), Some(12));
    let mut suspended = task("a", "old", 0);
    suspended.spec.suspend = true;
    assert_eq!(needs_among(&new, &[suspended]), Some(6));
}

#[test]
fn deletions_may_spend_all_and_looks_leave_the_most() {
    let order = [
        Priority::Ending,
        Priority::Working,
        Priority::Asked,
        Priority::Watching,
        Priority::Comparing,
    ];
    assert_eq!(order.map(|priority| priority.leaves(100)), [0, 5, 10, 20, 30]);
    assert!(order.is_sorted());
}

#[test]
fn the_priority_of_a_visit() {
    let mut task = task("a", "t", 0);
    assert_eq!(Priority::of(&task), Priority::Working, "it is to be created");
    task.metadata.deletion_timestamp = Some(Time(Timestamp::UNIX_EPOCH));
    assert_eq!(Priority::of(&task), Priority::Ending);
    task.metadata.deletion_timestamp = None;
    let status = task.status.get_or_insert_default();
    status.file_id = Some(1);
    status.observed_generation = Some(1);
    status.reached_state = task.spec.desired_state;
    let ready = json!({ "type": "Ready", "status": "True", "reason": "Created", "message": "",
                        "lastTransitionTime": "2026-01-01T00:00:00Z" });
    status.conditions = vec![serde_json::from_value(ready).unwrap()];
    assert_eq!(Priority::of(&task), Priority::Watching);
    task.metadata.annotations =
        Some([(crate::api::RECONCILE_REQUESTED_AT.to_owned(), "now".to_owned())].into());
    assert_eq!(Priority::of(&task), Priority::Asked);
    task.metadata.generation = Some(2);
    assert_eq!(Priority::of(&task), Priority::Working, "it was edited");
    task.spec.desired_state = Some(DesiredState::Stopped);
    assert_eq!(Priority::of(&task), Priority::Working, "nothing of it runs");
    let status = task.status.get_or_insert_default();
    status.deployed_hash = Some("h".to_owned());
    status.started_hash = Some("h".to_owned());
    status.reached_state = Some(DesiredState::Running);
    for (wish, expected) in [
        (DesiredState::Running, Priority::Working),
        (DesiredState::Stopped, Priority::Ending),
        (DesiredState::Created, Priority::Ending),
    ] {
        task.spec.desired_state = Some(wish);
        assert_eq!(Priority::of(&task), expected, "{wish:?}");
    }
    task.spec.task_type = TaskType::Solution;
    assert_eq!(Priority::of(&task), Priority::Working, "the API cannot stop one");
}

#[test]
fn what_was_hindered_does_not_jump_the_queue_once_it_is_not() {
    let young = task("a", "young", 9);
    for reason in ["WorkspaceNotFound", "CredentialsNotFound", "Suspended"] {
        let hindered = with_reason(task("a", "hindered", 0), reason);
        let needs = needs_among(&hindered, std::slice::from_ref(&young));
        assert_eq!(needs, Some(12), "{reason}: it comes last");
        assert_eq!(
            needs_among(&young, &[hindered]),
            Some(6),
            "{reason}: nobody waits for it"
        );
    }
    for reason in ["Throttled", "Unreachable", "BudgetExhausted"] {
        let resting = with_reason(task("a", "resting", 0), reason);
        let needs = needs_among(&resting, std::slice::from_ref(&young));
        assert_eq!(needs, Some(6), "{reason}: it keeps its place");
    }
}

#[test]
fn what_was_refused_comes_last_and_what_fails_keeps_nobody_waiting() {
    let mut refused = task("a", "refused", 0);
    let status = refused.status.get_or_insert_default();
    let stalled = json!({ "type": "Stalled", "status": "True", "reason": "GenerationFailed", "message": "",
                          "lastTransitionTime": "2026-01-01T00:00:00Z" });
    status.conditions = vec![serde_json::from_value(stalled).unwrap()];
    status.operation = Some(
        serde_json::from_value(json!({
            "kind": "Generate", "state": "Failed", "attempt": 1, "payloadHash": "h",
            "announcedAt": "2026-01-01T00:00:00.000000Z", "deadline": "2026-01-01T00:10:00Z"
        }))
        .unwrap(),
    );
    let young = task("a", "young", 9);
    assert_eq!(needs_among(&refused, std::slice::from_ref(&young)), Some(12));
    assert_eq!(needs_among(&young, std::slice::from_ref(&refused)), Some(6));
    let mut failing = task("a", "failing", 0);
    let status = failing.status.get_or_insert_default();
    (status.file_id, status.failures) = (Some(1), Some(3));
    assert_eq!(needs_among(&young, &[failing]), Some(6));
}
