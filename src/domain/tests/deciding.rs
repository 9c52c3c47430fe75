//! One row a situation: what was seen, and what is done.

use jiff::SignedDuration;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::fixture::*;
use crate::api::{DISyncTask, OperationKind as Kind, OperationState as State, Reason};
use crate::domain::decide::decide;
use crate::domain::failure::{Consequence, Failure};
use crate::domain::look::{Look, due};
use crate::domain::observed::{Answer, File, Likeness, Named, Process, Seen, Snapshot};
use crate::domain::opaque::TaskContent;
use crate::domain::plan::{Action, Cause, Fact, Plan};
use crate::domain::record::record;

/// The decision in a few words.
fn words(plan: &Plan) -> String {
    match plan {
        Plan::Act(Action::Call(call)) => format!(
            "{} a{} {}",
            call.announcement.kind.as_str(),
            call.announcement.attempt,
            call.announcement
                .client_token
                .as_deref()
                .unwrap_or("-")
                .replace(UID, "uid")
        ),
        Plan::Act(Action::AddFinalizer) => "AddFinalizer".into(),
        Plan::Act(Action::RemoveFinalizer(why)) => format!("RemoveFinalizer {why:?}"),
        Plan::Note(Fact::Blocked(blocker)) => format!("Blocked {}", blocker.reason),
        Plan::Note(Fact::CallFailed(step, failure)) => format!("CallFailed {step:?} {}", failure.code),
        Plan::Note(Fact::AtRest(rest)) => match &rest.complaint {
            Some(blocker) => format!("AtRest {}", blocker.reason),
            None => "AtRest".into(),
        },
        Plan::Note(Fact::UnderWay(transit)) if transit.late => format!("UnderWay {} late", transit.reason),
        Plan::Note(Fact::UnderWay(transit)) => format!("UnderWay {}", transit.reason),
        Plan::Note(fact) => format!("{fact:?}"),
    }
}

/// The decision about a task in one or two words, after what was seen is taken down as a pass does it.
pub(super) fn next(task: &DISyncTask, seen: Option<Seen>) -> String {
    let mut task = task.clone();
    let wanted = wanted(&task);
    if let Some(Seen::Task(Ok(sight))) = &seen {
        record(&mut task, sight, Some(&wanted), now());
    }
    let mut snapshot = snapshot(&task);
    snapshot.seen = seen;
    match decide(&snapshot, now()) {
        Plan::Act(Action::Call(call)) => {
            let kind = call.announcement.kind.as_str();
            match &call.cause {
                Cause::Spec => kind.to_owned(),
                Cause::Fall => format!("{kind} Fall"),
                Cause::Drift(paths) => format!("{kind} {}", paths.join(" ")),
            }
        }
        plan => words(&plan),
    }
}

pub(super) fn decided(task: &DISyncTask, change: impl FnOnce(&mut Snapshot<'_>)) -> String {
    let mut snapshot = snapshot(task);
    change(&mut snapshot);
    words(&decide(&snapshot, now()))
}

pub(super) fn saw(task: &DISyncTask, seen: Seen) -> String {
    decided(task, |snapshot| snapshot.seen = Some(seen))
}

pub(super) fn failure(consequence: Consequence) -> Failure {
    Failure {
        consequence,
        code: "Code".into(),
        message: "text".into(),
        request_id: None,
    }
}

pub(super) fn file(seconds: i64, file_type: Option<i64>) -> Named {
    let created_at = Some(now() + SignedDuration::from_secs(seconds));
    Named {
        file: File {
            file_id: 42,
            project_id: 7,
            name: "orders_rt".into(),
            committed: None,
            file_type,
            created_at,
        },
        exact: true,
        claimant: None,
        likeness: Likeness::Unknown,
    }
}

#[test]
fn the_way_to_a_task() {
    let fresh = task();
    let mut bare = task();
    bare.metadata.finalizers = None;
    assert_eq!(decided(&bare, |_| {}), "AddFinalizer");
    assert_eq!(decided(&fresh, |_| {}), "Generate a1 uid");
    assert_eq!(decided(&offline(), |_| {}), "Create a1 uid-create");
    assert_eq!(decided(&created(), |_| {}), "Deploy a1 -");
    assert_eq!(decided(&deployed(created()), |_| {}), "Start a1 -");
    assert_eq!(decided(&running(), |_| {}), "AtRest");
    assert_eq!(
        decided(&edited(created()), |_| {}),
        format!("GenerateUpdate a1 {UID}-update-g2-a1").replace(UID, "uid")
    );
    let mut stripped = created();
    stripped.metadata.finalizers = None;
    assert_eq!(decided(&stripped, |_| {}), "AddFinalizer");
}

#[test]
fn what_stands_in_the_way_costs_no_call() {
    let wrong = |snapshot: &mut Snapshot<'_>| snapshot.desired = Err(blocker(Reason::InvalidSpec));
    let closed = |snapshot: &mut Snapshot<'_>| snapshot.access = Err(blocker(Reason::CredentialsNotFound));
    let mut bare = task();
    bare.metadata.finalizers = None;
    assert_eq!(decided(&bare, wrong), "Blocked InvalidSpec");
    assert_eq!(decided(&bare, closed), "Blocked CredentialsNotFound");
    assert_eq!(decided(&running(), wrong), "AtRest InvalidSpec");
    assert_eq!(decided(&running(), closed), "Blocked CredentialsNotFound");
    let resting = with(running(), |status| {
        status.next_poll_time = Some(Time(now() + SignedDuration::from_secs(60)))
    });
    assert!(
        decided(&resting, closed).starts_with("NotDue"),
        "a task that is as it should be needs no key"
    );
    let rival = |snapshot: &mut Snapshot<'_>| snapshot.rival = Some("team/other".into());
    assert_eq!(decided(&task(), rival), "Rival(\"team/other\")");
    // What was announced before the rival came is resolved first.
    let doubtful = amid(Kind::Create, State::Announced);
    let resolved = decided(&doubtful, |snapshot| {
        snapshot.rival = Some("DISyncTask team/other".into());
        snapshot.seen = Some(Seen::Named(Ok(Some(file(0, Some(900))))));
    });
    assert!(resolved.starts_with("Created(42"), "{resolved}");
    let mut suspended = task();
    suspended.spec.suspend = true;
    assert_eq!(decided(&suspended, |_| {}), "Suspended");
    assert_eq!(decided(&deleting(suspended), |_| {}), "Suspended");
}

#[test]
fn a_pause_holds_until_the_spec_changes() {
    let later = now() + SignedDuration::from_secs(60);
    let waiting = with(amid(Kind::Generate, State::Failed), |status| {
        status.next_poll_time = Some(Time(later))
    });
    assert_eq!(decided(&waiting, |_| {}), format!("NotDue({later:?})"));
    assert_eq!(due(&waiting, None, now()), None);
    assert_eq!(
        decided(&edited(waiting), |_| {}),
        "Generate a2 uid-generate-g2-a2"
    );
}

#[test]
fn a_generation_goes_on_from_any_state() {
    for (state, expected) in [
        (State::Announced, "Generate a1 token"),
        (State::Deferred, "Generate a1 token"),
        (State::Failed, "Generate a2 uid-generate-g1-a2"),
    ] {
        assert_eq!(
            decided(&amid(Kind::Generate, state), |_| {}),
            expected,
            "{state:?}"
        );
    }
    let other = edited(amid(Kind::Generate, State::Accepted));
    assert_eq!(
        due(&other, Some(&wanted(&other).hash), now()),
        None,
        "the process of another script"
    );
    assert_eq!(decided(&other, |_| {}), "Generate a2 uid-generate-g2-a2");
}

#[test]
fn a_poll_decides_the_creation() {
    let polled = amid(Kind::Generate, State::Accepted);
    let hash = wanted(&polled).hash;
    assert_eq!(due(&polled, Some(&hash), now()), Some(Look::Process(7)));
    let ready = || Process::Ready {
        content: TaskContent::new("{}"),
        answer: Answer::default(),
    };
    let silent = Process::FailedSilently(Answer::default());
    for (process, expected) in [
        (ready(), "Create a1 uid-create"),
        (Process::Running(Answer::default()), "ProcessRunning"),
        (silent, "ProcessFailedSilently"),
        (Process::Failed(Answer::default()), "ProcessFailed"),
    ] {
        let found = saw(&polled, Seen::Process(Ok(process)));
        assert!(found.starts_with(expected), "{found} is not {expected}");
    }
    let late = with(polled.clone(), |status| {
        status.operation.as_mut().unwrap().deadline = Time(now());
    });
    assert_eq!(
        saw(&late, Seen::Process(Ok(Process::Running(Answer::default())))),
        "ProcessTimedOut"
    );
    assert_eq!(
        saw(&late, Seen::Process(Ok(ready()))),
        "Create a1 uid-create",
        "late and yet there"
    );
    let lost = saw(&polled, Seen::Process(Err(failure(Consequence::NotFound))));
    assert!(lost.starts_with("ProcessLost"), "{lost}");
    assert_eq!(
        saw(&polled, Seen::Process(Err(failure(Consequence::Retry)))),
        "CallFailed Poll Code"
    );
}

#[test]
fn a_creation_that_was_not_done_takes_the_content_again() {
    for (state, expected) in [
        (State::Deferred, "Create a1 token"),
        (State::Failed, "Create a2 uid-create-g1-a2"),
    ] {
        let again = amid(Kind::Create, state);
        assert_eq!(
            due(&again, Some(&wanted(&again).hash), now()),
            Some(Look::Process(7))
        );
        let ready = Process::Ready {
            content: TaskContent::new("{}"),
            answer: Answer::default(),
        };
        assert_eq!(saw(&again, Seen::Process(Ok(ready))), expected);
    }
    // Without a process the configuration is generated anew.
    let lost = with(amid(Kind::Create, State::Deferred), |status| {
        status.process_id = None
    });
    assert_eq!(decided(&lost, |_| {}), "Generate a2 uid-generate-g1-a2");
}
