//! The ways that starts, stops and confirmations take, as the scripts say.

use super::behaviour::Behaviour;
use super::instance::Course;
use super::plans::Stopped;
use super::task_type::TaskType;

/// The way of a start.
pub(crate) fn start(task_type: TaskType, behaviour: &Behaviour) -> Course {
    let wait = behaviour.instance.start;
    match task_type {
        TaskType::Solution if behaviour.solution.confirm => course("8", [(wait, "5")]),
        TaskType::Solution => run_solution("8", behaviour),
        TaskType::Offline | TaskType::Realtime => course("WAIT", [(wait, "RUN")]),
    }
}

/// The way of a stop.
pub(crate) fn stop(behaviour: &Behaviour) -> Course {
    let word = match behaviour.instance.after_stop {
        Stopped::Pause => "PAUSE",
        Stopped::Norun => "NORUN",
    };
    course("KILLING", [(behaviour.instance.stop, word)])
}

/// The way after a word that a person has put. A confirmed solution goes on; nothing else does.
pub(crate) fn put(task_type: TaskType, word: &str, behaviour: &Behaviour) -> Course {
    if task_type == TaskType::Solution && word == "6" {
        run_solution(word, behaviour)
    } else {
        course(word, [])
    }
}

fn run_solution(first: &str, behaviour: &Behaviour) -> Course {
    let plan = &behaviour.solution;
    course(
        first,
        [(behaviour.instance.start, "2"), (plan.running, &plan.ending)],
    )
}

fn course<const N: usize>(word: &str, then: [(super::wait::Wait, &str); N]) -> Course {
    Course {
        word: word.to_owned(),
        then: then.map(|(wait, word)| (wait, word.to_owned())).into(),
    }
}
