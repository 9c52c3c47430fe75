//! One row a situation of a task that is deleted and made anew, since it cannot be changed as the spec asks.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::changing::from_elsewhere;
use super::deciding::{next, saw};
use super::fixture::*;
use super::reporting::told;
use crate::api::DesiredState::{Running, Stopped};
use crate::api::{DISyncTask, OperationKind as Kind, OperationState as State, ReplacePolicy};
use crate::domain::observed::{Activity, Answer, Listing};
use crate::domain::plan::Fact;

fn replaceable(mut task: DISyncTask) -> DISyncTask {
    task.spec.replace_policy = Some(ReplacePolicy::Recreate);
    task
}

#[test]
fn what_cannot_be_changed_is_named() {
    let found = saw(&replaceable(from_elsewhere(running())), runs(Activity::Running));
    let paths = "[\"spec.taskParam.steps[0].parameter.connection[0].datasource\"]";
    assert!(
        found.starts_with("ReplacementBegins") && found.contains(paths),
        "{found}"
    );
}

#[test]
fn a_replacement_goes_down_in_the_safe_order() {
    let hash = wanted(&from_elsewhere(running())).hash;
    let old = || {
        with(replaceable(from_elsewhere(running())), |status| {
            status.replacing = Some(hash.clone())
        })
    };
    let mut given_up = old();
    given_up.spec.replace_policy = None;
    let unlisted = with(given_up.clone(), |status| {
        status.missing_since = Some(Time(ago(10)))
    });
    let mut reverted = old();
    reverted.spec.task_param = running().spec.task_param;
    let undeleted = during(reverted.clone(), Kind::Delete, State::Deferred);
    for (name, task, listing, activity, expected) in [
        ("runs", old(), there(), Activity::Running, "Stop"),
        ("is down", old(), there(), Activity::Idle, "Terminate"),
        (
            "told to go",
            during(old(), Kind::Delete, State::Accepted),
            Listing::Missing,
            Activity::Idle,
            "Forgotten(Replacing)",
        ),
        ("not there", old(), Listing::Missing, Activity::Idle, "Delete"),
        (
            "absent, and refused to go",
            during(old(), Kind::Delete, State::Failed),
            Listing::Absent,
            Activity::Idle,
            "Forgotten(Replacing)",
        ),
        (
            "not allowed any more",
            given_up,
            there(),
            Activity::Running,
            "ReplacementEnds",
        ),
        (
            "not allowed any more, and not listed",
            unlisted,
            Listing::Missing,
            Activity::Running,
            "ReplacementEnds",
        ),
        (
            "taken back",
            reverted,
            there(),
            Activity::Running,
            "ReplacementEnds",
        ),
        (
            "taken back before it was told to go",
            undeleted,
            there(),
            Activity::Idle,
            "ReplacementEnds",
        ),
    ] {
        assert_eq!(next(&task, Some(both(listing, activity))), expected, "{name}");
    }
}

#[test]
fn a_new_state_of_a_stopped_task_is_reached_without_a_start() {
    let task = edited(arrived(started(created()), Stopped));
    let applied = wanted(&task).whole();
    let updated = during(task.clone(), Kind::Update, State::Announced);
    let status = told(&updated, &Fact::Applied(applied, Answer::default())).status;
    let task = with(task, |old| *old = status);
    assert_eq!(next(&task, Some(runs(Activity::Idle))), "Deploy");
    assert_eq!(
        next(&wishing(task, Running), Some(runs(Activity::Idle))),
        "Deploy"
    );
}
