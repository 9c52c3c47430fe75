//! One row a situation: the look that it pays for, and that none is paid where nothing changed.

use jiff::SignedDuration;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::changing::asked_for;
use super::fixture::*;
use super::reporting::{at_rest, failed, told};
use super::running::{policy, restart_asked_for};
use crate::api::DesiredState::{Created, Running, Stopped};
use crate::api::{
    Adoption, AdoptionByName, DISyncTask, DeletionPolicy, DriftPolicy, OperationKind as Kind,
    OperationState as State,
};
use crate::domain::failure::Consequence;
use crate::domain::look::{Freshness, Look, due, is_settled, needs_access, waits};
use crate::domain::plan::{Fact, Rest, Step};

fn paused(task: DISyncTask, seconds: i64) -> DISyncTask {
    with(task, |status| {
        status.next_poll_time = Some(Time(now() + SignedDuration::from_secs(seconds)))
    })
}

/// A task that nothing is to be done for, looked at a while ago.
fn resting(task: DISyncTask) -> DISyncTask {
    let rest = Fact::AtRest(Rest {
        hash: Some(wanted(&task).hash),
        complaint: None,
        next_look: now() + SignedDuration::from_mins(30),
    });
    with(task.clone(), |status| *status = told(&task, &rest).status)
}

/// The same, and its next look is due.
fn watched(task: DISyncTask) -> DISyncTask {
    paused(resting(task), 0)
}

fn words(task: &DISyncTask) -> String {
    match due(task, Some(&wanted(task).hash), now()) {
        None => "nothing".into(),
        Some(Look::Task(look)) => {
            let file = match look.file {
                Freshness::Unneeded => "-",
                Freshness::Shared => "shared",
                Freshness::Fresh => "fresh",
            };
            format!("{file} {}", if look.run { "run" } else { "-" })
        }
        Some(look) => format!("{look:?}"),
    }
}

#[test]
fn the_look_of_a_task_that_exists() {
    let updated = |deployed_hash: Option<&str>| {
        with(running(), |status| {
            status.deployed_hash = deployed_hash.map(Into::into)
        })
    };
    let missing = with(resting(running()), |status| {
        status.missing_since = Some(Time(ago(10)));
        status.next_poll_time = Some(Time(now()));
    });
    let batch = || arrived(deployed(made(offline())), Running);
    let polled = |kind| {
        with(during(made(offline()), kind, State::Accepted), |status| {
            status.operation.as_mut().unwrap().deployment_id = Some(9)
        })
    };
    for (name, task, expected) in [
        ("just created", created(), "nothing"),
        ("just deployed", deployed(created()), "nothing"),
        (
            "being started",
            during(started(created()), Kind::Start, State::Accepted),
            "- run",
        ),
        (
            "being stopped",
            during(running(), Kind::Stop, State::Accepted),
            "- run",
        ),
        ("just updated", updated(Some("outdated")), "nothing"),
        ("rests", resting(running()), "nothing"),
        ("rests, and its time has come", watched(running()), "shared run"),
        (
            "the same, of one that is stopped",
            watched(arrived(deployed(created()), Stopped)),
            "shared run",
        ),
        (
            "the same, of one that is not deployed",
            watched(arrived(created(), Created)),
            "shared -",
        ),
        ("the same, of a batch task", watched(batch()), "shared -"),
        (
            "the same, without regard for drift",
            watched(policy(running(), DriftPolicy::Ignore)),
            "- run",
        ),
        (
            "a batch task without regard for drift",
            watched(policy(batch(), DriftPolicy::Ignore)),
            "nothing",
        ),
        ("asked for", asked_for(resting(running())), "fresh run"),
        (
            "asked for, not deployed",
            asked_for(resting(arrived(created(), Created))),
            "fresh -",
        ),
        (
            "a restart is asked for",
            restart_asked_for(resting(running())),
            "- run",
        ),
        ("edited", edited(resting(running())), "fresh run"),
        ("shall be stopped", wishing(running(), Stopped), "- run"),
        ("missing", missing, "fresh run"),
        (
            "its deployment was lost",
            during(created(), Kind::Deploy, State::Announced),
            "fresh -",
        ),
        (
            "its deployment was not delivered",
            during(created(), Kind::Deploy, State::Deferred),
            "nothing",
        ),
        (
            "its submission was refused",
            during(made(offline()), Kind::Submit, State::Failed),
            "fresh -",
        ),
        ("its submission goes on", polled(Kind::Submit), "Deployment(9)"),
        ("its deployment goes on", polled(Kind::Deploy), "Deployment(9)"),
    ] {
        assert_eq!(words(&task), expected, "{name}");
    }
    let mut suspended = watched(running());
    suspended.spec.suspend = true;
    assert_eq!(words(&suspended), "nothing");
}

#[test]
fn a_task_at_rest_costs_nothing_until_something_changes() {
    let hash = wanted(&running()).hash;
    let hash = Some(hash.as_str());
    let finished = |task: &DISyncTask| is_settled(task, hash, now());
    let closed = |task: &DISyncTask| !needs_access(task, hash, now());
    let mut stripped = resting(running());
    stripped.metadata.finalizers = None;
    for (name, task, settled, needs_no_key) in [
        ("rests", resting(running()), true, true),
        ("its time has come", watched(running()), false, false),
        ("edited", edited(resting(running())), false, false),
        ("asked for", asked_for(resting(running())), false, false),
        (
            "a restart is asked for",
            restart_asked_for(resting(running())),
            false,
            false,
        ),
        (
            "under way",
            paused(during(running(), Kind::Start, State::Accepted), 5),
            false,
            true,
        ),
        ("without finalizer", stripped, false, true),
        ("deleted", deleting(resting(running())), false, false),
    ] {
        assert_eq!(
            (finished(&task), closed(&task)),
            (settled, needs_no_key),
            "{name}"
        );
    }
    let mut retained = deleting(resting(running()));
    retained.spec.deletion_policy = Some(DeletionPolicy::Retain);
    assert!(closed(&retained));
    // A script that is kept elsewhere changes without the spec.
    let other = Some("other");
    let task = resting(running());
    assert!(!is_settled(&task, other, now()) && needs_access(&task, other, now()));
    assert_eq!(waits(&task, other, now()), None);
    assert!(waits(&task, hash, now()).is_some());
}

#[test]
fn what_is_told_at_rest_is_told_once() {
    let task = resting(running());
    assert_eq!(resting(task.clone()), task);
    let report = told(&task, &at_rest());
    assert_eq!(report.event, None);
}

#[test]
fn a_pause_is_kept_whatever_wakes_the_task() {
    let throttled = failed(Step::Look, Consequence::Throttled { after: None });
    let hash = wanted(&running()).hash;
    for (name, task) in [
        ("at rest before", watched(running())),
        ("under way", during(running(), Kind::Start, State::Accepted)),
    ] {
        let status = told(&task, &throttled).status;
        let task = with(task, |old| *old = status);
        assert!(waits(&task, Some(&hash), now()).is_some(), "{name}");
    }
}

#[test]
fn a_pause_before_the_first_rest_is_kept_too() {
    let throttled = failed(Step::Look, Consequence::Throttled { after: None });
    let adopted = with(deployed(created()), |status| status.adopted = true);
    let status = told(&adopted, &throttled).status;
    let task = with(adopted, |old| *old = status);
    assert!(waits(&task, Some(&wanted(&task).hash), now()).is_some());
}

#[test]
fn nothing_is_looked_for_that_was_never_made() {
    let mut task = deleting(task());
    task.spec.adoption = Some(Adoption::ByName(AdoptionByName::IfExists));
    task.status = None;
    assert_eq!(words(&task), "nothing");
}
