//! One row a claim.

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::fixture::*;
use crate::api::{DISyncTask, OperationKind, OperationState, TaskType};
use crate::domain::observed::{File, Likeness};
use crate::domain::ownership::{
    Owner, Since, claimant, claimed_file, claimed_name, is_told_by_content, owner, rival,
};

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
    task.status.get_or_insert_default().operation = Some(Box::new(generating));
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
        project_id: 7,
        name: "orders_rt".into(),
        committed: None,
        file_type,
        created_at,
    };
    let ago = |seconds| Some(now() - SignedDuration::from_secs(seconds));
    let (theirs, ours) = (Some(Since::Theirs(now())), Some(Since::Ours(now())));
    let (like, unlike, unread) = (Likeness::Same, Likeness::Different, Likeness::Unknown);
    for (file, likeness, since, expected) in [
        (file(ago(-60), Some(900)), unread, theirs, Owner::Us),
        (file(ago(1), Some(900)), unread, theirs, Owner::Us),
        (file(ago(1), None), unread, theirs, Owner::Us),
        (file(ago(1), Some(900)), unread, ours, Owner::Us),
        // A little older, as one is whose time another clock tells: the configuration decides.
        (file(ago(3), Some(900)), like, theirs, Owner::Us),
        (file(ago(300), Some(900)), like, theirs, Owner::Us),
        (file(ago(3), Some(900)), unlike, theirs, Owner::Unproven),
        (file(ago(3), Some(900)), unread, theirs, Owner::Probably),
        (file(ago(3), Some(900)), like, ours, Owner::Us),
        (file(ago(3), Some(900)), unlike, ours, Owner::Unproven),
        // Older by more than clocks differ by: what it is like proves nothing.
        (file(ago(301), Some(900)), like, theirs, Owner::Another),
        (file(ago(301), Some(900)), like, ours, Owner::Unproven),
        (file(None, Some(900)), like, theirs, Owner::Unproven),
        (file(ago(1), Some(23)), like, theirs, Owner::Another),
        (file(None, Some(23)), like, theirs, Owner::Another),
        (file(ago(1), Some(900)), like, None, Owner::Another),
    ] {
        assert_eq!(
            owner(&file, likeness, TaskType::Realtime, since),
            expected,
            "{file:?} {likeness:?} {since:?}"
        );
    }
}

#[test]
fn what_a_task_is_made_from_is_read_only_where_it_tells_whose_it_is() {
    let task = amid(OperationKind::Create, OperationState::Announced);
    let wanted = wanted(&task);
    let found = |seconds: i64, file_type| super::deciding::file(-seconds, file_type).file;
    let told = |task: &DISyncTask, file: &File| is_told_by_content(task, &wanted, file, None);
    assert!(told(&task, &found(3, Some(900))));
    assert!(told(&task, &found(300, None)));
    for (seconds, file_type) in [(0, Some(900)), (301, Some(900)), (3, Some(23))] {
        let file = found(seconds, file_type);
        assert!(!told(&task, &file), "{file:?}");
    }
    let another_script = with(task.clone(), |status| {
        status.operation.as_mut().unwrap().payload_hash = "another".into();
    });
    assert!(
        !told(&another_script, &found(3, Some(900))),
        "it was made from another script"
    );
    let settled = with(task, |status| {
        status.operation.as_mut().unwrap().unresolved_since = None;
    });
    assert!(!told(&settled, &found(3, Some(900))), "nothing is in doubt");
}
