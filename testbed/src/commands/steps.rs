//! What a person sees: numbered steps with the time that has passed.

use std::time::Instant;

/// Counts and times the steps of a command.
#[derive(Debug)]
pub(super) struct Steps {
    started: Instant,
    number: usize,
    name: String,
}

impl Steps {
    pub(super) fn new() -> Self {
        Self {
            started: Instant::now(),
            number: 0,
            name: String::new(),
        }
    }

    /// Announces the next step.
    pub(super) fn next(&mut self, what: &str) {
        self.number += 1;
        self.name = what.to_owned();
        let seconds = self.started.elapsed().as_secs();
        println!(
            "[{:02}:{:02}] {}. {what}",
            seconds / 60,
            seconds % 60,
            self.number
        );
    }

    /// The step at hand, for an error.
    pub(super) fn current(&self) -> String {
        format!("{} ({})", self.number, self.name)
    }

    /// Shows what a step has to say, indented.
    pub(super) fn show(&self, text: &str) {
        for line in text.trim_end().lines() {
            println!("        {line}");
        }
    }
}
