//! One row a task that exists already: whether it is taken over, and what is done to it then.

use super::changing::drifted;
use super::deciding::{decided, file, next, saw};
use super::fixture::*;
use super::reporting::{conditions, told};
use super::running::{correcting, policy};
use crate::api::DesiredState::{Created, Running, Stopped};
use crate::api::{
    Adoption, AdoptionById, AdoptionByName, DISyncTask, DeletionPolicy, DriftPolicy, OperationKind as Kind,
    OperationState as State, Reason,
};
use crate::domain::decide::decide;
use crate::domain::desired::deletion_policy;
use crate::domain::look::{Look, due};
use crate::domain::observed::{Activity, File, Named, Seen};
use crate::domain::plan::{Fact, Plan};

fn if_exists() -> DISyncTask {
    adopting(Adoption::ByName(AdoptionByName::IfExists), task())
}

fn by_id() -> DISyncTask {
    adopting(Adoption::ById(AdoptionById { file_id: 42 }), task())
}

fn adopting(adoption: Adoption, mut task: DISyncTask) -> DISyncTask {
    task.spec.adoption = Some(adoption);
    task
}

fn named(mut task: DISyncTask, name: &str) -> DISyncTask {
    task.spec.task_name = Some(name.into());
    task
}

fn found(change: impl FnOnce(&mut Named)) -> Option<Named> {
    let mut named = file(-86_400, Some(900));
    change(&mut named);
    Some(named)
}

fn claimed(named: &mut Named) {
    named.claimant = Some("DISyncTask team/other".into());
}

fn look(task: &DISyncTask) -> Option<Look> {
    due(task, Some(&wanted(task).hash), now())
}

#[test]
fn the_task_of_this_name_if_there_is_one() {
    assert_eq!(look(&if_exists()), Some(Look::Name("orders_rt".into())));
    assert_eq!(look(&task()), None, "nobody asks for it");
    assert_eq!(
        due(&if_exists(), None, now()),
        None,
        "a bad spec takes nothing over"
    );
    for (name, named, expected) in [
        ("there", found(|_| {}), "Adopted"),
        ("not there", None, "Generate a1 uid"),
        ("claimed", found(claimed), "Blocked NameConflict"),
        (
            "of another type",
            found(|named| named.file.file_type = Some(23)),
            "Blocked AdoptionFailed",
        ),
        (
            "no task at all",
            found(|named| named.file.file_type = Some(10)),
            "Blocked AdoptionFailed",
        ),
        (
            "of an unknown type",
            found(|named| named.file.file_type = None),
            "Adopted",
        ),
        (
            "its case differs",
            found(|named| named.exact = false),
            "Generate a1 uid",
        ),
    ] {
        let found = saw(&if_exists(), Seen::Named(Ok(named)));
        assert!(found.starts_with(expected), "{name}: {found}");
    }
    let ours = adopting(
        Adoption::ByName(AdoptionByName::IfExists),
        amid(Kind::Create, State::Announced),
    );
    let made = saw(&ours, Seen::Named(Ok(Some(file(0, Some(900))))));
    assert!(
        made.starts_with("Created(42"),
        "what we made is ours, and not taken over: {made}"
    );
}

#[test]
fn the_task_of_this_id() {
    assert_eq!(look(&by_id()), Some(Look::Candidate(42)));
    let elsewhere = named(by_id(), "other");
    for (name, task, candidate, expected) in [
        ("there", by_id(), found(|_| {}), "Adopted"),
        (
            "there, under any name",
            by_id(),
            found(|named| named.file.name = "theirs".into()),
            "Adopted",
        ),
        ("not there", by_id(), None, "Blocked AdoptionFailed"),
        ("claimed", by_id(), found(claimed), "Blocked NameConflict"),
        (
            "of another type",
            by_id(),
            found(|named| named.file.file_type = Some(23)),
            "Blocked AdoptionFailed",
        ),
        (
            "its name is not that of the spec",
            elsewhere,
            found(|_| {}),
            "Blocked AdoptionFailed",
        ),
    ] {
        let found = saw(&task, Seen::Candidate(Ok(candidate)));
        assert!(found.starts_with(expected), "{name}: {found}");
    }
    assert_eq!(
        conditions(&told(&by_id(), &Fact::Blocked(blocker(Reason::AdoptionFailed)))),
        "Ready=False/AdoptionFailed Stalled=True/AdoptionFailed"
    );
}

fn adopted(task: &DISyncTask, change: impl FnOnce(&mut File)) -> DISyncTask {
    let mut snapshot = snapshot(task);
    let candidate = found(|named| change(&mut named.file));
    snapshot.seen = Some(Seen::Candidate(Ok(candidate)));
    let Plan::Note(fact) = decide(&snapshot, now()) else {
        panic!("it is taken over")
    };
    with(task.clone(), |status| *status = told(task, &fact).status)
}

#[test]
fn what_is_known_of_a_task_that_was_taken_over() {
    let ignoring = policy(by_id(), DriftPolicy::Ignore);
    let hash = Some(wanted(&task()).hash);
    for (name, task, committed, applied, is_deployed) in [
        ("to be compared", by_id(), None, None, true),
        ("submitted", by_id(), Some(true), None, true),
        ("never submitted", by_id(), Some(false), None, false),
        ("not to be compared", ignoring, Some(true), hash, true),
    ] {
        let task = adopted(&task, |file| file.committed = committed);
        let status = task.status.clone().unwrap();
        assert_eq!((status.file_id, status.adopted), (Some(42), true), "{name}");
        assert_eq!(status.task_name.as_deref(), Some("orders_rt"), "{name}");
        assert_eq!(status.applied_hash, applied, "{name}");
        assert_eq!(status.deployed_hash.is_some(), is_deployed, "{name}");
        assert!(
            matches!(look(&task), Some(Look::Task(look)) if look.run || !is_deployed),
            "{name}"
        );
    }
}

#[test]
fn what_was_taken_over_is_neither_changed_nor_restarted_unless_drift_is_corrected() {
    let table = "spec.taskParam.steps[0].parameter.connection[0].table";
    let task = |state| adopted(&wishing(by_id(), state), |_| {});
    for (name, task, activity, expected) in [
        ("runs", task(Running), Activity::Running, "AtRest"),
        ("does not run", task(Running), Activity::Idle, "AtRest Drifted"),
        ("is paused", task(Running), Activity::Paused, "AtRest Drifted"),
        (
            "does not run, to be corrected",
            correcting(task(Running)),
            Activity::Idle,
            "Start spec.desiredState",
        ),
        (
            "runs, and shall not",
            task(Stopped),
            Activity::Running,
            "AtRest Drifted",
        ),
        (
            "runs, and shall not, to be corrected",
            correcting(task(Stopped)),
            Activity::Running,
            "Stop spec.desiredState",
        ),
        (
            "runs, and shall not be deployed",
            task(Created),
            Activity::Running,
            "AtRest Drifted",
        ),
        (
            "differs",
            drifted(task(Running), &[table]),
            Activity::Running,
            "AtRest Drifted",
        ),
    ] {
        assert_eq!(next(&task, Some(runs(activity))), expected, "{name}");
    }
    let correcting = drifted(correcting(task(Running)), &[table]);
    assert_eq!(
        next(&correcting, Some(runs(Activity::Running))),
        format!("GenerateUpdate {table}")
    );
}

#[test]
fn what_was_taken_over_goes_with_the_resource_only_if_that_is_written() {
    for (policy, expected) in [
        (None, DeletionPolicy::Retain),
        (Some(DeletionPolicy::Retain), DeletionPolicy::Retain),
        (Some(DeletionPolicy::Delete), DeletionPolicy::Delete),
    ] {
        let mut task = deleting(adopted(&by_id(), |_| {}));
        task.spec.deletion_policy = policy;
        assert_eq!(deletion_policy(&task), expected);
        let gone = decided(&task, |_| {});
        assert_eq!(
            gone == "RemoveFinalizer Retained",
            expected == DeletionPolicy::Retain,
            "{gone}"
        );
    }
}

#[test]
fn a_task_that_was_taken_over_and_is_gone_is_made_anew() {
    for reason in [Reason::Replacing, Reason::Correcting] {
        for task in [by_id(), if_exists()] {
            let mut old = arrived(started(made(task)), Running);
            old = with(old, |status| status.adopted = true);
            let status = told(&old, &Fact::Forgotten(reason)).status;
            let task = with(old, |old| *old = status);
            assert_eq!(look(&task), None, "{reason}");
            assert!(next(&task, None).starts_with("Generate"), "{reason}");
        }
    }
}

#[test]
fn a_name_that_is_taken_may_be_taken_over_by_an_edit() {
    let refused = |kind| {
        with(amid(kind, State::Failed), |status| {
            status.operation.as_mut().unwrap().unresolved_since = None;
        })
    };
    for kind in [Kind::Generate, Kind::Create] {
        let mut named = adopting(Adoption::ByName(AdoptionByName::IfExists), refused(kind));
        named.metadata.generation = Some(2);
        assert_eq!(look(&named), Some(Look::Name("orders_rt".into())), "{kind:?}");
        let mut by_id = adopting(Adoption::ById(AdoptionById { file_id: 42 }), refused(kind));
        by_id.metadata.generation = Some(2);
        assert_eq!(look(&by_id), Some(Look::Candidate(42)), "{kind:?}");
    }
}
