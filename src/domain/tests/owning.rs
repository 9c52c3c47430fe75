//! One row a claim.

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::fixture::*;
use crate::api::{DISyncTask, OperationKind, OperationState, TaskType};
use crate::domain::observed::File;
use crate::domain::ownership::{Owner, Since, claimant, claimed_file, claimed_name, owner, rival};

fn other(name: &str, namespace: &str, older_by: i64, change: impl FnOnce(&mut DISyncTask)) -> DISyncTask {
    let mut other = task();
    other.metadata.name = Some(name.into());
    other.metadata.namespace = Some(namespace.into());
    other.metadata.uid = Some(name.into());
    let born = task().metadata.creation_timestamp.unwrap().0;
    other.metadata.creation_timestamp = Some(Time(born - SignedDuration::from_secs(older_by)));
    change(&mut other);
    other
}

fn created_by(task: &mut DISyncTask) {
    task.status.get_or_insert_default().file_id = Some(42);
}

fn under_way(task: &mut DISyncTask) {
    let generating = operation(OperationKind::Generate, OperationState::Announced);
    task.status.get_or_insert_default().operation = Some(generating);
}

#[test]
fn who_steps_back() {
    let here = "DISyncTask team/other";
    let there = "a DISyncTask of another namespace";
    for (other, expected) in [
        (other("other", "team", 60, |_| {}), Some(here)),
        (other("other", "team", -60, |_| {}), None),
        (other("other", "team", -60, created_by), Some(here)),
        // Nobody reserves a name in another namespace without having called DataWorks.
        (other("other", "evil", 60, |_| {}), None),
        (other("other", "evil", 60, under_way), Some(there)),
        (other("other", "evil", -60, created_by), Some(there)),
        (other(UID, "team", 60, created_by), None),
    ] {
        assert_eq!(rival(&task(), [&other]).as_deref(), expected, "{other:?}");
    }
}

#[test]
fn a_task_has_one_claimant() {
    let (mine, theirs) = (created(), other("other", "team", 0, created_by));
    assert_eq!((claimed_file(&theirs), claimed_file(&task())), (Some(42), None));
    assert_eq!(
        claimant(&task(), [&theirs]).as_deref(),
        Some("DISyncTask team/other")
    );
    assert_eq!(
        claimant(&task(), [&mine]),
        None,
        "its own claim is none against it"
    );
}

#[test]
fn a_name_is_claimed_as_recorded_as_asked_for_or_as_derived() {
    let mut named = task();
    named.spec.task_name = Some("asked_for".into());
    let recorded = with(named.clone(), |status| status.task_name = Some("recorded".into()));
    for (task, name) in [
        (task(), "orders_rt"),
        (named, "asked_for"),
        (recorded, "recorded"),
    ] {
        assert_eq!(claimed_name(&task), name);
    }
}

#[test]
fn whose_a_found_task_is() {
    let file = |created_at: Option<Timestamp>, file_type| File {
        file_id: 42,
        name: "orders_rt".into(),
        committed: None,
        file_type,
        created_at,
    };
    let (early, late) = (
        now() - SignedDuration::from_secs(3),
        now() - SignedDuration::from_secs(1),
    );
    let (theirs, ours) = (Some(Since::Theirs(now())), Some(Since::Ours(now())));
    for (file, since, expected) in [
        (file(Some(late), Some(900)), theirs, Owner::Us),
        (file(Some(late), None), theirs, Owner::Us),
        (file(Some(late), Some(900)), ours, Owner::Us),
        (file(Some(early), Some(900)), theirs, Owner::Another),
        (file(Some(early), Some(900)), ours, Owner::Unproven),
        (file(None, Some(900)), theirs, Owner::Unproven),
        (file(Some(late), Some(23)), theirs, Owner::Another),
        (file(None, Some(23)), theirs, Owner::Another),
        (file(Some(late), Some(900)), None, Owner::Another),
    ] {
        assert_eq!(
            owner(&file, TaskType::Realtime, since),
            expected,
            "{file:?} {since:?}"
        );
    }
}
