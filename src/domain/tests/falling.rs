//! One row a situation of a task that came to run and does not: when it is started again, how often, and when it is not.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::deciding::{decided, next};
use super::fixture::*;
use super::reporting::told;
use super::running::{
    check, correcting, just_corrected, limited, not_running_for, policy, restart_asked_for, restarted,
    started_with,
};
use crate::api::{DISyncTask, DriftPolicy, OperationKind as Kind, OperationState as State, Reason};
use crate::domain::observed::Activity::*;
use crate::domain::plan::{Cause, Fact};

#[test]
fn what_came_to_run_and_does_not() {
    let noticed = || not_running_for(running(), 300);
    let refused_spec = decided(&noticed(), |snapshot| {
        snapshot.desired = Err(blocker(Reason::InvalidSpec));
        snapshot.seen = Some(runs(Idle));
    });
    assert_eq!(refused_spec, "Start a1 -", "a wrong spec lets no task lie");
    check(vec![
        ("fell just now", running(), Some(Idle), "UnderWay NotRunning"),
        ("failed just now", running(), Some(Failed), "UnderWay NotRunning"),
        (
            "says what nobody knows",
            running(),
            Some(Unknown),
            "UnderWay NotRunning",
        ),
        (
            "waits too long",
            not_running_for(running(), 300),
            Some(Starting),
            "UnderWay NotRunning late",
        ),
        (
            "is being stopped by somebody",
            running(),
            Some(Stopping),
            "UnderWay Stopping",
        ),
        ("fell and stays down", noticed(), Some(Idle), "Start Fall"),
        ("failed and stays so", noticed(), Some(Failed), "Start Fall"),
        (
            "fell, and nothing may start it",
            limited(noticed(), 0),
            Some(Idle),
            "AtRest NotRunning",
        ),
        ("paused by somebody", running(), Some(Paused), "AtRest Drifted"),
        ("paused long ago", noticed(), Some(Paused), "AtRest Drifted"),
        (
            "paused, to be corrected",
            correcting(running()),
            Some(Paused),
            "Start spec.desiredState",
        ),
        (
            "paused, corrected a minute ago",
            just_corrected(running()),
            Some(Paused),
            "AtRest Drifted",
        ),
    ]);
}

#[test]
fn a_task_that_waits_for_resources_anew_is_not_late_at_once() {
    check(vec![("waits", running(), Some(Starting), "UnderWay Starting")]);
}

#[test]
fn what_is_not_looked_for_is_not_called_running_either() {
    let ignored = policy(running(), DriftPolicy::Ignore);
    let taken_over = started_with(ignored.clone(), None);
    let taken_over = with(taken_over, |status| status.adopted = true);
    check(vec![
        ("paused by somebody", ignored, Some(Paused), "AtRest Drifted"),
        (
            "idle when it was taken over",
            taken_over,
            Some(Idle),
            "AtRest Drifted",
        ),
    ]);
}

#[test]
fn each_start_after_a_fall_waits_twice_as_long_as_the_last() {
    for (restarts, seconds, expected) in [
        (0, 299, "UnderWay Starting"),
        (0, 300, "Start Fall"),
        (1, 599, "UnderWay NotRunning late"),
        (1, 600, "Start Fall"),
        (2, 1199, "UnderWay NotRunning late"),
        (2, 1200, "Start Fall"),
        (3, 2399, "UnderWay NotRunning late"),
        (3, 2400, "AtRest NotRunning"),
    ] {
        let task = restarted(during(running(), Kind::Start, State::Accepted), restarts, seconds);
        assert_eq!(next(&task, Some(runs(Idle))), expected, "{restarts} {seconds}");
    }
    let given_up = restarted(running(), 3, 7200);
    assert_eq!(next(&given_up, Some(runs(Idle))), "AtRest NotRunning");
    assert_eq!(
        next(&restart_asked_for(given_up.clone()), Some(runs(Idle))),
        "Start"
    );
    assert_eq!(next(&limited(given_up, 4), Some(runs(Idle))), "Start Fall");
}

#[test]
fn starts_are_counted() {
    let announced = |task: &DISyncTask, cause: Cause| {
        let start = operation(Kind::Start, State::Announced);
        told(task, &Fact::Announced(start, place(), cause)).status
    };
    let fallen = restarted(running(), 1, 600);
    let status = announced(&fallen, Cause::Fall);
    assert_eq!(
        (status.restarts, status.last_start_time.clone()),
        (Some(2), Some(Time(now())))
    );
    assert_eq!(status.not_running_since, None);
    let repeat = with(fallen.clone(), |old| *old = status);
    assert_eq!(
        announced(&repeat, Cause::Spec).restarts,
        Some(2),
        "the same start once more"
    );
    assert_eq!(announced(&fallen, Cause::Spec).restarts, None, "another start");
    let asked = announced(&restart_asked_for(fallen), Cause::Spec);
    assert_eq!(asked.last_handled_restart.as_deref(), Some("again"));
}

#[test]
fn a_solution_that_was_deployed_only_is_started_again() {
    let starting = |state| during(deployed(made(solution())), Kind::Start, state);
    let just_now = restarted(starting(State::Accepted), 0, 1);
    check(vec![
        ("just started", just_now, Some(Committed), "UnderWay Starting"),
        ("in doubt", starting(State::Announced), Some(Committed), "Start"),
        ("throttled", starting(State::Deferred), Some(Committed), "Start"),
        ("refused", starting(State::Failed), Some(Committed), "Start"),
    ]);
}
