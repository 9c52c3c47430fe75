//! One row a situation of a task that is deleted.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::deciding::{decided, failure, file, saw};
use super::fixture::*;
use crate::api::{DeletionPolicy, OperationKind as Kind, OperationState as State, Reason, TaskType};
use crate::domain::failure::Consequence;
use crate::domain::look::{Freshness, Look, TaskLook, due};
use crate::domain::observed::{Listing, Seen, Snapshot};
use crate::domain::plan::Farewell;

#[test]
fn the_way_to_none() {
    let gone = lists(Listing::Missing);
    let there = || lists(there());
    let task = deleting(created());
    let look = TaskLook {
        file_id: 42,
        file: Freshness::Fresh,
        run: false,
    };
    assert_eq!(due(&task, None, now()), Some(Look::Task(look)));
    assert_eq!(saw(&task, there()), "Delete a1 -");
    let accepted = with(task.clone(), |status| {
        status.operation = Some(Box::new(operation(Kind::Delete, State::Accepted)))
    });
    assert_eq!(saw(&accepted, there()), "DeletionAccepted");
    assert_eq!(
        saw(&accepted, gone),
        format!("RemoveFinalizer {:?}", Farewell::Gone)
    );
    let wrong = |snapshot: &mut Snapshot<'_>| {
        snapshot.desired = Err(blocker(Reason::InvalidSpec));
        snapshot.seen = Some(there());
    };
    assert_eq!(
        decided(&task, wrong),
        "Delete a1 -",
        "a wrong spec does not stand in the way"
    );
    let closed = |snapshot: &mut Snapshot<'_>| snapshot.access = Err(blocker(Reason::CredentialsNotFound));
    assert_eq!(decided(&task, closed), "Blocked CredentialsNotFound");
}

#[test]
fn what_was_never_made_or_stays_needs_no_look() {
    let never = format!("RemoveFinalizer {:?}", Farewell::NeverCreated);
    for task in [task(), amid(Kind::Generate, State::Accepted), {
        with(amid(Kind::Create, State::Failed), |status| {
            status.operation.as_mut().unwrap().unresolved_since = None
        })
    }] {
        assert_eq!(decided(&deleting(task), |_| {}), never);
    }
    let mut retained = deleting(created());
    retained.spec.deletion_policy = Some(DeletionPolicy::Retain);
    let mut solution = deleting(created());
    solution.spec.task_type = TaskType::Solution;
    for task in [retained, solution] {
        assert_eq!(due(&task, None, now()), None);
        let closed = |snapshot: &mut Snapshot<'_>| snapshot.access = Err(blocker(Reason::WorkspaceNotFound));
        assert_eq!(
            decided(&task, closed),
            format!("RemoveFinalizer {:?}", Farewell::Retained)
        );
    }
    let mut released = deleting(created());
    released.metadata.finalizers = None;
    assert_eq!(decided(&released, |_| {}), "Idle");
}

#[test]
fn a_deletion_resolves_an_interrupted_creation_first() {
    let task = deleting(amid(Kind::Create, State::Announced));
    assert_eq!(due(&task, None, now()), Some(Look::Name("orders_rt".into())));
    assert!(saw(&task, Seen::Named(Ok(Some(file(0, Some(900)))))).starts_with("Created(42"));
    assert!(
        saw(&task, Seen::Named(Ok(None))).starts_with("NameFreeYet"),
        "lists may lag"
    );
    let whose = "task 42, which this resource did not create".to_owned();
    assert_eq!(
        saw(&task, Seen::Named(Ok(Some(file(-600, Some(900)))))),
        format!("RemoveFinalizer {:?}", Farewell::NotOurs(whose)),
        "what is left behind is named"
    );
    assert!(
        saw(&task, Seen::Named(Ok(Some(file(-60, Some(900)))))).starts_with("NameUnproven"),
        "in doubt it is neither deleted nor forgotten"
    );
    let again = with(task.clone(), |status| {
        let operation = status.operation.as_mut().unwrap();
        operation.empty_look_ups = 1;
        operation.empty_since = Some(Time(ago(60)));
    });
    assert_eq!(
        saw(&again, Seen::Named(Ok(None))),
        format!("RemoveFinalizer {:?}", Farewell::NeverCreated)
    );
    assert_eq!(
        saw(&task, Seen::Named(Err(failure(Consequence::Retry)))),
        "CallFailed Look Code"
    );
}
