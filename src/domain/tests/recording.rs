//! One row a look: what is taken down in the status.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::fixture::*;
use super::running::policy;
use crate::api::DesiredState::{Created, Running, Stopped};
use crate::api::{DISyncTask, DISyncTaskStatus, DriftPolicy, OperationKind as Kind, OperationState as State};
use crate::domain::life::wanted_start;
use crate::domain::observed::Activity::{self, *};
use crate::domain::observed::{Detail, Listed, Listing, Seen};
use crate::domain::record::record;

pub(super) fn recorded(task: DISyncTask, seen: Seen) -> DISyncTask {
    let Seen::Task(Ok(sight)) = seen else {
        unreachable!("a look at a task")
    };
    let (mut task, wanted) = (task.clone(), wanted(&task));
    record(&mut task, &sight, Some(&wanted), now());
    task
}

fn status(task: DISyncTask, seen: Seen) -> DISyncTaskStatus {
    recorded(task, seen).status.unwrap()
}

pub(super) fn detailed(version: i64, differs: &[&str], parts: &[(&str, &str)]) -> Seen {
    let owned = |(path, digest): &(&str, &str)| ((*path).to_owned(), (*digest).to_owned());
    lists(Listing::There(Listed {
        version: Some(version),
        detail: Some(Detail {
            differs: differs.iter().map(|path| (*path).to_owned()).collect(),
            parts: parts.iter().map(owned).collect(),
        }),
        ..listed()
    }))
}

#[test]
fn since_when_it_is_missing() {
    let earlier = with(running(), |status| status.missing_since = Some(Time(ago(60))));
    let gone = || lists(Listing::Missing);
    assert_eq!(status(running(), gone()).missing_since, Some(Time(now())));
    assert_eq!(status(earlier.clone(), gone()).missing_since, Some(Time(ago(60))));
    assert_eq!(status(earlier.clone(), lists(there())).missing_since, None);
    assert_eq!(
        status(earlier, runs(Activity::Running)).missing_since,
        Some(Time(ago(60))),
        "not looked for"
    );
}

#[test]
fn another_name_is_drift() {
    let named = with(running(), |status| status.task_name = Some("orders_rt".into()));
    let renamed = Listed {
        name: "theirs".into(),
        ..listed()
    };
    let nameless = Listed {
        name: String::new(),
        ..listed()
    };
    let task = recorded(named.clone(), lists(Listing::There(renamed)));
    assert_eq!(task.status.as_ref().unwrap().drift, ["spec.taskName"]);
    assert_eq!(
        status(task, lists(there())).drift,
        [""; 0],
        "it has its name again"
    );
    assert_eq!(status(named, lists(Listing::There(nameless))).drift, [""; 0]);
}

#[test]
fn what_differs_and_the_configuration_as_it_was_left() {
    let source = "spec.taskParam.steps[0].parameter.connection[0].datasource";
    let left = recorded(running(), detailed(1, &[], &[("a", "1"), ("b", "1")]));
    assert_eq!(
        left.status.as_ref().unwrap().drift,
        [""; 0],
        "nothing to compare it with"
    );
    let changed = recorded(
        left,
        detailed(2, &[source], &[("a", "2"), ("b", "1"), ("c", "1")]),
    );
    let seen = changed.status.clone().unwrap();
    assert_eq!(seen.drift, [source], "what the spec mentions explains the rest");
    let file = seen.file.unwrap();
    let kept: BTreeMap<_, _> = [("a", "1"), ("b", "1")]
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .into();
    assert_eq!(
        (file.version, file.parts),
        (Some(2), kept.clone()),
        "as the operator left it"
    );
    let elsewhere = recorded(
        changed.clone(),
        detailed(3, &[], &[("a", "2"), ("b", "1"), ("c", "1")]),
    );
    assert_eq!(
        elsewhere.status.unwrap().drift,
        ["configuration.a", "configuration.c"]
    );
    // A look that reads no configuration leaves it at that.
    let same = recorded(changed, lists(there()));
    assert_eq!(same.status.as_ref().unwrap().drift, [source]);
    let half = recorded(same, detailed(3, &[], &[("a", "1"), ("b", "2")]));
    assert_eq!(half.status.as_ref().unwrap().drift, ["configuration.b"]);
    let back = status(half, detailed(4, &[], &[("a", "1"), ("b", "1")]));
    assert_eq!((back.drift, back.file.unwrap().parts), (vec![], kept));
}

#[test]
fn a_batch_task_keeps_no_digests() {
    let batch = || deployed(made(offline()));
    let path = "spec.taskContent.steps[0].parameter.table";
    let task = recorded(batch(), detailed(1, &[path], &[]));
    assert_eq!(task.status.as_ref().unwrap().drift, [path]);
    assert_eq!(status(task, detailed(2, &[], &[])).drift, [""; 0]);
}

#[test]
fn where_nobody_looks_for_drift_it_is_shown_at_most_that_the_task_does_not_run() {
    let task = policy(running(), DriftPolicy::Ignore);
    assert_eq!(
        status(task.clone(), detailed(1, &["spec.taskParam.setting"], &[])).drift,
        [""; 0]
    );
    assert_eq!(status(task, runs(Paused)).drift, ["spec.desiredState"]);
}

#[test]
fn what_was_taken_over_and_is_as_the_spec_says_is_made_from_it() {
    let adopted = with(running(), |status| {
        status.adopted = true;
        (status.applied_hash, status.applied_parts) = (None, BTreeMap::new());
        status.deployed_hash = Some("adopted".into());
        status.started_hash = None;
    });
    let same = status(adopted.clone(), detailed(1, &[], &[("a", "1")]));
    assert_eq!(same.applied_hash, Some(wanted(&adopted).hash));
    assert_eq!(same.deployed_hash, same.applied_hash);
    assert_eq!(same.applied_parts, wanted(&adopted).parts);
    let other = status(
        adopted.clone(),
        detailed(1, &["spec.taskParam.setting"], &[("a", "1")]),
    );
    assert_eq!(
        (other.applied_hash, other.deployed_hash.as_deref()),
        (None, Some("adopted"))
    );
    let unread = status(adopted.clone(), lists(there()));
    assert_eq!(unread.applied_hash, None);
    for (activity, expected) in [
        (Activity::Running, Some(wanted_start(&adopted))),
        (Idle, None),
        (Starting, None),
    ] {
        assert_eq!(
            status(adopted.clone(), runs(activity)).started_hash,
            expected,
            "{activity:?}"
        );
    }
}

#[test]
fn since_when_it_does_not_run() {
    let noticed = with(running(), |status| status.not_running_since = Some(Time(ago(60))));
    let stopped = wishing(noticed.clone(), Stopped);
    for (name, task, activity, expected) in [
        ("runs", noticed.clone(), Activity::Running, None),
        ("fell now", running(), Idle, Some(now())),
        ("fell before", noticed.clone(), Idle, Some(ago(60))),
        ("starts", noticed, Starting, Some(ago(60))),
        ("is not to run", stopped, Idle, None),
    ] {
        let status = status(task, runs(activity));
        assert_eq!(status.not_running_since.map(|time| time.0), expected, "{name}");
        assert_eq!(status.run_state, Some(format!("{activity:?}")), "{name}");
    }
}

#[test]
fn starts_are_forgotten_after_an_hour() {
    let restarted = |seconds| {
        with(running(), |status| {
            status.restarts = Some(2);
            status.last_start_time = Some(Time(ago(seconds)));
        })
    };
    for (seconds, activity, expected) in [
        (3600, Activity::Running, None),
        (3599, Activity::Running, Some(2)),
        (7200, Idle, Some(2)),
        (7200, Starting, Some(2)),
    ] {
        assert_eq!(
            status(restarted(seconds), runs(activity)).restarts,
            expected,
            "{seconds} {activity:?}"
        );
    }
}

#[test]
fn a_state_that_it_left_by_itself_is_drift() {
    let drift = ["spec.desiredState"].as_slice();
    let stopped = || arrived(started(created()), Stopped);
    let on_the_way = with(running(), |status| status.reached_state = None);
    for (name, task, activity, expected) in [
        ("runs", running(), Activity::Running, [].as_slice()),
        ("starts", running(), Starting, &[]),
        ("waits for a person", running(), AwaitsPerson, &[]),
        ("is gone", running(), Gone, &[]),
        ("does not run", running(), Idle, drift),
        ("is paused", running(), Paused, drift),
        ("is stopped by somebody", running(), Stopping, drift),
        ("has not come there yet", on_the_way, Idle, &[]),
        (
            "is on the way by our hand",
            during(running(), Kind::Stop, State::Accepted),
            Idle,
            &[],
        ),
        ("is stopped", stopped(), Idle, &[]),
        ("was started", stopped(), Activity::Running, drift),
        ("was started, and waits", stopped(), Starting, drift),
        (
            "shall not be deployed, and runs",
            arrived(started(created()), Created),
            Activity::Running,
            drift,
        ),
        (
            "shall be stopped from now on",
            wishing(running(), Stopped),
            Activity::Running,
            &[],
        ),
        ("shall run from now on", wishing(stopped(), Running), Idle, &[]),
    ] {
        let task = recorded(task, runs(activity));
        assert_eq!(task.status.as_ref().unwrap().drift, expected, "{name}");
        let settled = task.spec.desired_state == Some(Running);
        if settled {
            assert_eq!(
                status(task, runs(Activity::Running)).drift,
                [""; 0],
                "{name}, and runs again"
            );
        }
    }
}

#[test]
fn a_word_that_no_page_has_is_drift_when_it_is_another() {
    let stopped = with(arrived(started(created()), Stopped), |status| {
        status.run_state = Some("Unknown".into());
    });
    assert_eq!(status(stopped.clone(), runs(Activity::Unknown)).drift, [""; 0]);
    let ran = with(stopped, |status| status.run_state = Some("NORUN".into()));
    let another = recorded(ran, runs(Activity::Unknown));
    assert_eq!(another.status.as_ref().unwrap().drift, ["spec.desiredState"]);
    assert_eq!(
        status(another, runs(Activity::Unknown)).drift,
        ["spec.desiredState"],
        "and stays so"
    );
}
