//! One row a status of a task that was restarted, or that an earlier release started: it runs as it should, and is left so.

use super::deciding::next;
use super::fixture::*;
use super::reporting::told;
use super::running::{restart_asked_for, started_with, with_param};
use crate::api::{DISyncTask, OperationKind as Kind, OperationState as State};
use crate::domain::desired::hash;
use crate::domain::look::{Look, due};
use crate::domain::observed::Activity;
use crate::domain::plan::{Cause, Fact};

/// What the first release wrote down of a start without parameters: see `tests/installation/released/0.1.0`.
const OF_0_1_0: &str = "460654101e1af64c6edb941e90b60a4a";

/// Started again because somebody asked for it, and at rest after that.
fn restarted(task: DISyncTask) -> DISyncTask {
    let start = operation(Kind::Start, State::Announced);
    let status = told(
        &restart_asked_for(task.clone()),
        &Fact::Announced(start, place(), Cause::Spec),
    )
    .status;
    with(task, |old| {
        old.started_hash = status.started_hash;
        old.last_handled_restart = status.last_handled_restart;
    })
}

/// With an empty `startParam` written out.
fn with_empty_param(mut task: DISyncTask) -> DISyncTask {
    task.spec.start_param = Some(Default::default());
    task
}

fn finished() -> DISyncTask {
    let task = started(made(solution()));
    with(task, |status| {
        status.reached_state = Some(crate::api::DesiredState::Running)
    })
}

fn stays(name: &str, task: &DISyncTask) {
    let found = next(task, Some(runs(Activity::Running)));
    assert_eq!(found, "AtRest", "{name}");
    let settled = with(task.clone(), |status| {
        status.next_poll_time = None;
        let ready = told(&running(), &Fact::AtRest(rest(&running()))).status;
        status.conditions = ready.conditions;
    });
    let looks = match due(&settled, Some(&wanted(&settled).hash), now()) {
        Some(Look::Task(look)) => look.run,
        _ => false,
    };
    assert!(!looks, "{name}: it costs no look");
}

fn rest(task: &DISyncTask) -> crate::domain::plan::Rest {
    crate::domain::plan::Rest {
        hash: Some(wanted(task).hash),
        complaint: None,
        next_look: now(),
    }
}

#[test]
fn the_annotation_may_go_after_the_restart_that_it_asked_for() {
    for task in [running(), finished()] {
        stays("it is still there", &restart_asked_for(restarted(task.clone())));
        stays("it went", &restarted(task.clone()));
        let again = with(restart_asked_for(restarted(task)), |status| {
            status.last_handled_restart = Some("before".into())
        });
        assert_ne!(next(&again, Some(runs(Activity::Running))), "AtRest", "another");
    }
}

#[test]
fn an_empty_start_param_says_as_much_as_none() {
    stays("written out", &with_empty_param(running()));
    stays(
        "taken away",
        &with(running(), |status| {
            status.started_hash = with_empty_param(started(created())).status.unwrap().started_hash
        }),
    );
    let other = with_param(running());
    assert_eq!(next(&other, Some(runs(Activity::Running))), "Stop");
}

#[test]
fn what_the_first_release_started_runs_on() {
    stays("never restarted", &started_with(running(), Some(OF_0_1_0)));
    let first = |param: &str, restart: &str| {
        let restart = restart.to_owned();
        with(
            started_with(running(), Some(&hash(&[param, &restart]))),
            |status| status.last_handled_restart = Some(restart),
        )
    };
    stays("restarted", &restart_asked_for(first("null", "again")));
    stays("restarted, and the annotation went", &first("null", "again"));
    stays("with an empty param", &with_empty_param(first("{}", "")));
    stays("with one that was taken away", &first("{}", "again"));
    let param = serde_json::json!(with_param(task()).spec.start_param).to_string();
    let same = with(with_param(running()), |status| {
        status.started_hash = Some(hash(&[&param, "again"]));
        status.last_handled_restart = Some("again".into());
    });
    let found = next(&same, Some(runs(Activity::Running)));
    assert_eq!(found, "AtRest", "with one that says something");
}

#[test]
fn a_restart_of_what_waits_for_a_person_comes_after_that_person() {
    let asked = restart_asked_for(finished());
    let waiting = next(&asked, Some(runs(Activity::AwaitsPerson)));
    assert_eq!(waiting, "AtRest ConfirmationPending");
    let status = told(&asked, &Fact::AtRest(rest(&asked))).status;
    let confirmed = with(asked, |old| *old = status);
    assert_eq!(next(&confirmed, Some(runs(Activity::Running))), "Start");
}
