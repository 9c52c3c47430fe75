//! One row a fact: what the status says then.

use jiff::SignedDuration;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::fixture::*;
use crate::api::{DISyncTask, OperationKind as Kind, OperationState as State, Phase, Reason};
use crate::domain::failure::{Consequence, Failure};
use crate::domain::observed::Answer;
use crate::domain::plan::{Fact, Step};
use crate::domain::report::{Next, Report, contradictions, report};

fn told(task: &DISyncTask, fact: &Fact) -> Report {
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

fn conditions(report: &Report) -> String {
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

fn failure(consequence: Consequence) -> Failure {
    Failure {
        consequence,
        code: "Code".into(),
        message: "text".into(),
        request_id: Some("r".into()),
    }
}

fn failed(step: Step, consequence: Consequence) -> Fact {
    Fact::CallFailed(step, failure(consequence))
}

#[test]
fn every_standing_has_its_conditions() {
    let announced = Fact::Announced(operation(Kind::Generate, State::Announced), "orders_rt".into());
    for (fact, phase, expected) in [
        (
            announced,
            Phase::Generating,
            "Ready=Unknown/Generating Reconciling=True/Generating",
        ),
        (Fact::Settled, Phase::Created, "Ready=True/Created"),
        (
            Fact::Suspended,
            Phase::Pending,
            "Ready=Unknown/Suspended Suspended=True/Suspended",
        ),
        (
            Fact::UpdateUnsupported,
            Phase::Failed,
            "Ready=False/UpdateUnsupported Stalled=True/UpdateUnsupported",
        ),
        (
            Fact::Rival("a/b".into()),
            Phase::Failed,
            "Ready=False/NameConflict Stalled=True/NameConflict",
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
            failed(Step::Generate, Consequence::RetrySlowly),
            Phase::Failed,
            "Ready=False/GenerationFailed Stalled=True/GenerationFailed",
        ),
        (
            failed(Step::Create, Consequence::Ambiguous),
            Phase::Pending,
            "Ready=False/OutcomeUnknown Reconciling=True/OutcomeUnknown",
        ),
        (
            failed(Step::Poll, Consequence::Throttled { after: None }),
            Phase::Pending,
            "Ready=False/Throttled Reconciling=True/Throttled",
        ),
        (
            failed(Step::Create, Consequence::Credentials),
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
        &failed(Step::Create, Consequence::RetrySlowly),
    );
    let task = with(task(), |status| *status = stalled.status);
    let created = told(&task, &Fact::Created(42, Answer::default()));
    assert_eq!(conditions(&created), "Ready=True/Created");
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
        Fact::Settled,
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
    let ready = report(&again, &Fact::Settled, later);
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
        &failed(Step::Generate, Consequence::RetrySlowly),
    );
    let task = with(task(), |status| *status = stalled.status.clone());
    let again = told(
        &task,
        &Fact::Announced(operation(Kind::Generate, State::Announced), "n".into()),
    );
    assert_eq!(conditions(&again), conditions(&stalled));
    assert_eq!(again.event, None);
}

#[test]
fn states_follow_the_consequence() {
    use Consequence::*;
    let throttled = Throttled { after: None };
    for (step, kind, consequence, state) in [
        (Step::Generate, Kind::Generate, Retry, State::Deferred),
        (Step::Generate, Kind::Generate, Ambiguous, State::Announced),
        (Step::Generate, Kind::Generate, RetrySlowly, State::Failed),
        (Step::Generate, Kind::Generate, NameTaken, State::Contested),
        (Step::Generate, Kind::Generate, TokenMismatch, State::Failed),
        (Step::Create, Kind::Create, Retry, State::Deferred),
        (Step::Create, Kind::Create, throttled, State::Deferred),
        (Step::Create, Kind::Create, Credentials, State::Deferred),
        (Step::Create, Kind::Create, Ambiguous, State::Announced),
        (Step::Create, Kind::Create, NameTaken, State::Contested),
        (Step::Create, Kind::Create, TokenMismatch, State::Contested),
        (Step::Create, Kind::Create, RetrySlowly, State::Failed),
        (Step::Create, Kind::Create, Terminal, State::Failed),
        (Step::LookUp, Kind::Create, RetrySlowly, State::Announced),
    ] {
        let report = told(&amid(kind, State::Announced), &failed(step, consequence));
        let operation = report.status.operation.unwrap();
        assert_eq!(operation.state, state, "{step:?} {consequence:?}");
        let certain = matches!(state, State::Deferred | State::Failed);
        assert_eq!(
            operation.unresolved_since.is_some(),
            kind == Kind::Create && !certain,
            "{step:?} {consequence:?}"
        );
    }
}

#[test]
fn a_silent_failure_is_believed_the_third_time() {
    let mut task = amid(Kind::Generate, State::Accepted);
    for (round, state) in [(1, State::Accepted), (2, State::Accepted), (3, State::Failed)] {
        let report = told(&task, &Fact::ProcessFailedSilently(Answer::default()));
        assert_eq!(
            report.status.operation.as_ref().unwrap().state,
            state,
            "round {round}"
        );
        task = with(task, |status| *status = report.status);
    }
}

#[test]
fn a_name_that_stays_free_ends_the_doubt() {
    let task = amid(Kind::Create, State::Announced);
    let first = told(&task, &Fact::NameFree);
    assert_eq!(first.next, Next::At(now() + SignedDuration::from_secs(10)));
    let second = told(&with(task, |status| *status = first.status), &Fact::NameFree);
    let operation = second.status.operation.unwrap();
    assert_eq!((operation.state, second.next), (State::Deferred, Next::Now));
    assert!(
        operation.unresolved_since.is_some(),
        "a list may lag for longer than we wait"
    );
}

#[test]
fn texts_of_the_service_are_cut() {
    let mut long = failure(Consequence::RetrySlowly);
    long.message = "x\n".repeat(2000);
    let report = told(
        &amid(Kind::Generate, State::Announced),
        &Fact::CallFailed(Step::Generate, long),
    );
    assert!(report.status.message.unwrap().chars().count() <= 1024);
    assert!(
        report
            .status
            .conditions
            .iter()
            .all(|c| c.message.chars().count() <= 1024 && !c.message.contains('\n'))
    );
}

#[test]
fn the_checker_finds_what_is_wrong() {
    let good = told(&task(), &Fact::Settled).status.conditions;
    let mut cases = Vec::new();
    let mut with = |change: fn(&mut Vec<k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition>)| {
        let mut conditions = good.clone();
        change(&mut conditions);
        cases.push(conditions);
    };
    with(|c| c.push(c[0].clone()));
    with(|c| c[0].reason = "Whatever".into());
    with(|c| c[0].message.clear());
    with(|c| c[0].observed_generation = Some(99));
    with(|c| c.remove(0).reason.clear());
    with(|c| {
        let mut other = c[0].clone();
        other.type_ = "Stalled".into();
        c.push(other);
    });
    assert_eq!(contradictions(Some(1), Some(1), &good), [""; 0]);
    for conditions in cases {
        assert!(
            !contradictions(Some(1), Some(1), &conditions).is_empty(),
            "{conditions:?}"
        );
    }
}
