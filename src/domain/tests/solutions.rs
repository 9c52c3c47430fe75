//! One row a situation of a solution, whose ladder has no way down.

use super::deciding::next;
use super::fixture::*;
use super::running::{check, not_running_for, restarted, started_with, with_param};
use crate::api::DesiredState::{Created, Running};
use crate::api::{OperationKind as Kind, OperationState as State};
use crate::domain::life::OUTDATED;
use crate::domain::observed::Activity::{self, *};
use crate::domain::observed::Seen;

#[test]
fn a_solution_has_no_way_down() {
    let made = || made(solution());
    let up = || arrived(started(made()), Running);
    let starting = |state| during(deployed(made()), Kind::Start, state);
    let lasting = restarted(during(up(), Kind::Start, State::Accepted), 0, 90_000);
    check(vec![
        ("never deployed", made(), None, "Deploy"),
        ("never started", deployed(made()), None, "Start"),
        ("did all it had to", up(), Some(Activity::Running), "AtRest"),
        (
            "takes a day",
            lasting.clone(),
            Some(Starting),
            "UnderWay Starting",
        ),
        (
            "was started just now",
            lasting,
            Some(Committed),
            "UnderWay Starting",
        ),
        (
            "was started, or not",
            starting(State::Announced),
            Some(Committed),
            "Start",
        ),
        (
            "was not started, for the rate",
            starting(State::Deferred),
            Some(Committed),
            "Start",
        ),
        (
            "was refused its start",
            starting(State::Failed),
            Some(Committed),
            "Start",
        ),
        (
            "waits for a person",
            up(),
            Some(AwaitsPerson),
            "AtRest ConfirmationPending",
        ),
        ("failed", not_running_for(up(), 300), Some(Failed), "Start Fall"),
        (
            "says what nobody knows",
            up(),
            Some(Unknown),
            "UnderWay NotRunning",
        ),
        (
            "another start param",
            with_param(up()),
            Some(Activity::Running),
            "Start",
        ),
        (
            "another version is deployed",
            started_with(up(), Some(OUTDATED)),
            Some(Activity::Running),
            "Start",
        ),
        (
            "shall not be deployed, and is not",
            wishing(made(), Created),
            None,
            "AtRest",
        ),
        (
            "shall not be deployed, and is",
            wishing(up(), Created),
            None,
            "AtRest NotSupported",
        ),
    ]);
}

#[test]
fn a_start_whose_answer_was_lost_shows_in_the_start_time() {
    let seen = |activity, start_time: Option<&str>| {
        let Seen::Task(Ok(mut sight)) = runs(activity) else {
            unreachable!("it was just made")
        };
        sight.run.as_mut().unwrap().start_time = start_time.map(str::to_owned);
        Some(Seen::Task(Ok(sight)))
    };
    let lost = |before: Option<&str>, state| {
        with(during(deployed(made(solution())), Kind::Start, state), |status| {
            status.started_hash = Some(crate::domain::life::wanted_start(&solution()));
            status.operation.as_mut().unwrap().start_time_before = before.map(str::to_owned);
        })
    };
    for (before, activity, after, expected) in [
        // The first start.
        (None, Activity::Running, None, "Start"),
        (None, Activity::Running, Some("10:00"), "Taken"),
        (None, Committed, Some("10:00"), "Start"),
        (None, AwaitsPerson, Some("10:00"), "Taken"),
        // Another one.
        (Some("10:00"), Activity::Running, Some("10:00"), "Start"),
        (Some("10:00"), Activity::Running, None, "Start"),
        (Some("10:00"), Activity::Running, Some("11:00"), "Taken"),
        (Some("10:00"), Committed, Some("11:00"), "Taken"),
        (Some("10:00"), Failed, Some("11:00"), "Taken"),
    ] {
        let decided = next(&lost(before, State::Announced), seen(activity, after));
        assert!(
            decided.starts_with(expected),
            "{before:?} {activity:?} {after:?}: {decided}"
        );
    }
    let refused = next(
        &lost(Some("10:00"), State::Failed),
        seen(Activity::Running, Some("11:00")),
    );
    assert_eq!(refused, "Start", "somebody else started it");
}
