//! One row a fact: what the status says then.

use jiff::SignedDuration;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::fixture::*;
use crate::api::{DISyncTask, OperationKind as Kind, OperationState as State, Phase, Reason};
use crate::domain::decide::decide;
use crate::domain::failure::{Consequence, Failure};
use crate::domain::observed::{Answer, Process, Seen};
use crate::domain::opaque::TaskContent;
use crate::domain::plan::{Action, Cause, Fact, Plan, Rest, Step};
use crate::domain::report::{Next, Report, contradictions, report};

pub(super) fn told(task: &DISyncTask, fact: &Fact) -> Report {
    let report = report(task, fact, now());
    let status = &report.status;
    let found = contradictions(
        task.metadata.generation,
        status.observed_generation,
        &status.conditions,
    );
    assert!(found.is_empty(), "{fact:?}: {found:?}");
    report
}

pub(super) fn conditions(report: &Report) -> String {
    let short = |c: &k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition| {
        format!("{}={}/{}", c.type_, c.status, c.reason)
    };
    let shown = ["Ready", "Reconciling", "Stalled", "Suspended"];
    let all = report
        .status
        .conditions
        .iter()
        .filter(|c| shown.contains(&c.type_.as_str()));
    all.map(short).collect::<Vec<_>>().join(" ")
}

pub(super) fn failure(consequence: Consequence) -> Failure {
    Failure {
        consequence,
        code: "Code".into(),
        message: "text".into(),
        request_id: Some("r".into()),
    }
}

pub(super) fn failed(step: Step, consequence: Consequence) -> Fact {
    Fact::CallFailed(step, failure(consequence))
}

/// Nothing is to be done.
pub(super) fn at_rest() -> Fact {
    Fact::AtRest(Rest {
        hash: None,
        complaint: None,
        next_look: now() + SignedDuration::from_hours(1),
    })
}

/// Nothing can be done.
fn complaining(reason: Reason) -> Fact {
    Fact::AtRest(Rest {
        hash: None,
        complaint: Some(blocker(reason)),
        next_look: now() + SignedDuration::from_hours(1),
    })
}

/// A change of the generated configuration waits for long: its calls are short, or its answers are lost.
#[test]
fn what_the_thread_said_at_its_end_is_on_display_while_its_result_waits() {
    let said = Answer {
        status: Some("success".into()),
        message: Some("XXX is invalid.".into()),
        request_id: Some("poll".into()),
    };
    let last = Answer {
        status: Some("processing".into()),
        ..Answer::default()
    };
    for (before, task) in [
        (Kind::Generate, amid(Kind::Generate, State::Accepted)),
        (
            Kind::GenerateUpdate,
            during(edited(running()), Kind::GenerateUpdate, State::Accepted),
        ),
    ] {
        let polled = told(&task, &Fact::ProcessRunning(last.clone())).status;
        let task = with(task, |status| {
            *status = polled;
            status.next_poll_time = None;
        });
        let mut seen = snapshot(&task);
        seen.seen = Some(Seen::Process(Ok(Process::Ready {
            content: TaskContent::new("{}"),
            answer: said.clone(),
        })));
        let Plan::Act(Action::Call(call)) = decide(&seen, now()) else {
            panic!("{before:?}: it is sent")
        };
        let announce = |task: &DISyncTask| {
            let announced = Fact::Announced(call.announcement.clone(), call.place(7), call.cause.clone());
            told(task, &announced).status
        };
        let status = announce(&task);
        let shown = (
            status.status.clone(),
            status.message.clone(),
            status.request_id.clone(),
        );
        assert_eq!(
            shown,
            (said.status.clone(), said.message.clone(), said.request_id.clone()),
            "{before:?}"
        );
        let refused = with(task, |old| {
            *old = status;
            old.message = Some("no".into());
        });
        assert_eq!(
            announce(&refused).message.as_deref(),
            Some("no"),
            "{before:?}: a repeat"
        );
    }
}

#[test]
fn every_standing_has_its_conditions() {
    let announced = Fact::Announced(operation(Kind::Generate, State::Announced), place(), Cause::Spec);
    for (fact, phase, expected) in [
        (
            announced,
            Phase::Generating,
            "Ready=Unknown/Generating Reconciling=True/Generating",
        ),
        (at_rest(), Phase::Running, "Ready=True/Running"),
        (
            Fact::Suspended,
            Phase::Pending,
            "Ready=Unknown/Suspended Suspended=True/Suspended",
        ),
        (
            complaining(Reason::UpdateUnsupported),
            Phase::Failed,
            "Ready=False/UpdateUnsupported Stalled=True/UpdateUnsupported",
        ),
        (
            Fact::Rival("a/b".into()),
            Phase::Failed,
            "Ready=False/NameConflict Stalled=True/NameConflict",
        ),
        (
            Fact::Blocked(blocker(Reason::CredentialsRefused)),
            Phase::Failed,
            "Ready=False/CredentialsRefused Stalled=True/CredentialsRefused",
        ),
        (
            Fact::Blocked(blocker(Reason::EndpointNotAllowed)),
            Phase::Failed,
            "Ready=False/EndpointNotAllowed Stalled=True/EndpointNotAllowed",
        ),
        (
            Fact::Blocked(blocker(Reason::InvalidSpec)),
            Phase::Failed,
            "Ready=False/InvalidSpec Stalled=True/InvalidSpec",
        ),
        (
            Fact::Blocked(blocker(Reason::WorkspaceNotFound)),
            Phase::Pending,
            "Ready=False/WorkspaceNotFound Reconciling=True/WorkspaceNotFound",
        ),
        (
            failed(Step::Change(Kind::Generate), Consequence::RetrySlowly),
            Phase::Failed,
            "Ready=False/GenerationFailed Stalled=True/GenerationFailed",
        ),
        (
            failed(Step::Change(Kind::Create), Consequence::Ambiguous),
            Phase::Pending,
            "Ready=False/OutcomeUnknown Reconciling=True/OutcomeUnknown",
        ),
        (
            failed(Step::Poll, Consequence::Throttled { after: None }),
            Phase::Pending,
            "Ready=False/Throttled Reconciling=True/Throttled",
        ),
        (
            failed(Step::Change(Kind::Create), Consequence::Credentials),
            Phase::Failed,
            "Ready=False/CredentialsRefused Stalled=True/CredentialsRefused",
        ),
        (
            Fact::DeletionAccepted,
            Phase::Deleting,
            "Ready=Unknown/Deleting Reconciling=True/Deleting",
        ),
    ] {
        let report = told(&task(), &fact);
        assert_eq!(conditions(&report), expected, "{fact:?}");
        assert_eq!(report.status.phase, Some(phase), "{fact:?}");
        assert_eq!(report.status.observed_generation, Some(1), "{fact:?}");
    }
}

#[test]
fn success_clears_what_was_wrong() {
    let stalled = told(
        &amid(Kind::Create, State::Announced),
        &failed(Step::Change(Kind::Create), Consequence::RetrySlowly),
    );
    let task = with(task(), |status| *status = stalled.status);
    let created = told(&task, &Fact::Created(42, Answer::default()));
    assert_eq!(
        conditions(&created),
        "Ready=Unknown/Created Reconciling=True/Created"
    );
    let status = &created.status;
    assert_eq!(
        (status.file_id, &status.operation, status.failures),
        (Some(42), &None, None)
    );
    assert_eq!(
        (status.phase, &status.next_poll_time),
        (Some(Phase::Created), &None)
    );
    assert_eq!(status.applied_hash, Some(wanted(&task).hash));
    assert_eq!(created.next, Next::Now);
}

#[test]
fn what_is_told_twice_changes_nothing_and_makes_no_event() {
    for fact in [
        at_rest(),
        Fact::Blocked(blocker(Reason::InvalidSpec)),
        Fact::Suspended,
        Fact::Rival("a/b".into()),
    ] {
        let first = told(&created(), &fact);
        let again = with(created(), |status| *status = first.status.clone());
        let second = report(&again, &fact, now() + SignedDuration::from_secs(90));
        assert_eq!(second.status, first.status, "{fact:?}");
        assert_eq!(second.event, None, "{fact:?}");
    }
}

#[test]
fn a_transition_time_moves_only_with_the_status() {
    let first = told(&task(), &Fact::Blocked(blocker(Reason::InvalidSpec)));
    let again = with(task(), |status| *status = first.status.clone());
    let later = now() + SignedDuration::from_millis(90_500);
    let other = report(&again, &Fact::Blocked(blocker(Reason::ScriptNotFound)), later);
    let time = |report: &Report| report.status.conditions[0].last_transition_time.clone();
    assert_eq!(time(&other), time(&first), "False before and after");
    let ready = report(&again, &at_rest(), later);
    assert_eq!(
        time(&ready),
        Time(now() + SignedDuration::from_secs(90)),
        "whole seconds"
    );
}

#[test]
fn a_repeat_leaves_the_failure_on_display() {
    let stalled = told(
        &amid(Kind::Generate, State::Announced),
        &failed(Step::Change(Kind::Generate), Consequence::RetrySlowly),
    );
    let task = with(task(), |status| *status = stalled.status.clone());
    let again = told(
        &task,
        &Fact::Announced(operation(Kind::Generate, State::Announced), place(), Cause::Spec),
    );
    assert_eq!(conditions(&again), conditions(&stalled));
    assert_eq!(again.event, None);
}
