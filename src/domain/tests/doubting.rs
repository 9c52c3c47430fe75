//! One row a change whose outcome nobody knows, or that was refused, when the spec was edited since.

use super::changing::{on_cu, requested};
use super::deciding::next;
use super::fixture::*;
use super::reporting::told;
use crate::api::{OperationKind as Kind, OperationState as State, Schedule};
use crate::domain::look::{Look, due};
use crate::domain::observed::{Activity, Answer};
use crate::domain::plan::{Fact, Request};

#[test]
fn settings_in_doubt_are_sent_again_when_the_edit_is_taken_back() {
    let mut task = during(on_cu(on_cu(running(), 2.0), 4.0), Kind::Update, State::Announced);
    let before = wanted(&on_cu(running(), 2.0));
    task = with(on_cu(task, 2.0), |status| {
        status.applied_hash = Some(before.hash);
        status.applied_parts = before.parts;
    });
    let request = requested(&task, None);
    let settings = match request {
        Request::Update(_, _, settings, _) => settings,
        _ => {
            let generating = during(task, Kind::GenerateUpdate, State::Accepted);
            match requested(&generating, Some(generated())) {
                Request::Update(_, _, settings, _) => settings,
                request => panic!("{request:?}"),
            }
        }
    };
    assert_eq!(settings.cu, Some(2.0));
}

#[test]
fn a_change_of_the_settings_never_sends_a_configuration_of_an_earlier_edit() {
    for state in [State::Announced, State::Deferred] {
        let task = during(on_cu(running(), 2.0), Kind::Update, state);
        // Generated for tables that DataWorks then refused.
        let task = with(task, |status| {
            status.process_id = Some(9);
            status.operation.as_mut().unwrap().process_id = None;
        });
        let request = match due(&task, Some(&wanted(&task).hash), now()) {
            Some(Look::Process(_)) => requested(&task, Some(generated())),
            _ => requested(&task, Some(runs(Activity::Running))),
        };
        let stale = matches!(request, Request::Update(_, Some(_), ..));
        assert!(!stale, "{state:?}: {request:?}");
    }
}

#[test]
fn a_schedule_in_doubt_is_set_again_when_the_edit_is_taken_back() {
    let every = |cron: &str| {
        let mut task = deployed(offline());
        task.spec.schedule = Some(Box::new(Schedule {
            cron_express: Some(cron.into()),
            ..Schedule::default()
        }));
        task
    };
    let before = deployed(made(every("00 30 05 * * ?")));
    let doubtful = with(before, |status| {
        let mut lost = operation(Kind::Schedule, State::Announced);
        lost.payload_hash = wanted(&every("00 30 06 * * ?")).hash;
        status.operation = Some(Box::new(lost));
    });
    assert_eq!(next(&doubtful, None), "Schedule");
}

#[test]
fn a_text_that_says_the_same_restarts_nothing_though_an_update_failed() {
    let mut task = during(edited(running()), Kind::GenerateUpdate, State::Failed);
    task.spec = running().spec;
    let same = wanted(&task).whole();
    let status = told(&task, &Fact::Applied(same, Answer::default())).status;
    assert_eq!(status.deployed_hash, status.applied_hash);
}
