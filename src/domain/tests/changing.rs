//! One row an edit: the way by which it comes to the task that exists, or why it does not.

use serde_json::json;

use super::deciding::next;
use super::fixture::*;
use super::reporting::{failed, failure, told};
use crate::api::DesiredState::{Created, Stopped};
use crate::api::{
    DISyncTask, OperationKind as Kind, OperationState as State, RECONCILE_REQUESTED_AT, Script,
};
use crate::domain::decide::decide;
use crate::domain::failure::{Consequence, Failure};
use crate::domain::look::{Look, due};
use crate::domain::observed::{Activity, Answer, Seen};
use crate::domain::plan::{Action, Fact, Plan, Request, Step};
use crate::domain::schedule::REFUSALS;

pub(super) fn on_cu(mut task: DISyncTask, cu: f64) -> DISyncTask {
    task.spec.cu = Some(cu);
    task.metadata.generation = Some(2);
    task
}

pub(super) fn from_elsewhere(task: DISyncTask) -> DISyncTask {
    rewritten(task, |script| {
        script["steps"][0]["parameter"]["connection"][0]["datasource"] = json!("other_db");
    })
}

pub(super) fn asked_for(mut task: DISyncTask) -> DISyncTask {
    let annotations = task.metadata.annotations.get_or_insert_default();
    annotations.insert(RECONCILE_REQUESTED_AT.into(), "now".into());
    task
}

pub(super) fn drifted(task: DISyncTask, paths: &[&str]) -> DISyncTask {
    with(task, |status| {
        status.drift = paths.iter().map(|path| (*path).to_owned()).collect()
    })
}

/// What is asked for after this look.
pub(super) fn requested(task: &DISyncTask, seen: Option<Seen>) -> Request {
    let mut snapshot = snapshot(task);
    snapshot.seen = seen;
    match decide(&snapshot, now()) {
        Plan::Act(Action::Call(call)) => call.request,
        plan => panic!("{plan:?}"),
    }
}

#[test]
fn an_edit_takes_the_shortest_way() {
    let group = |script: &mut serde_json::Value| script["setting"]["resourceGroup"] = json!("S_other");
    let mut moved = running();
    moved.spec.folder_path = Some("Business Flow/x/folderDi".into());
    let both = on_cu(edited(running()), 2.0);
    for (name, task, expected) in [
        ("another table", edited(running()), "GenerateUpdate"),
        (
            "another table while it is stopped",
            edited(arrived(started(created()), Stopped)),
            "GenerateUpdate",
        ),
        (
            "another table of one that is not deployed",
            edited(arrived(created(), Created)),
            "GenerateUpdate",
        ),
        ("another resource group", rewritten(running(), group), "Update"),
        ("more compute units", on_cu(running(), 2.0), "Update"),
        ("both", both, "GenerateUpdate"),
        (
            "another data source",
            from_elsewhere(running()),
            "AtRest UpdateUnsupported",
        ),
        ("another folder", moved, "AtRest UpdateUnsupported"),
        ("nothing", running(), "AtRest"),
    ] {
        assert_eq!(next(&task, None), expected, "{name}");
    }
    let mut spaced = running();
    spaced.spec.task_param = Some(Script::Text(format!(" {}", script()).into()));
    let found = next(&spaced, None);
    assert!(
        found.starts_with("Applied"),
        "another text that says the same: {found}"
    );
    let same = told(
        &spaced,
        &Fact::Applied(wanted(&spaced).whole(), Answer::default()),
    )
    .status;
    assert_eq!(
        (&same.deployed_hash, same.started_hash),
        (&same.applied_hash, running().status.unwrap().started_hash)
    );
}

#[test]
fn an_edit_from_its_first_step_to_its_last() {
    let mut task = edited(running());
    let mut steps = Vec::new();
    for _ in 0..20 {
        let operation = task.status.as_ref().unwrap().operation.clone();
        let seen = match operation.map(|operation| (operation.kind, operation.state)) {
            Some((Kind::GenerateUpdate, State::Accepted)) => generated(),
            Some((Kind::Stop, State::Accepted)) => runs(Activity::Idle),
            _ => runs(Activity::Running),
        };
        let step = next(&task, Some(seen.clone()));
        steps.push(step.clone());
        if step == "AtRest" {
            break;
        }
        let mut snapshot = snapshot(&task);
        snapshot.seen = Some(seen);
        let Plan::Act(Action::Call(call)) = decide(&snapshot, now()) else {
            panic!("{steps:?}")
        };
        let announced = Fact::Announced(call.announcement.clone(), call.place(1), call.cause.clone());
        task = with(task.clone(), |status| *status = told(&task, &announced).status);
        let fact = match call.request {
            Request::GenerateUpdate(..) => Fact::Generating(9, Answer::default(), Default::default()),
            Request::Update(_, _, _, applied) => Fact::Applied(applied, Answer::default()),
            _ => Fact::Taken(Answer::default(), None),
        };
        task = with(task.clone(), |status| *status = told(&task, &fact).status);
        task = with(task, |status| status.next_poll_time = None);
    }
    assert_eq!(
        steps,
        ["GenerateUpdate", "Update", "Deploy", "Stop", "Start", "AtRest"]
    );
    let status = task.status.unwrap();
    assert_eq!(status.applied_hash, Some(wanted(&edited(running())).hash));
    assert_eq!(status.deployed_hash, status.applied_hash);
}

#[test]
fn an_update_goes_on_from_any_state() {
    let amid = |kind, state| {
        with(during(edited(running()), kind, state), |status| {
            status.operation.as_mut().unwrap().process_id = Some(9);
        })
    };
    let look = |task: &DISyncTask| due(task, Some(&wanted(task).hash), now());
    for (name, task, looks, expected) in [
        (
            "lost",
            amid(Kind::GenerateUpdate, State::Announced),
            false,
            "GenerateUpdate",
        ),
        (
            "not delivered",
            amid(Kind::GenerateUpdate, State::Deferred),
            false,
            "GenerateUpdate",
        ),
        (
            "refused",
            amid(Kind::GenerateUpdate, State::Failed),
            false,
            "GenerateUpdate",
        ),
        (
            "generated",
            amid(Kind::GenerateUpdate, State::Accepted),
            true,
            "Update",
        ),
        (
            "the update was lost",
            amid(Kind::Update, State::Announced),
            true,
            "Update",
        ),
        (
            "the update was not delivered",
            amid(Kind::Update, State::Deferred),
            true,
            "Update",
        ),
    ] {
        assert_eq!(look(&task) == Some(Look::Process(9)), looks, "{name}");
        assert_eq!(next(&task, looks.then(generated)), expected, "{name}");
    }
    let reverted = |kind, state| {
        let mut task = amid(kind, state);
        task.spec = running().spec;
        task
    };
    for (name, task, expected) in [
        (
            "while it was generated",
            reverted(Kind::GenerateUpdate, State::Accepted),
            "AtRest",
        ),
        (
            "while the update was in doubt",
            reverted(Kind::Update, State::Announced),
            "GenerateUpdate",
        ),
        (
            "while the update was not delivered",
            reverted(Kind::Update, State::Deferred),
            "AtRest",
        ),
    ] {
        assert_ne!(look(&task), Some(Look::Process(9)), "taken back {name}");
        assert_eq!(next(&task, None), expected, "taken back {name}");
    }
}

#[test]
fn an_update_that_fails_again_and_again_is_given_up_only_if_the_service_says_so() {
    let failing = with(
        during(edited(running()), Kind::Update, State::Announced),
        |status| status.failures = Some(REFUSALS),
    );
    for (request_id, refused) in [(Some("r".to_owned()), true), (None, false)] {
        let failure = Failure {
            request_id,
            ..failure(Consequence::Ambiguous)
        };
        let fact = Fact::CallFailed(Step::Change(Kind::Update), failure);
        let status = told(&failing, &fact).status;
        assert_eq!(status.refused_hash.is_some(), refused);
    }
}

#[test]
fn a_refused_update_is_shown_and_not_repeated() {
    let updating = during(edited(running()), Kind::Update, State::Announced);
    for consequence in [Consequence::RetrySlowly, Consequence::Terminal] {
        let status = told(&updating, &failed(Step::Change(Kind::Update), consequence)).status;
        assert_eq!(
            status.refused_hash,
            Some(wanted(&updating).hash),
            "{consequence:?}"
        );
        let refused = with(edited(running()), |old| *old = status);
        assert_eq!(
            next(&refused, Some(runs(Activity::Running))),
            "AtRest UpdateFailed"
        );
        assert_eq!(
            next(&asked_for(refused.clone()), None),
            "GenerateUpdate",
            "a person asks again"
        );
        let mut reverted = refused.clone();
        reverted.spec = running().spec;
        assert_eq!(next(&reverted, Some(runs(Activity::Running))), "AtRest");
        assert_eq!(next(&on_cu(refused, 2.0), None), "GenerateUpdate", "another edit");
    }
}

#[test]
fn what_is_sent_is_what_changed() {
    let Request::Update(42, None, settings, applied) = requested(&on_cu(running(), 2.0), None) else {
        panic!("the settings alone")
    };
    assert_eq!(
        (settings.cu, applied),
        (Some(2.0), wanted(&on_cu(running(), 2.0)).whole())
    );
    let Request::GenerateUpdate(42, tables) = requested(&edited(running()), None) else {
        panic!("the tables")
    };
    assert!(
        tables.as_str().contains("items") && !tables.as_str().contains("Writer"),
        "{}",
        tables.as_str()
    );
    let both = during(
        on_cu(edited(running()), 2.0),
        Kind::GenerateUpdate,
        State::Accepted,
    );
    let Request::Update(42, Some(_), settings, _) = requested(&both, Some(generated())) else {
        panic!("both")
    };
    assert_eq!(settings.cu, Some(2.0));
}
