//! What comes before a deletion, and how often one that is refused is made again.

use super::deciding::next;
use super::fixture::*;
use super::reporting::{failed, told};
use crate::api::{OperationKind as Kind, OperationState as State};
use crate::domain::failure::Consequence;
use crate::domain::look::{Freshness, Look, TaskLook, due};
use crate::domain::observed::{Answer, Deployment, DeploymentProgress, Listing, Seen};
use crate::domain::plan::{Fact, Step};
use crate::domain::report::Next;

#[test]
fn a_deployment_ends_before_its_task_is_deleted() {
    use DeploymentProgress::{Failed, Running, Succeeded};
    for kind in [Kind::Submit, Kind::Deploy] {
        let amid = || {
            let task = during(deployed(made(offline())), kind, State::Accepted);
            with(task, |status| {
                status.operation.as_mut().unwrap().deployment_id = Some(5);
            })
        };
        let replaced = with(amid(), |status| status.replacing = Some("hash".into()));
        for task in [deleting(amid()), replaced] {
            assert_eq!(due(&task, None, now()), Some(Look::Deployment(5)), "{kind:?}");
            for (progress, expected) in [
                (Running, "UnderWay Deploying"),
                (Succeeded, "DeploymentSucceeded"),
                (Failed("why".into()), "DeploymentFailed(\"why\")"),
            ] {
                let seen = Seen::Deployment(Ok(Deployment {
                    progress,
                    to_production: None,
                }));
                assert_eq!(next(&task, Some(seen)), expected, "{kind:?}");
            }
            let task_itself = TaskLook {
                file_id: 42,
                file: Freshness::Fresh,
                run: false,
            };
            let late = due(&overdue(task, 600), None, now());
            assert_eq!(
                late,
                Some(Look::Task(task_itself)),
                "it is not waited for without end"
            );
        }
    }
}

#[test]
fn a_deletion_that_is_refused_rests_longer_each_time() {
    let mut task = during(deleting(created()), Kind::Delete, State::Announced);
    let mut pauses = Vec::new();
    for _ in 0..4 {
        let refused = told(
            &task,
            &failed(Step::Change(Kind::Delete), Consequence::RetrySlowly),
        );
        let Next::At(at) = refused.next else {
            panic!("it rests")
        };
        pauses.push(at.duration_since(now()));
        let announced = |status, kind| {
            let task = with(task.clone(), |old| *old = status);
            during(task, kind, State::Announced)
        };
        // Taking it offline is taken each time, whatever that is worth.
        let terminating = announced(refused.status.clone(), Kind::Terminate);
        let taken = told(&terminating, &Fact::Taken(Answer::default(), None)).status;
        assert_eq!(
            taken.conditions, refused.status.conditions,
            "the refusal stays on display"
        );
        task = announced(taken, Kind::Delete);
    }
    assert!(pauses.is_sorted() && pauses[3] > pauses[0] * 60, "{pauses:?}");
}

#[test]
fn what_dataworks_says_to_be_absent_has_gone_though_its_deletion_is_refused() {
    let going = || deleting(running());
    let amid = |kind, state| during(going(), kind, state);
    let gone = "RemoveFinalizer Gone";
    let node_stays = with(amid(Kind::Delete, State::Failed), |status| {
        status.operation.as_mut().unwrap().deployment_id = Some(5);
    });
    for (name, task, expected) in [
        ("absent, and nobody tried to delete it", going(), "Delete"),
        (
            "absent, and refused to go",
            amid(Kind::Delete, State::Failed),
            gone,
        ),
        (
            "absent, and told to go",
            amid(Kind::Delete, State::Deferred),
            gone,
        ),
        // The task was deleted, and the deployment that removes its node failed.
        ("absent, and its node stays", node_stays, "Delete"),
    ] {
        assert_eq!(next(&task, Some(lists(Listing::Absent))), expected, "{name}");
    }
}
