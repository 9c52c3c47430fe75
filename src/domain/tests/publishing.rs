//! One row a situation of a batch task on its way to the schedule.

use serde_json::{Value, json};

use super::deciding::next;
use super::fixture::*;
use super::reporting::{at_rest, conditions, told};
use crate::api::DesiredState::{Created, Running};
use crate::api::{DISyncTask, OperationKind as Kind, OperationState as State, Schedule};
use crate::domain::observed::{Deployment, DeploymentProgress, Listing, Seen};
use crate::domain::plan::Fact;

fn batch() -> DISyncTask {
    made(offline())
}

fn scheduled(mut task: DISyncTask) -> DISyncTask {
    task.spec.schedule = Some(Box::new(Schedule {
        cron_express: Some("00 30 05 * * ?".into()),
        ..Schedule::default()
    }));
    task
}

fn another_table(script: &mut Value) {
    script["type"] = json!("job");
    script["steps"][0]["parameter"]["connection"][0]["table"] = json!(["items"]);
}

fn deployment(progress: DeploymentProgress, to_production: Option<bool>) -> Seen {
    Seen::Deployment(Ok(Deployment {
        progress,
        to_production,
    }))
}

#[test]
fn the_ladder_of_a_batch_task() {
    let with_schedule = scheduled(offline());
    let at_creation = wanted(&with_schedule).at_creation();
    let just_created = with(scheduled(batch()), |status| {
        status.applied_hash = Some(at_creation.hash);
        status.applied_parts = at_creation.parts;
    });
    for (name, task, expected) in [
        ("just created", batch(), "Submit"),
        ("its schedule comes first", just_created.clone(), "Schedule"),
        ("its schedule is there", scheduled(made(with_schedule)), "Submit"),
        ("deployed", deployed(batch()), "AtRest"),
        (
            "a version that is not deployed",
            with(batch(), |status| status.deployed_hash = Some("outdated".into())),
            "Submit",
        ),
        ("shall not be deployed", wishing(batch(), Created), "AtRest"),
        (
            "the schedule comes even then",
            wishing(just_created, Created),
            "Schedule",
        ),
        (
            "shall not be deployed, and is",
            wishing(deployed(batch()), Created),
            "AtRest NotSupported",
        ),
        ("another schedule", scheduled(deployed(batch())), "Schedule"),
        (
            "another script",
            rewritten(deployed(batch()), another_table),
            "Update",
        ),
        (
            "another script and a schedule",
            scheduled(rewritten(deployed(batch()), another_table)),
            "Update",
        ),
    ] {
        assert_eq!(next(&task, None), expected, "{name}");
    }
    let rested = told(&arrived(deployed(batch()), Running), &at_rest());
    assert_eq!(conditions(&rested), "Ready=True/Deployed");
}

#[test]
fn a_submission_and_a_deployment_go_on_from_any_state() {
    use State::*;
    for (name, kind, state, listing, expected) in [
        ("not delivered", Kind::Submit, Deferred, None, "Submit"),
        (
            "lost, and not done",
            Kind::Submit,
            Announced,
            Some(there()),
            "Submit",
        ),
        (
            "lost, and done",
            Kind::Submit,
            Announced,
            Some(committed()),
            "Deploy",
        ),
        (
            "refused, and not done",
            Kind::Submit,
            Failed,
            Some(there()),
            "Submit",
        ),
        (
            "refused, since it was done",
            Kind::Submit,
            Failed,
            Some(committed()),
            "Deploy",
        ),
        ("not delivered", Kind::Deploy, Deferred, None, "Deploy"),
        ("lost", Kind::Deploy, Announced, Some(committed()), "Deploy"),
        (
            "refused or failed",
            Kind::Deploy,
            Failed,
            Some(committed()),
            "Deploy",
        ),
        (
            "somebody deleted it",
            Kind::Deploy,
            Failed,
            Some(Listing::Missing),
            "UnderWay TaskMissing late",
        ),
    ] {
        let task = during(batch(), kind, state);
        assert_eq!(
            next(&task, listing.map(lists)),
            expected,
            "{kind:?} {state:?} {name}"
        );
    }
}

#[test]
fn a_deployment_is_polled() {
    use DeploymentProgress::{Failed, Running, Succeeded};
    let task = |kind| during(batch(), kind, State::Accepted);
    for (name, task, progress, to_production, expected) in [
        ("goes on", task(Kind::Submit), Running, None, "UnderWay Deploying"),
        (
            "goes on for long",
            overdue(task(Kind::Submit), 300),
            Running,
            None,
            "UnderWay Deploying late",
        ),
        ("submitted", task(Kind::Submit), Succeeded, None, "Deploy"),
        (
            "submitted to development",
            task(Kind::Submit),
            Succeeded,
            Some(false),
            "Deploy",
        ),
        (
            "submitted to production",
            task(Kind::Submit),
            Succeeded,
            Some(true),
            "DeploymentSucceeded",
        ),
        (
            "deployed",
            task(Kind::Deploy),
            Succeeded,
            Some(true),
            "DeploymentSucceeded",
        ),
        (
            "deployed somewhere",
            task(Kind::Deploy),
            Succeeded,
            None,
            "DeploymentSucceeded",
        ),
        (
            "refused by a check",
            task(Kind::Submit),
            Failed("no".into()),
            None,
            "DeploymentFailed(\"no\")",
        ),
        (
            "failed",
            task(Kind::Deploy),
            Failed("no".into()),
            Some(true),
            "DeploymentFailed(\"no\")",
        ),
    ] {
        assert_eq!(
            next(&task, Some(deployment(progress, to_production))),
            expected,
            "{name}"
        );
    }
}

#[test]
fn what_a_deployment_leaves_in_the_status() {
    let submitting = during(batch(), Kind::Submit, State::Announced);
    let taken = told(&submitting, &Fact::Taken(Default::default(), Some(9))).status;
    let operation = taken.operation.as_ref().unwrap();
    assert_eq!(
        (operation.state, operation.deployment_id),
        (State::Accepted, Some(9))
    );
    let polled = with(batch(), |status| *status = taken);
    let done = told(&polled, &Fact::DeploymentSucceeded).status;
    assert_eq!(done.deployed_hash, done.applied_hash);
    assert_eq!(done.operation, None);
    let failed = told(&polled, &Fact::DeploymentFailed("no".into()));
    assert_eq!(failed.status.operation.as_ref().unwrap().state, State::Failed);
    assert_eq!(
        conditions(&failed),
        "Ready=False/DeploymentFailed Stalled=True/DeploymentFailed"
    );
}
