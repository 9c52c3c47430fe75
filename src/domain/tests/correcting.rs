//! One row a difference that somebody made: whether it is changed back.

use super::changing::drifted;
use super::deciding::next;
use super::fixture::*;
use super::running::{correcting, just_corrected};
use crate::api::{DISyncTask, OperationKind as Kind, OperationState as State};

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
