//! One row a situation of a real-time task that shall run, be stopped, or not be deployed.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::deciding::next;
use super::fixture::*;
use super::reporting::told;
use crate::api::DesiredState::{Created, Stopped};
use crate::api::{
    DISyncTask, DdlMark, DriftPolicy, OperationKind as Kind, OperationState as State, RESTART, RestartPolicy,
};
use crate::domain::life::{DOUBTFUL, OUTDATED};
use crate::domain::observed::Activity::{self, *};
use crate::domain::observed::{Listed, Listing};
use crate::domain::plan::Fact;

pub(super) type Row = (&'static str, DISyncTask, Option<Activity>, &'static str);

pub(super) fn policy(mut task: DISyncTask, policy: DriftPolicy) -> DISyncTask {
    task.spec.drift_policy = Some(policy);
    task
}

pub(super) fn correcting(task: DISyncTask) -> DISyncTask {
    policy(task, DriftPolicy::Correct)
}

pub(super) fn just_corrected(task: DISyncTask) -> DISyncTask {
    with(correcting(task), |status| {
        status.last_correction_time = Some(Time(ago(60)))
    })
}

pub(super) fn limited(mut task: DISyncTask, limit: u32) -> DISyncTask {
    task.spec.restart_policy = Some(RestartPolicy { limit });
    task
}

pub(super) fn not_running_for(task: DISyncTask, seconds: i64) -> DISyncTask {
    with(task, |status| status.not_running_since = Some(Time(ago(seconds))))
}

/// Started so many seconds ago, after so many starts, and not running since.
pub(super) fn restarted(task: DISyncTask, restarts: u32, seconds: i64) -> DISyncTask {
    with(not_running_for(task, seconds), |status| {
        status.restarts = Some(restarts);
        status.last_start_time = Some(Time(ago(seconds)));
        status.reached_state = None;
    })
}

pub(super) fn restart_asked_for(mut task: DISyncTask) -> DISyncTask {
    let annotations = task.metadata.annotations.get_or_insert_default();
    annotations.insert(RESTART.into(), "again".into());
    task
}

pub(super) fn with_param(mut task: DISyncTask) -> DISyncTask {
    let param = task.spec.start_param.get_or_insert_default();
    param.ddl_mark_map.insert("ADDCOLUMN".into(), DdlMark::Ignore);
    task.metadata.generation = Some(2);
    task
}

pub(super) fn started_with(task: DISyncTask, hash: Option<&str>) -> DISyncTask {
    with(task, |status| status.started_hash = hash.map(Into::into))
}

pub(super) fn check(rows: Vec<Row>) {
    let wrong: Vec<_> = rows
        .into_iter()
        .map(|(name, task, activity, expected)| (name, expected, next(&task, activity.map(runs))))
        .filter(|(_, expected, found)| found != expected)
        .collect();
    assert_eq!(wrong, [], "name, expected, found");
}

/// The task that was just started.
fn starting(state: State) -> DISyncTask {
    with(during(started(created()), Kind::Start, state), |status| {
        status.last_start_time = Some(Time(now()))
    })
}

#[test]
fn the_ladder_up() {
    let outdated = with(running(), |status| status.deployed_hash = Some(OUTDATED.into()));
    check(vec![
        ("never deployed", created(), None, "Deploy"),
        ("never started", deployed(created()), None, "Start"),
        (
            "never started, and idle",
            deployed(created()),
            Some(Idle),
            "Start",
        ),
        (
            "never started, and paused",
            deployed(created()),
            Some(Paused),
            "Start",
        ),
        (
            "started by somebody on the way",
            deployed(created()),
            Some(Activity::Running),
            "AtRest",
        ),
        (
            "an older version runs",
            outdated,
            Some(Activity::Running),
            "Deploy",
        ),
        ("runs", running(), Some(Activity::Running), "AtRest"),
        ("not looked at", running(), None, "AtRest"),
        (
            "shall be stopped, never deployed",
            wishing(created(), Stopped),
            None,
            "Deploy",
        ),
        (
            "shall be stopped, never started",
            wishing(deployed(created()), Stopped),
            None,
            "AtRest",
        ),
        (
            "shall not be deployed",
            wishing(created(), Created),
            None,
            "AtRest",
        ),
    ]);
}

#[test]
fn a_start_goes_on_from_any_state() {
    check(vec![
        (
            "its answer was lost",
            starting(State::Announced),
            Some(Idle),
            "Start",
        ),
        ("not delivered", starting(State::Deferred), Some(Idle), "Start"),
        ("refused", starting(State::Failed), Some(Idle), "Start"),
        (
            "taken",
            starting(State::Accepted),
            Some(Idle),
            "UnderWay Starting",
        ),
        (
            "taken, and paused before that",
            starting(State::Accepted),
            Some(Paused),
            "UnderWay Starting",
        ),
        (
            "taken, and waits",
            starting(State::Accepted),
            Some(Starting),
            "UnderWay Starting",
        ),
        (
            "lost, and runs",
            starting(State::Announced),
            Some(Activity::Running),
            "AtRest",
        ),
        (
            "refused, and runs",
            starting(State::Failed),
            Some(Activity::Running),
            "AtRest",
        ),
        (
            "taken, and runs",
            starting(State::Accepted),
            Some(Activity::Running),
            "AtRest",
        ),
    ]);
}

#[test]
fn a_deployment_is_known_by_the_list_where_its_answer_was_lost() {
    for (state, listing, expected) in [
        (State::Announced, committed(), "DeploymentSucceeded"),
        (State::Announced, there(), "Deploy"),
        // It was submitted, which is no deployment.
        (State::Failed, committed(), "Deploy"),
        (State::Failed, there(), "Deploy"),
        (State::Deferred, committed(), "Deploy"),
    ] {
        let task = during(created(), Kind::Deploy, state);
        assert_eq!(next(&task, Some(lists(listing))), expected, "{state:?}");
    }
}

#[test]
fn a_deployment_that_is_refused_counts_as_done_only_where_one_may_have_been() {
    let refused = |doubtful, failures| {
        with(during(running(), Kind::Deploy, State::Failed), |status| {
            status.deployed_hash = Some(OUTDATED.into());
            status.failures = Some(failures);
            let operation = status.operation.as_mut().unwrap();
            operation.unresolved_since = Some(Time(now())).filter(|_| doubtful);
        })
    };
    for (doubtful, failures, expected) in [
        (false, 1, "Deploy"),
        (false, 3, "Deploy"),
        (false, 30, "Deploy"),
        (true, 2, "Deploy"),
        (true, 3, "DeploymentSucceeded"),
    ] {
        let task = refused(doubtful, failures);
        assert_eq!(next(&task, Some(both(committed(), Activity::Running))), expected);
        let untold = Listed {
            committed: None,
            ..listed()
        };
        let seen = both(Listing::There(untold), Activity::Running);
        assert_eq!(next(&task, Some(seen)), expected, "the list does not tell");
        assert_eq!(next(&task, Some(both(there(), Activity::Running))), "Deploy");
    }
    // What nobody asked for any more, and is asked for again.
    let lost = during(running(), Kind::Deploy, State::Announced);
    let left = told(&lost, &Fact::ReplacementEnds).status;
    assert_eq!(left.deployed_hash.as_deref(), Some(DOUBTFUL));
    let again = with(refused(false, 3), |status| {
        status.deployed_hash = left.deployed_hash
    });
    assert_eq!(
        next(&again, Some(both(committed(), Activity::Running))),
        "DeploymentSucceeded"
    );
}

#[test]
fn another_start_param_and_a_restart_that_is_asked_for_stop_it_first() {
    for change in [with_param, restart_asked_for] {
        let task = change(running());
        let told_to = |state| during(started_with(task.clone(), Some(OUTDATED)), Kind::Stop, state);
        check(vec![
            ("runs", task.clone(), Some(Activity::Running), "Stop"),
            ("starts", task.clone(), Some(Starting), "Stop"),
            ("is down", task.clone(), Some(Idle), "Start"),
            ("was paused", task.clone(), Some(Paused), "Start"),
            (
                "was told, and runs",
                told_to(State::Accepted),
                Some(Activity::Running),
                "UnderWay Stopping",
            ),
            (
                "stops",
                told_to(State::Accepted),
                Some(Stopping),
                "UnderWay Stopping",
            ),
            ("has stopped", told_to(State::Accepted), Some(Idle), "Start"),
            ("lost", told_to(State::Announced), Some(Activity::Running), "Stop"),
            ("refused", told_to(State::Failed), Some(Activity::Running), "Stop"),
            (
                "does not end",
                overdue(told_to(State::Accepted), 300),
                Some(Stopping),
                "UnderWay StopTimedOut late",
            ),
        ]);
    }
}
