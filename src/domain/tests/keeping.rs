//! One row a situation of a task that somebody deleted, or that nothing is to be done for.

use jiff::SignedDuration;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::changing::asked_for;
use super::deciding::next;
use super::fixture::*;
use super::reporting::{at_rest, conditions, told};
use super::running::{correcting, just_corrected};
use crate::api::DesiredState::Running;
use crate::api::{DISyncTask, OperationKind as Kind, OperationState as State, Reason, ReplacePolicy};
use crate::domain::decide::decide;
use crate::domain::observed::{Activity, Listing, Seen};
use crate::domain::plan::{Fact, Plan};

fn missing_for(task: DISyncTask, seconds: i64) -> DISyncTask {
    with(task, |status| status.missing_since = Some(Time(ago(seconds))))
}

#[test]
fn a_task_that_somebody_deleted() {
    let gone = || Some(lists(Listing::Absent));
    let unshown = || Some(lists(Listing::Missing));
    let told_to_go = during(missing_for(running(), 10), Kind::Delete, State::Accepted);
    let mut replaced = with(told_to_go, |status| {
        status.replacing = Some(wanted(&running()).hash)
    });
    replaced.spec.replace_policy = Some(ReplacePolicy::Recreate);
    for (name, task, seen, expected) in [
        (
            "seen missing once",
            running(),
            gone(),
            "UnderWay TaskMissing late",
        ),
        (
            "seen missing a moment later",
            missing_for(running(), 9),
            gone(),
            "UnderWay TaskMissing late",
        ),
        (
            "seen missing twice",
            missing_for(running(), 10),
            gone(),
            "AtRest TaskMissing",
        ),
        (
            "to be made anew",
            correcting(missing_for(running(), 10)),
            gone(),
            "Forgotten(Correcting)",
        ),
        (
            "not said to be gone",
            correcting(missing_for(running(), 3600)),
            unshown(),
            "AtRest TaskMissing",
        ),
        (
            "not said to be gone, but a person does",
            asked_for(correcting(missing_for(running(), 3600))),
            unshown(),
            "Forgotten(Correcting)",
        ),
        (
            "made anew a minute ago",
            just_corrected(missing_for(running(), 10)),
            gone(),
            "AtRest TaskMissing",
        ),
        (
            "there again",
            missing_for(running(), 10),
            Some(both(there(), Activity::Running)),
            "AtRest",
        ),
        ("replaced", replaced, gone(), "Forgotten(Replacing)"),
        (
            "a batch task",
            missing_for(deployed(made(offline())), 10),
            gone(),
            "AtRest TaskMissing",
        ),
    ] {
        assert_eq!(next(&task, seen), expected, "{name}");
    }
}

#[test]
fn a_solution_that_somebody_deleted() {
    let up = || arrived(started(made(solution())), Running);
    for (name, task, expected) in [
        ("said to be deleted once", up(), "UnderWay TaskMissing late"),
        ("said so twice", missing_for(up(), 10), "AtRest TaskMissing"),
        (
            "to be made anew",
            correcting(missing_for(up(), 10)),
            "Forgotten(Correcting)",
        ),
    ] {
        assert_eq!(next(&task, Some(runs(Activity::Gone))), expected, "{name}");
    }
    let mut task = up();
    let Seen::Task(Ok(sight)) = runs(Activity::Gone) else {
        unreachable!("it was just made")
    };
    crate::domain::record::record(&mut task, &sight, None, now());
    assert_eq!(task.status.unwrap().missing_since, Some(Time(now())));
}

#[test]
fn what_is_gone_leaves_nothing_but_its_name_and_its_attempts() {
    let old = with(during(running(), Kind::Delete, State::Accepted), |status| {
        status.attempts = Some(4);
        status.task_name = Some("orders_rt".into());
        status.refused_hash = Some("refused".into());
    });
    let report = told(&old, &Fact::Forgotten(Reason::Correcting));
    let status = report.status.clone();
    assert_eq!(
        (status.file_id, &status.operation, status.attempts),
        (None, &None, Some(4))
    );
    assert_eq!(status.last_correction_time, Some(Time(now())));
    assert_eq!(
        (status.applied_hash, status.deployed_hash, status.refused_hash),
        (None, None, None)
    );
    assert_eq!(
        conditions(&report),
        "Ready=Unknown/Correcting Reconciling=True/Correcting"
    );
    let again = with(running(), |status| *status = report.status);
    let found = super::deciding::decided(&again, |_| {});
    assert_eq!(found, "Generate a5 uid-generate-g1-a5", "a token of its own");
}

#[test]
fn the_next_look_stays_where_it_was_unless_one_was_taken() {
    let later = now() + SignedDuration::from_mins(20);
    let edit = |status: &mut crate::api::DISyncTaskStatus| {
        status.next_poll_time = Some(Time(later));
        status.observed_generation = Some(0);
    };
    let looked_at = |seen| {
        let task = with(running(), edit);
        let mut snapshot = snapshot(&task);
        snapshot.seen = seen;
        match decide(&snapshot, now()) {
            Plan::Note(Fact::AtRest(rest)) => rest.next_look,
            plan => panic!("{plan:?}"),
        }
    };
    assert_eq!(looked_at(None), later);
    let interval = looked_at(Some(runs(Activity::Running))).duration_since(now());
    assert!(interval >= SignedDuration::from_hours(1) && interval <= SignedDuration::from_mins(66));
}

#[test]
fn rest_ends_what_was_under_way() {
    let task = with(during(running(), Kind::Start, State::Accepted), |status| {
        status.failures = Some(3);
        status.reached_state = None;
    });
    let status = told(&task, &at_rest()).status;
    assert_eq!((status.operation, status.failures), (None, None));
    assert_eq!(status.reached_state, Some(Running));
}

#[test]
fn a_finalizer_that_somebody_took_is_put_back_at_once() {
    let mut task = with(running(), |status| {
        status.next_poll_time = Some(Time(now() + SignedDuration::from_mins(20)))
    });
    task.metadata.finalizers = None;
    assert_eq!(next(&task, None), "AddFinalizer");
}

#[test]
fn a_person_who_says_that_it_is_gone_is_heard_when_it_is_made_anew() {
    let asked = asked_for(correcting(running()));
    let heard = |task: &DISyncTask| {
        let mut snapshot = snapshot(task);
        snapshot.seen = Some(lists(Listing::Missing));
        let Plan::Note(fact) = decide(&snapshot, now()) else {
            panic!("nothing is called")
        };
        told(task, &fact).status.last_handled_reconcile_at.is_some()
    };
    assert!(!heard(&asked), "it was seen once only");
    let soon = asked_for(just_corrected(missing_for(running(), 10)));
    assert!(!heard(&soon), "it has to wait");
    assert!(heard(&asked_for(correcting(missing_for(running(), 10)))));
}
