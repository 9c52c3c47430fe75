//! What is decided and said while no call is made.

use jiff::SignedDuration;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;

use super::deciding::failure;
use super::fixture::*;
use crate::api::{DISyncTask, DesiredState, OperationKind, OperationState, RECONCILE_REQUESTED_AT, Reason};
use crate::domain::decide::decide;
use crate::domain::failure::{Consequence, Failure};
use crate::domain::observed::{Closed, Seen};
use crate::domain::plan::{Fact, Plan, Step};
use crate::domain::report::{Next, report};

fn closed() -> Closed {
    Closed {
        blocker: blocker(Reason::BudgetExhausted),
        until: now() + SignedDuration::from_mins(30),
    }
}

fn decided(task: &DISyncTask) -> Plan {
    let mut snapshot = snapshot(task);
    snapshot.closed = Some(closed());
    decide(&snapshot, now())
}

#[test]
fn what_has_something_to_do_says_that_it_waits() {
    for task in [task(), deleting(created()), edited(created())] {
        assert_eq!(decided(&task), Plan::Note(Fact::Closed(closed())));
    }
    let report = report(&task(), &Fact::Closed(closed()), now());
    let reasons = |kind: &str| {
        let found = report
            .status
            .conditions
            .iter()
            .find(|condition| condition.type_ == kind);
        found.map(|condition| (condition.status.as_str(), condition.reason.as_str()))
    };
    assert_eq!(reasons("Reconciling"), Some(("True", "BudgetExhausted")));
    assert_eq!(reasons("Ready"), Some(("False", "BudgetExhausted")));
    assert_eq!(reasons("Stalled"), None);
    assert_eq!(report.next, Next::At(closed().until));
}

#[test]
fn a_look_that_somebody_asks_for_is_not_done_before_it_is_made() {
    let mut asking = created();
    let annotations = asking.metadata.annotations.get_or_insert_default();
    annotations.insert(RECONCILE_REQUESTED_AT.to_owned(), "1".to_owned());
    let handled = |fact: &Fact| report(&asking, fact, now()).status.last_handled_reconcile_at;
    let failed = Fact::CallFailed(Step::Look, failure(Consequence::Retry));
    assert_eq!(handled(&failed), None);
    assert_eq!(handled(&Fact::Suspended).as_deref(), Some("1"));
}

#[test]
fn a_task_that_stands_stays_as_it_is_while_looks_are_throttled() {
    let standing = arrived(created(), DesiredState::Created);
    let ready = with(standing, |status| {
        status.conditions = vec![told(("Ready", "True"))]
    });
    let mut snapshot = snapshot(&ready);
    snapshot.seen = Some(Seen::Task(Err(failure(Consequence::Throttled {
        after: Some(SignedDuration::from_mins(5)),
    }))));
    let later = now() + SignedDuration::from_mins(5);
    assert_eq!(decide(&snapshot, now()), Plan::Note(Fact::NotDue(later)));
    snapshot.seen = None;
    snapshot.closed = Some(closed());
    assert_eq!(decide(&snapshot, now()), Plan::Note(Fact::NotDue(closed().until)));
}

#[test]
fn what_a_person_has_to_do_stays_on_display() {
    let stalled = |task: DISyncTask| with(task, |status| status.conditions = vec![told(("Stalled", "True"))]);
    let begun = stalled(created());
    assert_eq!(decided(&begun), Plan::Note(Fact::NotDue(closed().until)));
    assert_eq!(decided(&edited(begun)), Plan::Note(Fact::Closed(closed())));
    // What it said of its input has been mended: by now it waits for calls.
    assert_eq!(decided(&stalled(task())), Plan::Note(Fact::Closed(closed())));
}

#[test]
fn who_was_told_of_silence_is_told_nothing_new_while_it_lasts() {
    // The rest that it was told of is over, and the next one has begun.
    let later = closed().until + SignedDuration::from_secs(1);
    let silent = |reason| Closed {
        blocker: blocker(reason),
        ..closed()
    };
    let decided = |task: &DISyncTask, closed: &Closed| {
        let mut snapshot = snapshot(task);
        snapshot.closed = Some(closed.clone());
        decide(&snapshot, later)
    };
    let unreachable = silent(Reason::Unreachable);
    let told = |fact: &Fact| with(task(), |status| *status = report(&task(), fact, now()).status);
    let failed = Fact::CallFailed(Step::Poll, failure(Consequence::Retry));
    for fact in [Fact::Closed(unreachable.clone()), failed] {
        let told = told(&fact);
        let not_due = Plan::Note(Fact::NotDue(unreachable.until));
        assert_eq!(decided(&told, &unreachable), not_due, "{fact:?}");
        let spent = silent(Reason::BudgetExhausted);
        assert_eq!(decided(&told, &spent), Plan::Note(Fact::Closed(spent.clone())));
        let edited = edited(told);
        assert_eq!(
            decided(&edited, &unreachable),
            Plan::Note(Fact::Closed(unreachable.clone()))
        );
    }
    let other = told(&Fact::Closed(silent(Reason::BudgetExhausted)));
    assert_eq!(
        decided(&other, &unreachable),
        Plan::Note(Fact::Closed(unreachable))
    );
}

#[test]
fn who_waits_and_who_tries_say_the_same_of_an_endpoint_that_does_not_answer() {
    let reason = |fact: &Fact| {
        let conditions = report(&task(), fact, now()).status.conditions;
        let ready = conditions.into_iter().find(|it| it.type_ == "Ready");
        ready.map(|it| it.reason).unwrap()
    };
    let waits = Fact::Closed(Closed {
        blocker: blocker(Reason::Unreachable),
        ..closed()
    });
    let tried = |code: &str| {
        let failed = Failure {
            code: code.to_owned(),
            ..failure(Consequence::Retry)
        };
        Fact::CallFailed(Step::Poll, failed)
    };
    for code in ["Unreachable", "Interrupted", "DeadlineExceeded"] {
        assert_eq!(reason(&tried(code)), reason(&waits), "{code}");
    }
    assert_eq!(reason(&tried("Http502")), "ServiceError");
}

#[test]
fn a_call_that_is_throttled_says_when_it_is_repeated_which_is_in_a_minute_or_so_at_most() {
    let throttled = Fact::CallFailed(Step::Poll, failure(Consequence::Throttled { after: None }));
    let mut task = amid(OperationKind::Generate, OperationState::Accepted);
    for _ in 0..20 {
        let told = report(&task, &throttled, now()).status;
        let at = told.next_poll_time.as_ref().unwrap().0;
        assert!(at <= now() + SignedDuration::from_secs(72), "{at}");
        let ready = told.conditions.iter().find(|it| it.type_ == "Ready").unwrap();
        let second = jiff::Timestamp::from_second(at.as_second()).unwrap();
        let said = format!("is repeated at {second}");
        assert!(ready.message.ends_with(&said), "{}", ready.message);
        task = with(task, |status| *status = told);
    }
}

#[test]
fn a_call_that_was_not_made_counts_for_no_failure_and_is_made_when_calls_are() {
    let after = SignedDuration::from_secs(7);
    let not_made = failure(Consequence::NotMade {
        reason: Reason::Unreachable,
        after,
    });
    let failing = with(amid(OperationKind::Create, OperationState::Announced), |status| {
        status.failures = Some(3);
    });
    for step in [Step::Look, Step::Poll, Step::Change(OperationKind::Create)] {
        let fact = Fact::CallFailed(step, not_made.clone());
        let report = report(&failing, &fact, now());
        assert_eq!(report.status.failures, Some(3), "{step:?}");
        assert_eq!(report.next, Next::At(now() + after), "{step:?}");
        let ready = &report.status.conditions.iter().find(|it| it.type_ == "Ready");
        assert_eq!(
            ready.map(|it| it.reason.as_str()),
            Some("Unreachable"),
            "{step:?}"
        );
        let operation = report.status.operation.unwrap();
        let is_change = step != Step::Look && step != Step::Poll;
        assert_eq!(operation.state == OperationState::Deferred, is_change, "{step:?}");
        assert_eq!(operation.unresolved_since.is_none(), is_change, "{step:?}");
    }
    let standing = arrived(created(), DesiredState::Created);
    let ready = with(standing, |status| {
        status.conditions = vec![told(("Ready", "True"))]
    });
    let mut snapshot = snapshot(&ready);
    snapshot.seen = Some(Seen::Task(Err(not_made)));
    assert_eq!(
        decide(&snapshot, now()),
        Plan::Note(Fact::NotDue(now() + after)),
        "what stands stays so"
    );
}

fn told((kind, status): (&str, &str)) -> Condition {
    let condition = serde_json::json!({ "type": kind, "status": status, "reason": "Any", "message": "",
                                        "lastTransitionTime": "2026-01-01T00:00:00Z" });
    serde_json::from_value(condition).unwrap()
}
