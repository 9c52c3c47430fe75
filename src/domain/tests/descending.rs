//! One row a situation of a task that goes: stopped, taken offline, deleted, gone.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::deciding::next;
use super::fixture::*;
use super::reporting::{failed, told};
use crate::api::{DISyncTask, OperationKind as Kind, OperationState as State};
use crate::domain::failure::Consequence;
use crate::domain::look::{Freshness, Look, TaskLook, due};
use crate::domain::observed::Activity::{self, *};
use crate::domain::observed::Listing;
use crate::domain::plan::{Fact, Step};

fn going() -> DISyncTask {
    deleting(running())
}

fn amid(kind: Kind, state: State) -> DISyncTask {
    during(going(), kind, state)
}

fn offline_already(task: DISyncTask) -> DISyncTask {
    with(task, |status| {
        (status.deployed_hash, status.started_hash) = (None, None)
    })
}

fn check(rows: Vec<(&str, DISyncTask, Option<Activity>, &str)>) {
    let wrong: Vec<_> = rows
        .into_iter()
        .map(|(name, task, activity, expected)| {
            let seen = activity.map_or_else(|| lists(there()), |activity| both(there(), activity));
            (name, expected, next(&task, Some(seen)))
        })
        .filter(|(_, expected, found)| found != expected)
        .collect();
    assert_eq!(wrong, [], "name, expected, found");
}

#[test]
fn the_safe_order() {
    check(vec![
        ("runs", going(), Some(Running), "Stop"),
        ("starts", going(), Some(Starting), "Stop"),
        ("stops", going(), Some(Stopping), "UnderWay Stopping"),
        ("is paused", going(), Some(Paused), "Terminate"),
        ("does not run", going(), Some(Idle), "Terminate"),
        ("failed", going(), Some(Failed), "Terminate"),
        ("says what nobody knows", going(), Some(Unknown), "Stop"),
        (
            "was told, and runs",
            amid(Kind::Stop, State::Accepted),
            Some(Running),
            "UnderWay Stopping",
        ),
        (
            "was told, and the answer was lost",
            amid(Kind::Stop, State::Announced),
            Some(Running),
            "Stop",
        ),
        (
            "refuses to stop",
            amid(Kind::Stop, State::Failed),
            Some(Running),
            "Stop",
        ),
        (
            "refuses to stop, and nobody knows",
            amid(Kind::Stop, State::Failed),
            Some(Unknown),
            "Terminate",
        ),
        (
            "has stopped",
            amid(Kind::Stop, State::Accepted),
            Some(Idle),
            "Terminate",
        ),
        (
            "does not end",
            overdue(amid(Kind::Stop, State::Accepted), 300),
            Some(Stopping),
            "UnderWay StopTimedOut late",
        ),
        (
            "does not heed it",
            overdue(amid(Kind::Stop, State::Accepted), 300),
            Some(Running),
            "Stop",
        ),
        (
            "does not end, and nobody knows",
            overdue(amid(Kind::Stop, State::Accepted), 300),
            Some(Unknown),
            "Terminate",
        ),
        (
            "its end was lost",
            amid(Kind::Terminate, State::Announced),
            Some(Idle),
            "Terminate",
        ),
        (
            "its end was not delivered",
            amid(Kind::Terminate, State::Deferred),
            Some(Idle),
            "Terminate",
        ),
        (
            "its end is refused",
            amid(Kind::Terminate, State::Failed),
            Some(Idle),
            "Delete",
        ),
        (
            "is offline",
            offline_already(amid(Kind::Terminate, State::Accepted)),
            None,
            "Delete",
        ),
        (
            "was started again in between",
            amid(Kind::Terminate, State::Failed),
            Some(Running),
            "Stop",
        ),
    ]);
}

#[test]
fn a_deletion_goes_on_from_any_state() {
    let amid = |state| offline_already(amid(Kind::Delete, state));
    check(vec![
        ("lost", amid(State::Announced), None, "Delete"),
        ("not delivered", amid(State::Deferred), None, "Delete"),
        // It may be deployed after all.
        ("refused", amid(State::Failed), None, "Terminate"),
        ("taken", amid(State::Accepted), None, "DeletionAccepted"),
        (
            "taken, and not done in time",
            overdue(amid(State::Accepted), 60),
            None,
            "Delete",
        ),
    ]);
    let never = deleting(created());
    let batch = deleting(deployed(made(offline())));
    check(vec![
        ("never deployed", never, None, "Delete"),
        ("a batch task has no instance", batch, None, "Delete"),
    ]);
}

#[test]
fn gone_is_what_was_told_to_go_and_is_not_there() {
    let gone = "RemoveFinalizer Gone";
    let missing = with(going(), |status| status.missing_since = Some(Time(ago(3600))));
    for (name, task, expected) in [
        ("not there", going(), "Delete"),
        ("not there for an hour", missing, "Delete"),
        ("was told to go", amid(Kind::Delete, State::Accepted), gone),
        (
            "was told to go, and the answer was lost",
            amid(Kind::Delete, State::Announced),
            gone,
        ),
        // The key may see and do nothing any more, and the task runs.
        ("refused to go", amid(Kind::Delete, State::Failed), "Delete"),
        (
            "was not told for want of calls",
            amid(Kind::Delete, State::Deferred),
            "Delete",
        ),
        ("was to be stopped", amid(Kind::Stop, State::Accepted), "Delete"),
    ] {
        assert_eq!(next(&task, Some(lists(Listing::Missing))), expected, "{name}");
    }
}

#[test]
fn only_what_may_be_deployed_costs_a_look_at_its_instance() {
    for (name, task, run) in [
        ("runs", going(), true),
        (
            "was not listed",
            with(going(), |status| status.missing_since = Some(Time(ago(10)))),
            true,
        ),
        ("stops", amid(Kind::Stop, State::Accepted), true),
        ("never deployed", deleting(created()), false),
        (
            "being deployed",
            deleting(during(created(), Kind::Deploy, State::Announced)),
            true,
        ),
        (
            "being started",
            deleting(during(created(), Kind::Start, State::Announced)),
            true,
        ),
        (
            "offline",
            offline_already(amid(Kind::Terminate, State::Accepted)),
            false,
        ),
        ("being deleted", amid(Kind::Delete, State::Accepted), false),
        ("a batch task", deleting(deployed(made(offline()))), false),
        (
            "taken over",
            deleting(with(deployed(created()), |status| status.adopted = true)),
            true,
        ),
    ] {
        let mut task = task;
        task.spec.deletion_policy = Some(crate::api::DeletionPolicy::Delete);
        // As long as something runs, the task is there.
        let listed = !run
            || task
                .status
                .as_ref()
                .is_some_and(|status| status.missing_since.is_some());
        let look = TaskLook {
            file_id: 42,
            file: if listed {
                Freshness::Fresh
            } else {
                Freshness::Unneeded
            },
            run,
        };
        assert_eq!(due(&task, None, now()), Some(Look::Task(look)), "{name}");
    }
}

#[test]
fn a_deployment_in_doubt_is_taken_offline_however_often_that_takes() {
    for (name, kind, state) in [
        ("the stop was announced", Kind::Stop, State::Accepted),
        ("the end was lost", Kind::Terminate, State::Announced),
        ("the end was not delivered", Kind::Terminate, State::Deferred),
    ] {
        let doubtful = deleting(during(created(), Kind::Deploy, State::Announced));
        let task = during(doubtful, kind, state);
        assert_eq!(next(&task, Some(both(there(), Idle))), "Terminate", "{name}");
    }
}

#[test]
fn what_the_way_down_leaves_in_the_status() {
    let stopping = told(
        &amid(Kind::Stop, State::Announced),
        &Fact::Taken(Default::default(), None),
    )
    .status;
    assert_eq!(stopping.operation.unwrap().state, State::Accepted);
    assert!(stopping.next_poll_time.is_some(), "it is looked at after a pause");
    let offline = told(
        &amid(Kind::Terminate, State::Announced),
        &Fact::Taken(Default::default(), None),
    )
    .status;
    assert_eq!(
        (
            offline.deployed_hash,
            offline.started_hash,
            offline.next_poll_time
        ),
        (None, None, None)
    );
    for kind in [Kind::Stop, Kind::Terminate, Kind::Delete] {
        let refused = failed(Step::Change(kind), Consequence::RetrySlowly);
        let status = told(&amid(kind, State::Announced), &refused).status;
        assert_eq!(status.operation.unwrap().state, State::Failed, "{kind:?}");
        let pause = status.next_poll_time.unwrap().0.duration_since(now());
        assert!(
            pause.as_secs() < 10,
            "{kind:?}: the first refusal is followed by an early look"
        );
    }
}
