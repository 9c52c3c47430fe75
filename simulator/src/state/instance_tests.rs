//! Tests of the way from word to word.

use super::*;

fn after(duration_ms: u32) -> Wait {
    Wait {
        duration_ms,
        ..Wait::default()
    }
}

fn course(word: &str, then: &[(Wait, &str)]) -> Course {
    Course {
        word: word.to_owned(),
        then: then
            .iter()
            .map(|(wait, word)| (*wait, (*word).to_owned()))
            .collect(),
    }
}

#[test]
fn words_follow_each_other_in_time() {
    let mut instance = Instance::idle(TaskType::Solution);
    assert_eq!(instance.word(), "1");
    instance.go(course("8", &[(after(100), "2"), (after(50), "0")]), None, 0);
    for (at, word) in [(0, "8"), (99, "8"), (100, "2"), (149, "2"), (150, "0")] {
        instance.advance(at);
        assert_eq!(instance.word(), word, "at {at}");
    }
}

#[test]
fn a_long_sleep_skips_words() {
    let mut instance = Instance::idle(TaskType::Solution);
    instance.go(course("8", &[(after(100), "2"), (after(50), "0")]), None, 0);
    instance.advance(1000);
    assert_eq!(instance.word(), "0");
}

#[test]
fn looks_count_for_the_word_that_they_saw() {
    let looks = Wait {
        looks: 1,
        ..Wait::default()
    };
    let mut instance = Instance::idle(TaskType::Realtime);
    instance.go(course("WAIT", &[(looks, "RUN")]), None, 0);
    instance.advance(0);
    assert_eq!(instance.word(), "WAIT");
    instance.look();
    instance.advance(0);
    assert_eq!(instance.word(), "RUN");
}

#[test]
fn a_fall_ends_every_course_but_a_later_one() {
    let fall = |at_ms| {
        Some(Fall {
            at_ms,
            to: "FAILED".to_owned(),
        })
    };
    let mut instance = Instance::idle(TaskType::Realtime);
    instance.run_version(3);
    instance.go(course("WAIT", &[(after(10), "RUN")]), fall(100), 0);
    instance.advance(50);
    assert_eq!((instance.word(), instance.running_version()), ("RUN", Some(3)));
    instance.advance(100);
    assert_eq!((instance.word(), instance.running_version()), ("FAILED", None));
    instance.go(course("WAIT", &[]), fall(300), 200);
    instance.go(course("KILLING", &[(after(10), "PAUSE")]), None, 250);
    instance.advance(400);
    assert_eq!(instance.word(), "PAUSE");
}
