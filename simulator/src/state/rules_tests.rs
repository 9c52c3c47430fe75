//! Tests of what can be done at which point of a task's life.

#![allow(clippy::unwrap_used)]

use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;

fn at(ms: i64) -> Now {
    let real = Timestamp::from_millisecond(ms).unwrap();
    Now {
        time: real,
        server: real,
    }
}

fn behaviour(changes: Value) -> Behaviour {
    Behaviour::default().patched(changes).unwrap()
}

/// Does one thing at this time to a real-time task, after what time has brought.
fn act(life: &mut Life, verb: &str, ms: i64, behaviour: &Behaviour) -> Result<(), Conflict> {
    let kind = TaskType::Realtime;
    life.advance(kind, at(ms));
    match verb {
        "deploy" => life.deploy(kind, 1, behaviour, at(ms)),
        "start" => life.start(kind, None, behaviour, at(ms)),
        "stop" => life.stop(behaviour, at(ms)),
        "terminate" => life.terminate(kind, behaviour),
        _ => life.may_be_deleted(behaviour),
    }
}

/// A deployed task in this state.
fn in_state(word: &str, behaviour: &Behaviour) -> Life {
    let mut life = Life::new(TaskType::Realtime, behaviour);
    life.put_deployed(1);
    life.put(TaskType::Realtime, word, 1, behaviour, at(0));
    life
}

#[test]
fn each_state_allows_what_it_allows() {
    let behaviour = Behaviour::default();
    let busy = |word: &str| Err(Conflict::Busy(word.to_owned()));
    let nothing = || Err(Conflict::NothingToDo);
    for (word, start, stop, terminate, delete) in [
        ("NORUN", Ok(()), nothing(), Ok(()), Ok(())),
        ("PAUSE", Ok(()), nothing(), Ok(()), Ok(())),
        ("FAILED", Ok(()), nothing(), Ok(()), Ok(())),
        ("WAIT", nothing(), Ok(()), busy("WAIT"), busy("WAIT")),
        ("RUN", nothing(), Ok(()), busy("RUN"), busy("RUN")),
        (
            "KILLING",
            busy("KILLING"),
            nothing(),
            busy("KILLING"),
            busy("KILLING"),
        ),
    ] {
        for (verb, expected) in [
            ("start", start),
            ("stop", stop),
            ("terminate", terminate),
            ("delete", delete),
        ] {
            let mut life = in_state(word, &behaviour);
            assert_eq!(act(&mut life, verb, 1, &behaviour), expected, "{verb} in {word}");
        }
    }
}

#[test]
fn nothing_starts_before_it_is_deployed() {
    let behaviour = behaviour(json!({"instance": {"deploy": {"durationMs": 100}}}));
    let mut life = Life::new(TaskType::Realtime, &behaviour);
    assert_eq!(act(&mut life, "start", 0, &behaviour), Err(Conflict::NotDeployed));
    assert_eq!(act(&mut life, "deploy", 0, &behaviour), Ok(()));
    assert_eq!(
        act(&mut life, "deploy", 50, &behaviour),
        Err(Conflict::NothingToDo)
    );
    assert_eq!(
        act(&mut life, "start", 99, &behaviour),
        Err(Conflict::NotDeployed)
    );
    assert_eq!(act(&mut life, "start", 100, &behaviour), Ok(()));
    assert_eq!(life.word(), Some("RUN"));
}

#[test]
fn a_whole_life_in_time() {
    let behaviour = behaviour(json!({"instance": {
        "start": {"durationMs": 10}, "stop": {"durationMs": 10}, "afterStop": "NORUN", "afterTerminate": "absent"}}));
    let mut life = Life::new(TaskType::Realtime, &behaviour);
    for (ms, verb, word) in [
        (0, "deploy", Some("NORUN")),
        (1, "start", Some("WAIT")),
        (11, "delete", Some("RUN")),
        (12, "stop", Some("KILLING")),
        (22, "terminate", None),
        (23, "delete", None),
    ] {
        let done = act(&mut life, verb, ms, &behaviour);
        assert_eq!(done.is_ok(), ms != 11, "{verb}: {done:?}");
        assert_eq!(life.word(), word, "after {verb}");
    }
    assert_eq!(
        act(&mut life, "terminate", 24, &behaviour),
        Err(Conflict::NothingToDo)
    );
}

#[test]
fn deletion_has_its_own_rule() {
    for (rule, deployed, running) in [
        ("stopped", Ok(()), Err(Conflict::Busy("RUN".to_owned()))),
        ("undeployed", Err(Conflict::Deployed), Err(Conflict::Deployed)),
        ("always", Ok(()), Ok(())),
    ] {
        let behaviour = behaviour(json!({"instance": {"delete": rule}}));
        assert_eq!(in_state("PAUSE", &behaviour).may_be_deleted(&behaviour), deployed);
        assert_eq!(in_state("RUN", &behaviour).may_be_deleted(&behaviour), running);
    }
}

#[test]
fn an_edit_reaches_what_runs_as_the_switch_says() {
    for (rule, edited, redeployed, restarted) in
        [("restart", 1, 1, 2), ("deploy", 1, 2, 2), ("update", 2, 2, 2)]
    {
        let behaviour = behaviour(json!({"instance": {"updateApplies": rule}}));
        let running = |life: &Life| life.instance.as_ref().and_then(Instance::running_version);
        let mut life = in_state("RUN", &behaviour);
        life.edited(2, &behaviour);
        assert_eq!(running(&life), Some(edited), "{rule}");
        let deployed = life.deploy(TaskType::Realtime, 2, &behaviour, at(0));
        assert_eq!(deployed.is_ok(), rule != "update");
        assert_eq!(running(&life), Some(redeployed), "{rule}");
        act(&mut life, "stop", 1, &behaviour).unwrap();
        act(&mut life, "start", 1, &behaviour).unwrap();
        assert_eq!(running(&life), Some(restarted), "{rule}");
    }
}

#[test]
fn a_solution_has_its_own_words() {
    let behaviour = behaviour(json!({"instance": {"start": {"durationMs": 10}},
        "solution": {"running": {"durationMs": 10}, "confirm": true}}));
    let kind = TaskType::Solution;
    let mut life = Life::new(kind, &behaviour);
    assert_eq!(life.word(), Some("1"));
    life.deploy(kind, 1, &behaviour, at(0)).unwrap();
    assert_eq!(life.word(), Some("4"));
    life.start(kind, None, &behaviour, at(0)).unwrap();
    assert_eq!(life.word(), Some("8"));
    life.advance(kind, at(1000));
    assert_eq!(life.word(), Some("5"), "it waits for a person");
    life.put(kind, "6", 1, &behaviour, at(1000));
    for (ms, word) in [(1000, "6"), (1010, "2"), (1020, "0")] {
        life.advance(kind, at(ms));
        assert_eq!(life.word(), Some(word), "at {ms}");
    }
}
