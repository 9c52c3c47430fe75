//! One row a situation of a solution, whose ladder has no way down.

use super::fixture::*;
use super::running::{check, not_running_for, restarted, started_with, with_param};
use crate::api::DesiredState::{Created, Running};
use crate::api::{OperationKind as Kind, OperationState as State};
use crate::domain::life::OUTDATED;
use crate::domain::observed::Activity::{self, *};

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
