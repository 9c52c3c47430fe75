//! One row a refusal: what DataWorks refused of a script is not sent again until something changes, or a day is over.

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::changing::{asked_for, on_cu};
use super::deciding::next;
use super::fixture::*;
use super::reporting::{failed, told};
use crate::api::{DISyncTask, OperationKind as Kind, OperationState as State};
use crate::domain::decide::decide;
use crate::domain::failure::{Consequence, SENT_AGAIN};
use crate::domain::look::{due, waits};
use crate::domain::observed::{Activity, Answer};
use crate::domain::plan::{Action, Fact, Plan, Step};
use crate::domain::report::{Next, report};
use crate::domain::schedule::REFUSED_RESTS;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// The task after it was told this.
fn after(task: &DISyncTask, fact: &Fact) -> DISyncTask {
    let status = told(task, fact).status;
    with(task.clone(), |old| *old = status)
}

fn hash(task: &DISyncTask) -> String {
    wanted(task).hash_for(task).to_owned()
}

/// What is called at this time, if the task is visited.
fn called(task: &DISyncTask, at: Timestamp) -> Option<Kind> {
    match decide(&snapshot(task), at) {
        Plan::Act(Action::Call(call)) => Some(call.announcement.kind),
        _ => None,
    }
}

/// What is said of it.
fn message(task: &DISyncTask) -> String {
    let conditions = &task.status.as_ref().unwrap().conditions;
    let stalled = conditions.iter().find(|condition| condition.type_ == "Stalled");
    stalled.map_or_else(Default::default, |stalled| stalled.message.clone())
}

fn process_failed() -> Fact {
    Fact::ProcessFailed(Answer {
        message: Some("table orders is not there".into()),
        ..Answer::default()
    })
}

#[test]
fn a_script_that_is_refused_before_there_is_a_task_rests_for_a_day() {
    let of = |kind| failed(Step::Change(kind), Consequence::Refused);
    let batch = || {
        let mut task = during(offline(), Kind::Create, State::Announced);
        task.spec.schedule =
            Some(serde_json::from_value(serde_json::json!({ "cronExpress": "00 30 05 * * ?" })).unwrap());
        let made_from = wanted(&task).hash_at_creation;
        with(task, |status| {
            status.operation.as_mut().unwrap().payload_hash = made_from
        })
    };
    for (task, fact) in [
        (amid(Kind::Generate, State::Announced), of(Kind::Generate)),
        (amid(Kind::Create, State::Announced), of(Kind::Create)),
        (amid(Kind::Generate, State::Accepted), process_failed()),
        (amid(Kind::Create, State::Deferred), process_failed()),
        (batch(), of(Kind::Create)),
    ] {
        let refused = after(&task, &fact);
        assert!(
            message(&refused).ends_with(SENT_AGAIN),
            "{fact:?}: {}",
            message(&refused)
        );
        for hours in [1, 6, 23] {
            let at = now() + HOUR * hours;
            assert!(waits(&refused, Some(&hash(&refused)), at).is_some(), "{fact:?}");
            assert_eq!(due(&refused, Some(&hash(&refused)), at), None, "{fact:?}");
            assert_eq!(called(&refused, at), None, "{fact:?}");
        }
        let over = now() + REFUSED_RESTS * 6 / 5;
        assert!(
            waits(&refused, Some(&hash(&refused)), over).is_none(),
            "{fact:?}: a day is over"
        );
        let asked = asked_for(refused.clone());
        assert!(
            waits(&asked, Some(&hash(&asked)), now()).is_none(),
            "{fact:?}: somebody asks"
        );
        assert!(
            waits(&refused, Some("another"), now()).is_none(),
            "{fact:?}: another script elsewhere"
        );
        assert!(called(&on_cu(refused, 2.0), now()).is_some(), "{fact:?}: an edit");
    }
}

#[test]
fn a_change_that_cannot_be_generated_rests_for_a_day_while_the_task_is_kept() {
    let sent = failed(Step::Change(Kind::GenerateUpdate), Consequence::Refused);
    let named = failed(Step::Change(Kind::GenerateUpdate), Consequence::NameTaken);
    for (state, fact) in [
        (State::Announced, sent),
        (State::Announced, named),
        (State::Accepted, process_failed()),
    ] {
        let refused = after(&during(edited(running()), Kind::GenerateUpdate, state), &fact);
        let until = refused.status.as_ref().unwrap().refused_until.clone().unwrap().0;
        assert!(until >= now() + REFUSED_RESTS, "{fact:?}");
        let rests = next(&refused, Some(runs(Activity::Running)));
        assert_eq!(rests, "AtRest GenerationFailed", "{fact:?}");
        let fell = with(refused.clone(), |status| {
            status.not_running_since = Some(Time(ago(3600)))
        });
        assert_eq!(next(&fell, Some(runs(Activity::Idle))), "Start Fall", "{fact:?}");
        assert_eq!(
            next(&asked_for(refused.clone()), None),
            "GenerateUpdate",
            "{fact:?}"
        );
        assert_eq!(
            next(&on_cu(refused.clone(), 2.0), None),
            "GenerateUpdate",
            "{fact:?}"
        );
        assert_eq!(called(&refused, until), Some(Kind::GenerateUpdate), "{fact:?}");
        let Plan::Note(rest) = decide(&snapshot(&refused), now()) else {
            panic!("{fact:?}: it is at rest")
        };
        let told = after(&refused, &rest);
        assert!(message(&told).ends_with(SENT_AGAIN), "{}", message(&told));
        let again = report(
            &told,
            &Fact::Announced(
                operation(Kind::GenerateUpdate, State::Announced),
                place(),
                crate::domain::plan::Cause::Spec,
            ),
            until,
        );
        assert_eq!(
            (again.status.refused_hash, again.status.refused_until),
            (None, None),
            "{fact:?}"
        );
    }
}

#[test]
fn what_is_no_fault_of_the_script_is_tried_again_soon() {
    let pause = |task: &DISyncTask, fact: &Fact| match told(task, fact).next {
        Next::At(at) => at.duration_since(now()),
        Next::Now => SignedDuration::ZERO,
    };
    for kind in [Kind::Generate, Kind::Create] {
        let denied = failed(Step::Change(kind), Consequence::RetrySlowly);
        assert!(pause(&amid(kind, State::Announced), &denied) < HOUR, "{kind:?}");
    }
    for step in [Step::Look, Step::Poll] {
        let refused = failed(step, Consequence::Refused);
        assert!(
            pause(&amid(Kind::Generate, State::Accepted), &refused) < HOUR,
            "{step:?}"
        );
    }
    for kind in [
        Kind::Update,
        Kind::Schedule,
        Kind::Submit,
        Kind::Deploy,
        Kind::Start,
        Kind::Stop,
        Kind::Terminate,
        Kind::Delete,
    ] {
        let task = during(running(), kind, State::Announced);
        let refused = told(&task, &failed(Step::Change(kind), Consequence::Refused));
        let denied = told(&task, &failed(Step::Change(kind), Consequence::RetrySlowly));
        assert_eq!(refused, denied, "{kind:?}");
    }
}

#[test]
fn a_name_or_token_that_is_taken_is_a_refusal_where_no_task_is_made() {
    let mut steps = vec![Step::Look, Step::Poll];
    let creates = |kind: &Kind| matches!(kind, Kind::Create | Kind::Generate);
    steps.extend(
        Kind::ALL
            .iter()
            .filter(|kind| !creates(kind))
            .map(|kind| Step::Change(*kind)),
    );
    for step in steps {
        let kind = match step {
            Step::Change(kind) => kind,
            Step::Look | Step::Poll => Kind::GenerateUpdate,
        };
        let task = during(running(), kind, State::Announced);
        let refused = told(&task, &failed(step, Consequence::Refused));
        let taken = told(&task, &failed(step, Consequence::NameTaken));
        assert_eq!(taken, refused, "{step:?}");
        let mismatch = told(&task, &failed(step, Consequence::TokenMismatch));
        let has_token = kind == Kind::GenerateUpdate && step == Step::Change(kind);
        assert_eq!(mismatch == refused, !has_token, "{step:?}");
    }
}

#[test]
fn a_generation_that_fails_without_a_reason_is_tried_some_times_first() {
    let mut task = amid(Kind::Generate, State::Accepted);
    let silent = Fact::ProcessFailedSilently(Answer::default());
    for failures in 1..=6 {
        task = with(task, |status| {
            let operation = status.operation.as_mut().unwrap();
            (operation.state, operation.silent_failures) = (State::Accepted, 2);
        });
        let report = told(&task, &silent);
        let Next::At(at) = report.next else {
            panic!("{report:?}")
        };
        assert_eq!(at >= now() + REFUSED_RESTS, failures >= 5, "{failures}");
        task = with(task, |status| *status = report.status);
        assert_eq!(message(&task).ends_with(SENT_AGAIN), failures >= 5, "{failures}");
    }
}

#[test]
fn a_name_that_is_said_to_be_taken_is_a_refusal_unless_our_task_has_it() {
    let foreign = || Fact::NameForeign("task 42".into());
    for (kind, fact) in [
        (Kind::Generate, Fact::NameFree),
        (Kind::Create, Fact::NameFree),
        (Kind::Generate, foreign()),
        (Kind::Create, foreign()),
    ] {
        let contested = with(amid(kind, State::Contested), |status| {
            let operation = status.operation.as_mut().unwrap();
            (operation.empty_since, operation.unresolved_since) = (Some(Time(ago(60))), None);
            operation.empty_look_ups = 1;
        });
        let refused = after(&contested, &fact);
        assert!(
            message(&refused).ends_with(SENT_AGAIN),
            "{kind:?}: {}",
            message(&refused)
        );
        assert!(
            waits(&refused, Some(&hash(&refused)), now() + HOUR * 23).is_some(),
            "{kind:?} {fact:?}"
        );
        let asked = asked_for(refused);
        assert!(
            waits(&asked, Some(&hash(&asked)), now()).is_none(),
            "{kind:?} {fact:?}"
        );
    }
}

#[test]
fn a_token_of_which_no_task_came_in_an_hour_is_given_up_for_another() {
    let sent = amid(Kind::Create, State::Announced);
    let mut task = after(
        &sent,
        &failed(Step::Change(Kind::Create), Consequence::TokenMismatch),
    );
    let (mut at, mut looks) = (now(), 0);
    while task.status.as_ref().unwrap().operation.as_ref().unwrap().state == State::Contested {
        assert!(
            due(&task, Some(&hash(&task)), at).is_some() || looks == 0,
            "it is looked up"
        );
        let report = report(&task, &Fact::NameFree, at);
        looks += 1;
        if let Next::At(next) = report.next {
            at = next;
        }
        task = with(task, |status| *status = report.status);
    }
    assert_eq!(looks, 7);
    assert!(at >= now() + HOUR && at < now() + HOUR * 2, "{at}");
    let Plan::Act(Action::Call(call)) = ({
        let mut snapshot = snapshot(&task);
        snapshot.seen = Some(generated());
        decide(&snapshot, at)
    }) else {
        panic!("it is created")
    };
    let (old, new) = (sent.status.unwrap().operation.unwrap(), call.announcement);
    assert_eq!((new.kind, new.attempt), (Kind::Create, old.attempt + 1));
    assert_ne!(new.client_token, old.client_token);
    assert_eq!(
        new.unresolved_since, old.unresolved_since,
        "what was in doubt stays so"
    );
}
