//! One row a difference that somebody made: whether it is changed back.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::changing::{asked_for, drifted};
use super::deciding::next;
use super::fixture::*;
use super::recording::{detailed, recorded};
use super::reporting::{failed, told};
use super::running::{correcting, just_corrected};
use crate::api::DesiredState::Running;
use crate::api::{DISyncTask, OperationKind as Kind, OperationState as State};
use crate::domain::decide::decide;
use crate::domain::failure::Consequence;
use crate::domain::observed::Answer;
use crate::domain::plan::{Action, Fact, Plan, Step};

#[test]
fn drift_is_changed_back_where_the_policy_says_so_and_not_too_often() {
    let table = "spec.taskParam.steps[0].parameter.connection[0].table";
    let source = "spec.taskParam.steps[0].parameter.connection[0].datasource";
    let with_hash =
        |task: DISyncTask| with(task, |status| status.refused_hash = Some(wanted(&running()).hash));
    for (name, task, expected) in [
        (
            "reported",
            drifted(running(), &[table]),
            "AtRest Drifted".to_owned(),
        ),
        (
            "tables",
            drifted(correcting(running()), &[table]),
            format!("GenerateUpdate {table}"),
        ),
        (
            "what the spec does not mention",
            drifted(correcting(running()), &["configuration.setting"]),
            "GenerateUpdate configuration.setting".to_owned(),
        ),
        (
            "the resource group",
            drifted(correcting(running()), &["spec.taskParam.setting.resourceGroup"]),
            "Update spec.taskParam.setting.resourceGroup".to_owned(),
        ),
        (
            "what cannot be changed",
            drifted(correcting(running()), &[source]),
            "AtRest Drifted".to_owned(),
        ),
        (
            "the name",
            drifted(correcting(running()), &["spec.taskName"]),
            "AtRest Drifted".to_owned(),
        ),
        (
            "a minute ago",
            drifted(just_corrected(running()), &[table]),
            "AtRest Drifted".to_owned(),
        ),
        (
            "refused",
            with_hash(drifted(correcting(running()), &[table])),
            "AtRest UpdateFailed".to_owned(),
        ),
    ] {
        assert_eq!(next(&task, None), expected, "{name}");
    }
    let begun = during(
        drifted(just_corrected(running()), &[table]),
        Kind::GenerateUpdate,
        State::Deferred,
    );
    assert_eq!(
        next(&begun, None),
        format!("GenerateUpdate {table}"),
        "what was begun goes on"
    );
    let ready = during(
        drifted(just_corrected(running()), &[table]),
        Kind::GenerateUpdate,
        State::Accepted,
    );
    assert_eq!(next(&ready, Some(generated())), "Update");
}

#[test]
fn what_a_correction_left_as_it_was_is_not_corrected_again() {
    let (group, table) = (
        "spec.taskParam.setting.resourceGroup",
        "spec.taskParam.steps[0].parameter.connection[0].table",
    );
    let before = drifted(correcting(running()), &[group]);
    let Plan::Act(Action::Call(call)) = decide(&snapshot(&before), now()) else {
        panic!("it is changed back")
    };
    let announced = told(&before, &Fact::Announced(call.announcement, place(), call.cause));
    let sent = with(before, |status| *status = announced.status);
    let refused = told(&sent, &failed(Step::Change(Kind::Update), Consequence::Refused)).status;
    assert_eq!(refused.corrected_drift, None, "it was not changed");
    let applied = told(&sent, &Fact::Applied(wanted(&sent).whole(), Answer::default())).status;
    let corrected = with(arrived(deployed(running()), Running), |status| {
        status.file.clone_from(&applied.file);
        status.drift.clone_from(&applied.drift);
        status.corrected_drift.clone_from(&applied.corrected_drift);
        status.last_correction_time = Some(Time(ago(3600)));
    });
    let shows = |task: &DISyncTask, differs: &[&str]| {
        recorded(correcting(task.clone()), detailed(2, differs, &[("a", "1")]))
    };
    let same = shows(&corrected, &[group]);
    assert_eq!(next(&same, None), "AtRest Drifted");
    let Plan::Note(rest) = decide(&snapshot(&same), now()) else {
        panic!("it is at rest")
    };
    let said = told(&same, &rest).status.conditions;
    assert!(
        said.iter().any(|said| said.message.contains("shows it the same")),
        "{said:?}"
    );
    assert_eq!(next(&asked_for(same.clone()), None), format!("Update {group}"));
    let just_now = just_corrected(same.clone());
    assert_eq!(next(&asked_for(just_now), None), format!("Update {group}"));
    for other in [vec![table], vec![group, table]] {
        assert!(
            next(&shows(&corrected, &other), None).starts_with("GenerateUpdate"),
            "{other:?}"
        );
        assert!(
            next(&shows(&same, &other), None).starts_with("GenerateUpdate"),
            "{other:?}"
        );
    }
    // In whatever order the paths come, and with the state that a task left meanwhile.
    let several = |paths: &[&str]| {
        with(shows(&corrected, paths), |status| {
            status.corrected_drift = crate::domain::life::drift_digest(&status.drift);
        })
    };
    let (one, other) = ("spec.taskParam.a", "spec.taskParam.b");
    assert_eq!(
        next(
            &shows(&several(&[one, group, other]), &[other, one, group, one]),
            None
        ),
        "AtRest Drifted"
    );
    // It helped, and somebody did it again.
    let helped = shows(&corrected, &[]);
    assert_eq!(next(&shows(&helped, &[group]), None), format!("Update {group}"));
}
