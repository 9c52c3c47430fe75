//! What runs of a task: one word that says how it is, and the words that are still to come.
//!
//! The words of a real-time task are those of GetDISyncInstanceInfo, those of a solution the digits of GetDISyncTask.

use std::collections::VecDeque;

use super::task_type::TaskType;
use super::wait::{Wait, Waiting};

/// Words during which something runs, starts or stops.
const ACTIVE: [&str; 7] = ["WAIT", "RUN", "KILLING", "2", "5", "6", "8"];

/// A way from word to word: the first holds at once, each other after a wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Course {
    /// The word from now on.
    pub(crate) word: String,
    /// The words after it, each with the wait before it.
    pub(crate) then: Vec<(Wait, String)>,
}

/// An end that comes by itself.
#[derive(Clone, Debug)]
pub(crate) struct Fall {
    /// Real milliseconds since 1970.
    pub(crate) at_ms: i64,
    /// The word from then on.
    pub(crate) to: String,
}

/// One instance.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    word: String,
    ahead: VecDeque<(Waiting, String)>,
    fall: Option<Fall>,
    version: Option<i32>,
}

impl Instance {
    /// The instance of a task that never ran.
    pub(crate) fn idle(task_type: TaskType) -> Self {
        Self {
            word: match task_type {
                TaskType::Solution => "1",
                TaskType::Offline | TaskType::Realtime => "NORUN",
            }
            .to_owned(),
            ahead: VecDeque::new(),
            fall: None,
            version: None,
        }
    }

    /// How it is.
    pub(crate) fn word(&self) -> &str {
        &self.word
    }

    /// True while something runs, starts or stops.
    pub(crate) fn is_active(&self) -> bool {
        ACTIVE.contains(&self.word.as_str())
    }

    /// The version of the task that runs.
    pub(crate) fn running_version(&self) -> Option<i32> {
        self.version.filter(|_| self.is_active())
    }

    /// From now on this version runs, if anything does.
    pub(crate) fn run_version(&mut self, version: i32) {
        self.version = Some(version);
    }

    /// Puts another word in place of one that no course leads away from.
    pub(crate) fn put(&mut self, word: String) {
        self.word = word;
    }

    /// Takes another course and forgets the one it was on.
    pub(crate) fn go(&mut self, course: Course, fall: Option<Fall>, now_ms: i64) {
        self.word = course.word;
        self.ahead = course
            .then
            .into_iter()
            .map(|(wait, word)| (Waiting::new(wait, now_ms), word))
            .collect();
        self.fall = fall;
        self.advance(now_ms);
    }

    /// Does what time has brought.
    pub(crate) fn advance(&mut self, now_ms: i64) {
        if let Some(fall) = self.fall.take_if(|fall| fall.at_ms <= now_ms) {
            self.word = fall.to;
            self.ahead.clear();
        }
        while let Some(end) = self.ahead.front().and_then(|(waiting, _)| waiting.end(now_ms)) {
            if let Some((_, word)) = self.ahead.pop_front() {
                self.word = word;
            }
            if let Some((waiting, _)) = self.ahead.front_mut() {
                waiting.begin(end);
            }
        }
    }

    /// Counts a look at the word.
    pub(crate) fn look(&mut self) {
        if let Some((waiting, _)) = self.ahead.front_mut() {
            waiting.look();
        }
    }
}

#[cfg(test)]
#[path = "instance_tests.rs"]
mod tests;
