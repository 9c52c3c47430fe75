//! One row a fact: what a later pass resumes from.

use jiff::SignedDuration;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::fixture::*;
use super::reporting::{at_rest, failed, failure, told};
use crate::api::{OperationKind as Kind, OperationState as State};
use crate::domain::failure::Consequence;
use crate::domain::observed::Answer;
use crate::domain::plan::{Fact, Step};
use crate::domain::report::{Next, contradictions};

#[test]
fn states_follow_the_consequence() {
    use Consequence::*;
    let throttled = Throttled { after: None };
    for (step, kind, consequence, state) in [
        (
            Step::Change(Kind::Generate),
            Kind::Generate,
            Retry,
            State::Deferred,
        ),
        (
            Step::Change(Kind::Generate),
            Kind::Generate,
            Ambiguous,
            State::Announced,
        ),
        (
            Step::Change(Kind::Generate),
            Kind::Generate,
            RetrySlowly,
            State::Failed,
        ),
        (
            Step::Change(Kind::Generate),
            Kind::Generate,
            NameTaken,
            State::Contested,
        ),
        (
            Step::Change(Kind::Generate),
            Kind::Generate,
            TokenMismatch,
            State::Failed,
        ),
        (Step::Change(Kind::Create), Kind::Create, Retry, State::Deferred),
        (
            Step::Change(Kind::Create),
            Kind::Create,
            throttled,
            State::Deferred,
        ),
        (
            Step::Change(Kind::Create),
            Kind::Create,
            Credentials,
            State::Deferred,
        ),
        (
            Step::Change(Kind::Create),
            Kind::Create,
            Ambiguous,
            State::Announced,
        ),
        (
            Step::Change(Kind::Create),
            Kind::Create,
            NameTaken,
            State::Contested,
        ),
        (
            Step::Change(Kind::Create),
            Kind::Create,
            TokenMismatch,
            State::Contested,
        ),
        (
            Step::Change(Kind::Create),
            Kind::Create,
            RetrySlowly,
            State::Failed,
        ),
        (Step::Change(Kind::Create), Kind::Create, Terminal, State::Failed),
        (Step::Look, Kind::Create, RetrySlowly, State::Announced),
    ] {
        let report = told(&amid(kind, State::Announced), &failed(step, consequence));
        let operation = report.status.operation.unwrap();
        assert_eq!(operation.state, state, "{step:?} {consequence:?}");
        let certain = matches!(state, State::Deferred | State::Failed) || consequence == NameTaken;
        assert_eq!(
            operation.unresolved_since.is_some(),
            kind == Kind::Create && !certain,
            "{step:?} {consequence:?}"
        );
    }
}

#[test]
fn a_refusal_does_not_settle_what_an_earlier_creation_left_in_doubt() {
    let doubtful = with(amid(Kind::Create, State::Announced), |status| {
        let operation = status.operation.as_mut().unwrap();
        operation.unresolved_since = Some(Time(now() - SignedDuration::from_secs(60)));
    });
    for consequence in [
        Consequence::Retry,
        Consequence::RetrySlowly,
        Consequence::NameTaken,
    ] {
        let report = told(&doubtful, &failed(Step::Change(Kind::Create), consequence));
        assert!(
            report.status.operation.unwrap().unresolved_since.is_some(),
            "{consequence:?}"
        );
    }
    let unproven = told(&doubtful, &Fact::NameUnproven(42)).status.operation.unwrap();
    assert_eq!(
        (unproven.state, unproven.unresolved_since.is_some()),
        (State::Announced, true)
    );
    let foreign = told(&doubtful, &Fact::NameForeign("task 42".into()))
        .status
        .operation
        .unwrap();
    assert_eq!((foreign.state, foreign.unresolved_since), (State::Failed, None));
}

#[test]
fn a_refusal_in_the_same_second_does_not_settle_what_a_lost_step_left_in_doubt() {
    for kind in [Kind::Deploy, Kind::Terminate] {
        let doubtful = with(amid(kind, State::Announced), |status| {
            let operation = status.operation.as_mut().unwrap();
            operation.unresolved_since = operation.started_at.clone();
        });
        let refused = failed(Step::Change(kind), Consequence::RetrySlowly);
        let operation = told(&doubtful, &refused).status.operation.unwrap();
        assert!(operation.unresolved_since.is_some(), "{kind:?}");
    }
}

#[test]
fn a_creation_that_waits_for_a_dead_process_generates_anew() {
    for fact in [
        Fact::ProcessLost(Answer::default()),
        Fact::ProcessTimedOut,
        Fact::ProcessFailed(Answer::default()),
    ] {
        let report = told(&amid(Kind::Create, State::Deferred), &fact);
        let operation = report.status.operation.unwrap();
        assert_eq!(
            (operation.kind, operation.state),
            (Kind::Generate, State::Failed),
            "{fact:?}"
        );
        assert!(
            operation.unresolved_since.is_some(),
            "what is in doubt stays in doubt"
        );
    }
}

#[test]
fn a_deletion_in_doubt_looks_twice_and_no_more() {
    let task = deleting(amid(Kind::Create, State::Announced));
    let until = now() + SignedDuration::from_secs(40);
    let first = told(&task, &Fact::NameFreeYet(until));
    assert_eq!(first.next, Next::At(until));
    assert_eq!(first.status.operation.unwrap().empty_look_ups, 1);
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
    // Looked up at this many seconds after the first look, and again after so many more: what was sent before a kill may be
    // on its way for as long as a call takes, however long before it was announced, by whatever clock.
    for (announced, looks) in [
        (600, vec![(0, 10), (10, 30), (40, 0)]),
        (-60, vec![(0, 10), (10, 30), (40, 0)]),
        (3, vec![(0, 10), (42, 0)]),
        (3, vec![(0, 10), (1, 39), (35, 10), (45, 0)]),
    ] {
        let mut task = with(amid(Kind::Create, State::Announced), |status| {
            status.operation.as_mut().unwrap().announced_at = Time(ago(announced));
        });
        for (elapsed, pause) in looks {
            task = with(task, |status| {
                let operation = status.operation.as_mut().unwrap();
                operation.empty_since = operation.empty_since.take().map(|_| Time(ago(elapsed)));
            });
            let report = told(&task, &Fact::NameFree);
            let next = match pause {
                0 => Next::Now,
                _ => Next::At(now() + SignedDuration::from_secs(pause)),
            };
            assert_eq!(report.next, next, "{elapsed}");
            task = with(task, |status| *status = report.status);
        }
        let operation = task.status.unwrap().operation.unwrap();
        assert_eq!(operation.state, State::Deferred);
        assert!(
            operation.unresolved_since.is_some(),
            "a list may lag for longer than we wait"
        );
    }
}

#[test]
fn texts_of_the_service_are_cut() {
    let mut long = failure(Consequence::RetrySlowly);
    long.message = "x\n".repeat(2000);
    let report = told(
        &amid(Kind::Generate, State::Announced),
        &Fact::CallFailed(Step::Change(Kind::Generate), long),
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
    let good = told(&task(), &at_rest()).status.conditions;
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
