//! One row an edit: the way by which it comes to the task that exists, or why it does not.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use serde_json::json;

use super::deciding::{next, saw};
use super::fixture::*;
use super::reporting::{failed, told};
use super::running::{correcting, just_corrected};
use crate::api::DesiredState::{Created, Running, Stopped};
use crate::api::{
    DISyncTask, OperationKind as Kind, OperationState as State, RECONCILE_REQUESTED_AT, Schedule, Script,
};
use crate::domain::decide::decide;
use crate::domain::failure::Consequence;
use crate::domain::look::{Look, due};
use crate::domain::observed::{Activity, Answer, Seen};
use crate::domain::plan::{Action, Fact, Plan, Request, Step};

fn on_cu(mut task: DISyncTask, cu: f64) -> DISyncTask {
    task.spec.cu = Some(cu);
    task.metadata.generation = Some(2);
    task
}

fn from_elsewhere(task: DISyncTask) -> DISyncTask {
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
fn requested(task: &DISyncTask, seen: Option<Seen>) -> Request {
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
        ("another table while it is stopped", edited(arrived(started(created()), Stopped)), "GenerateUpdate"),
        ("another table of one that is not deployed", edited(arrived(created(), Created)), "GenerateUpdate"),
        ("another resource group", rewritten(running(), group), "Update"),
        ("more compute units", on_cu(running(), 2.0), "Update"),
        ("both", both, "GenerateUpdate"),
        ("another data source", from_elsewhere(running()), "AtRest UpdateUnsupported"),
        ("another folder", moved, "AtRest UpdateUnsupported"),
        ("nothing", running(), "AtRest"),
    ] {
        assert_eq!(next(&task, None), expected, "{name}");
    }
    let mut spaced = running();
    spaced.spec.task_param = Some(Script::Text(format!(" {}", script()).into()));
    let found = next(&spaced, None);
    assert!(found.starts_with("Applied"), "another text that says the same: {found}");
    let same = told(&spaced, &Fact::Applied(wanted(&spaced).whole(), Answer::default())).status;
    assert_eq!((&same.deployed_hash, same.started_hash), (&same.applied_hash, running().status.unwrap().started_hash));
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
    assert_eq!(steps, ["GenerateUpdate", "Update", "Deploy", "Stop", "Start", "AtRest"]);
    let status = task.status.unwrap();
    assert_eq!(status.applied_hash, Some(wanted(&edited(running())).hash));
    assert_eq!(status.deployed_hash, status.applied_hash);
}

#[test]
fn an_update_goes_on_from_any_state() {
    let amid = |kind, state| with(during(edited(running()), kind, state), |status| status.process_id = Some(9));
    let look = |task: &DISyncTask| due(task, Some(&wanted(task).hash), now());
    for (name, task, looks, expected) in [
        ("lost", amid(Kind::GenerateUpdate, State::Announced), false, "GenerateUpdate"),
        ("not delivered", amid(Kind::GenerateUpdate, State::Deferred), false, "GenerateUpdate"),
        ("refused", amid(Kind::GenerateUpdate, State::Failed), false, "GenerateUpdate"),
        ("generated", amid(Kind::GenerateUpdate, State::Accepted), true, "Update"),
        ("the update was lost", amid(Kind::Update, State::Announced), true, "Update"),
        ("the update was not delivered", amid(Kind::Update, State::Deferred), true, "Update"),
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
        ("while it was generated", reverted(Kind::GenerateUpdate, State::Accepted), "AtRest"),
        ("while the update was in doubt", reverted(Kind::Update, State::Announced), "GenerateUpdate"),
        ("while the update was not delivered", reverted(Kind::Update, State::Deferred), "AtRest"),
    ] {
        assert_ne!(look(&task), Some(Look::Process(9)), "taken back {name}");
        assert_eq!(next(&task, None), expected, "taken back {name}");
    }
}

#[test]
fn a_refused_update_is_shown_and_not_repeated() {
    let updating = during(edited(running()), Kind::Update, State::Announced);
    for consequence in [Consequence::RetrySlowly, Consequence::Terminal, Consequence::NotFound] {
        let status = told(&updating, &failed(Step::Change(Kind::Update), consequence)).status;
        assert_eq!(status.refused_hash, Some(wanted(&updating).hash), "{consequence:?}");
        let refused = with(edited(running()), |old| *old = status);
        assert_eq!(next(&refused, Some(runs(Activity::Running))), "AtRest UpdateFailed");
        assert_eq!(next(&asked_for(refused.clone()), None), "GenerateUpdate", "a person asks again");
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
    assert_eq!((settings.cu, applied), (Some(2.0), wanted(&on_cu(running(), 2.0)).whole()));
    let Request::GenerateUpdate(42, tables) = requested(&edited(running()), None) else {
        panic!("the tables")
    };
    assert!(tables.as_str().contains("items") && !tables.as_str().contains("Writer"), "{}", tables.as_str());
    let both = during(on_cu(edited(running()), 2.0), Kind::GenerateUpdate, State::Accepted);
    let Request::Update(42, Some(_), settings, _) = requested(&both, Some(generated())) else {
        panic!("both")
    };
    assert_eq!(settings.cu, Some(2.0));
}

#[test]
#[ignore = "an update in doubt forgets the settings that were sent"]
fn settings_in_doubt_are_sent_again_when_the_edit_is_taken_back() {
    let mut task = during(on_cu(on_cu(running(), 2.0), 4.0), Kind::Update, State::Announced);
    let before = wanted(&on_cu(running(), 2.0));
    task = with(on_cu(task, 2.0), |status| {
        status.applied_hash = Some(before.hash);
        status.applied_parts = before.parts;
    });
    let request = requested(&task, None);
    let settings = match request {
        Request::Update(_, _, settings, _) => settings,
        _ => {
            let generating = during(task, Kind::GenerateUpdate, State::Accepted);
            match requested(&generating, Some(generated())) {
                Request::Update(_, _, settings, _) => settings,
                request => panic!("{request:?}"),
            }
        }
    };
    assert_eq!(settings.cu, Some(2.0));
}

#[test]
#[ignore = "a change of the settings alone takes up the process of an earlier generation"]
fn a_change_of_the_settings_never_sends_a_configuration_of_an_earlier_edit() {
    for state in [State::Announced, State::Deferred] {
        let task = during(on_cu(running(), 2.0), Kind::Update, state);
        // Generated for tables that DataWorks then refused.
        let task = with(task, |status| status.process_id = Some(9));
        let request = match due(&task, Some(&wanted(&task).hash), now()) {
            Some(Look::Process(_)) => requested(&task, Some(generated())),
            _ => requested(&task, Some(runs(Activity::Running))),
        };
        let stale = matches!(request, Request::Update(_, Some(_), ..));
        assert!(!stale, "{state:?}: {request:?}");
    }
}

#[test]
#[ignore = "a schedule in doubt is taken for not sent"]
fn a_schedule_in_doubt_is_set_again_when_the_edit_is_taken_back() {
    let every = |cron: &str| {
        let mut task = deployed(offline());
        task.spec.schedule = Some(Schedule {
            cron_express: Some(cron.into()),
            ..Schedule::default()
        });
        task
    };
    let before = deployed(made(every("00 30 05 * * ?")));
    let doubtful = with(before, |status| {
        let mut lost = operation(Kind::Schedule, State::Announced);
        lost.payload_hash = wanted(&every("00 30 06 * * ?")).hash;
        status.operation = Some(lost);
    });
    assert_eq!(next(&doubtful, None), "Schedule");
}

#[test]
#[ignore = "a note that nothing changed is taken for the answer to an update that failed"]
fn a_text_that_says_the_same_restarts_nothing_though_an_update_failed() {
    let mut task = during(edited(running()), Kind::GenerateUpdate, State::Failed);
    task.spec = running().spec;
    let same = wanted(&task).whole();
    let status = told(&task, &Fact::Applied(same, Answer::default())).status;
    assert_eq!(status.deployed_hash, status.applied_hash);
}

#[test]
fn drift_is_changed_back_where_the_policy_says_so_and_not_too_often() {
    let table = "spec.taskParam.steps[0].parameter.connection[0].table";
    let source = "spec.taskParam.steps[0].parameter.connection[0].datasource";
    let with_hash = |task: DISyncTask| with(task, |status| status.refused_hash = Some(wanted(&running()).hash));
    for (name, task, expected) in [
        ("reported", drifted(running(), &[table]), "AtRest Drifted".to_owned()),
        ("tables", drifted(correcting(running()), &[table]), format!("GenerateUpdate {table}")),
        (
            "what the spec does not mention",
            drifted(correcting(running()), &["configuration.setting"]),
            "GenerateUpdate configuration.setting".to_owned(),
        ),
        (
            "the resource group",
            drifted(correcting(running()), &["spec.taskParam.setting.resourceGroup"]),
            "Update spec.taskParam.setting.resourceGroup".to_owned(),
        ),
        ("what cannot be changed", drifted(correcting(running()), &[source]), "AtRest Drifted".to_owned()),
        ("the name", drifted(correcting(running()), &["spec.taskName"]), "AtRest Drifted".to_owned()),
        ("a minute ago", drifted(just_corrected(running()), &[table]), "AtRest Drifted".to_owned()),
        ("refused", with_hash(drifted(correcting(running()), &[table])), "AtRest UpdateFailed".to_owned()),
    ] {
        assert_eq!(next(&task, None), expected, "{name}");
    }
    let begun = during(drifted(just_corrected(running()), &[table]), Kind::GenerateUpdate, State::Deferred);
    assert_eq!(next(&begun, None), format!("GenerateUpdate {table}"), "what was begun goes on");
    let ready = during(drifted(just_corrected(running()), &[table]), Kind::GenerateUpdate, State::Accepted);
    assert_eq!(next(&ready, Some(generated())), "Update");
}

mod replacing {
    use super::*;
    use crate::api::ReplacePolicy;
    use crate::domain::observed::Listing;

    fn replaceable(mut task: DISyncTask) -> DISyncTask {
        task.spec.replace_policy = Some(ReplacePolicy::Recreate);
        task
    }

    #[test]
    fn what_cannot_be_changed_is_named() {
        let found = saw(&replaceable(from_elsewhere(running())), runs(Activity::Running));
        let paths = "[\"spec.taskParam.steps[0].parameter.connection[0].datasource\"]";
        assert!(found.starts_with("ReplacementBegins") && found.contains(paths), "{found}");
    }

    #[test]
    fn a_replacement_goes_down_in_the_safe_order() {
        let hash = wanted(&from_elsewhere(running())).hash;
        let old = || with(replaceable(from_elsewhere(running())), |status| status.replacing = Some(hash.clone()));
        let missing = with(old(), |status| status.missing_since = Some(Time(ago(10))));
        let mut given_up = old();
        given_up.spec.replace_policy = None;
        let mut reverted = old();
        reverted.spec.task_param = running().spec.task_param;
        for (name, task, listing, activity, expected) in [
            ("runs", old(), there(), Activity::Running, "Stop"),
            ("is down", old(), there(), Activity::Idle, "Terminate"),
            ("told to go", during(old(), Kind::Delete, State::Accepted), Listing::Missing, Activity::Idle, "Forgotten(Replacing)"),
            ("not listed once", old(), Listing::Missing, Activity::Idle, "UnderWay Deleting"),
            ("not listed twice", missing, Listing::Missing, Activity::Idle, "Forgotten(Replacing)"),
            ("not allowed any more", given_up, there(), Activity::Running, "ReplacementEnds"),
            ("taken back", reverted, there(), Activity::Running, "ReplacementEnds"),
        ] {
            assert_eq!(next(&task, Some(both(listing, activity))), expected, "{name}");
        }
    }

    #[test]
    fn a_new_state_of_a_stopped_task_is_reached_without_a_start() {
        let task = edited(arrived(started(created()), Stopped));
        let applied = wanted(&task).whole();
        let updated = during(task.clone(), Kind::Update, State::Announced);
        let status = told(&updated, &Fact::Applied(applied, Answer::default())).status;
        let task = with(task, |old| *old = status);
        assert_eq!(next(&task, Some(runs(Activity::Idle))), "Deploy");
        assert_eq!(next(&wishing(task, Running), Some(runs(Activity::Idle))), "Deploy");
    }
}
