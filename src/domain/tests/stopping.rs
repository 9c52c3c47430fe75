//! One row a situation of a task that shall be stopped, or not be deployed.

use super::deciding::next;
use super::fixture::*;
use super::reporting::{at_rest, told};
use super::running::{check, correcting, just_corrected};
use crate::api::DesiredState::{Created, Running, Stopped};
use crate::api::{OperationKind as Kind, OperationState as State};
use crate::domain::observed::Activity::{self, *};
use crate::domain::plan::{Cause, Fact};

#[test]
fn the_way_down_that_the_spec_asks_for() {
    let stopped = || wishing(running(), Stopped);
    let told_to = |state| during(stopped(), Kind::Stop, state);
    check(vec![
        ("runs", stopped(), Some(Activity::Running), "Stop"),
        ("starts", stopped(), Some(Starting), "Stop"),
        ("says what nobody knows", stopped(), Some(Unknown), "Stop"),
        (
            "the same, and the stop is refused",
            told_to(State::Failed),
            Some(Unknown),
            "AtRest StopFailed",
        ),
        (
            "stops by another's hand",
            stopped(),
            Some(Stopping),
            "UnderWay Stopping",
        ),
        ("is paused", stopped(), Some(Paused), "AtRest"),
        ("is down", stopped(), Some(Idle), "AtRest"),
        (
            "was told",
            told_to(State::Accepted),
            Some(Activity::Running),
            "UnderWay Stopping",
        ),
        ("refused", told_to(State::Failed), Some(Activity::Running), "Stop"),
        ("has stopped", told_to(State::Accepted), Some(Idle), "AtRest"),
        (
            "does not end",
            overdue(told_to(State::Accepted), 300),
            Some(Stopping),
            "UnderWay StopTimedOut late",
        ),
    ]);
    let offline = || wishing(running(), Created);
    let gone_down = with(during(offline(), Kind::Terminate, State::Accepted), |status| {
        (status.deployed_hash, status.started_hash) = (None, None);
    });
    let refused = during(offline(), Kind::Terminate, State::Failed);
    check(vec![
        ("runs", offline(), Some(Activity::Running), "Stop"),
        ("is down", offline(), Some(Idle), "Terminate"),
        ("is paused", offline(), Some(Paused), "Terminate"),
        (
            "was never started",
            wishing(deployed(created()), Created),
            None,
            "Terminate",
        ),
        ("refused", refused, Some(Idle), "Terminate"),
        ("is offline", gone_down, None, "AtRest"),
    ]);
}

#[test]
fn what_somebody_started_is_stopped_where_drift_is_corrected() {
    let stopped = || arrived(started(created()), Stopped);
    check(vec![
        ("reported", stopped(), Some(Activity::Running), "AtRest Drifted"),
        (
            "corrected",
            correcting(stopped()),
            Some(Activity::Running),
            "Stop spec.desiredState",
        ),
        (
            "corrected a minute ago",
            just_corrected(stopped()),
            Some(Activity::Running),
            "AtRest Drifted",
        ),
    ]);
}

#[test]
fn a_task_that_was_stopped_is_started_at_once_when_the_spec_says_so() {
    let stop = operation(Kind::Stop, State::Announced);
    let stopping = told(
        &wishing(running(), Stopped),
        &Fact::Announced(stop, place(), Cause::Spec),
    );
    let again = with(wishing(running(), Running), |status| {
        *status = stopping.status.clone()
    });
    assert_eq!(next(&again, Some(runs(Idle))), "Start", "an edit while it stops");
    let stopped = with(wishing(running(), Stopped), |status| *status = stopping.status);
    let rested = told(&stopped, &at_rest()).status;
    let again = with(running(), |status| *status = rested);
    assert_eq!(next(&again, Some(runs(Idle))), "Start", "an edit after it");
}

#[test]
fn a_task_that_was_down_before_it_was_to_be_stopped_is_started_at_once_too() {
    let rested = told(&wishing(running(), Stopped), &at_rest()).status;
    let again = with(running(), |status| *status = rested);
    assert_eq!(next(&again, Some(runs(Idle))), "Start", "an edit after a fall");
}

#[test]
fn what_failed_on_the_way_up_does_not_count_on_the_way_down() {
    let announced = |last, next| {
        let settled = told(&running(), &at_rest()).status;
        let task = with(running(), |status| *status = settled);
        let task = with(during(task, last, State::Deferred), |status| {
            status.failures = Some(6)
        });
        let fact = Fact::Announced(operation(next, State::Announced), place(), Cause::Spec);
        told(&task, &fact).status.failures
    };
    assert_eq!(announced(Kind::Deploy, Kind::Terminate), None);
    assert_eq!(announced(Kind::Start, Kind::Stop), None);
    assert_eq!(announced(Kind::Stop, Kind::Terminate), Some(6));
    assert_eq!(announced(Kind::Submit, Kind::Deploy), Some(6));
}
