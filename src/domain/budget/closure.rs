//! When no call is made at all: while the service throttles, or does not answer.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::domain::failure::{Consequence, Failure};

/// What a call says about whether further ones make sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The service answered, be it a refusal.
    Answered,
    /// The service wants fewer calls, after this pause if it names one.
    Throttled(Option<SignedDuration>),
    /// No answer came that the service wrote.
    Silent,
}

impl Outcome {
    /// The outcome of a call that failed so, or did not.
    pub fn of(failure: Option<&Failure>) -> Self {
        match failure {
            Some(Failure {
                consequence: Consequence::Throttled { after },
                ..
            }) => Self::Throttled(*after),
            Some(failure) if is_silence(&failure.code) => Self::Silent,
            _ => Self::Answered,
        }
    }
}

/// A bare HTTP status and an unreadable answer are those of something on the way. An `InternalError` may be about one task.
fn is_silence(code: &str) -> bool {
    matches!(
        code,
        "Unreachable" | "Interrupted" | "DeadlineExceeded" | "UnreadableAnswer"
    ) || ["ServiceUnavailable", "Http"]
        .iter()
        .any(|start| code.starts_with(start))
}

/// Tasks that get no answer, and nobody meanwhile does, before calls rest: what befalls one, however often, may be its own
/// fault, and rests by itself. One call that is throttled is enough.
const SILENCES: usize = 5;

/// The first rest.
const FIRST_REST: SignedDuration = SignedDuration::from_secs(2);

/// The longest rest that the service did not ask for.
const LONGEST_REST: SignedDuration = SignedDuration::from_secs(60);

/// How long the one call that is made after a rest may take before another is.
const PROBE: SignedDuration = SignedDuration::from_secs(30);

/// Closes the way to the service while calls make no sense, and lets one through at the end of each rest.
#[derive(Clone, Debug, Default)]
pub struct Closure {
    /// Who got no answer since anybody had one, by UID: as many as matter.
    unanswered: BTreeSet<String>,
    /// Calls in a row that got no answer, whoever made them.
    silences: usize,
    rests: u32,
    probing: bool,
    until: Option<Timestamp>,
}

impl Closure {
    /// Until when no call is made.
    pub fn closed(&self, now: Timestamp) -> Option<Timestamp> {
        self.until.filter(|until| *until > now)
    }

    /// Whether nobody gets an answer, though there may be too few who ask for calls to rest.
    pub fn is_silent(&self) -> bool {
        self.silences >= SILENCES
    }

    /// Lets a call through. After a rest it is the only one until its outcome is known.
    ///
    /// # Errors
    ///
    /// The time at which to ask again.
    pub fn pass(&mut self, now: Timestamp) -> Result<(), Timestamp> {
        match self.until {
            Some(until) if until > now => Err(until),
            Some(_) => {
                self.probing = true;
                self.until = Some(now + PROBE);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Learns from a call that was throttled, or was not.
    pub fn throttled(&mut self, outcome: Outcome, now: Timestamp) {
        match outcome {
            Outcome::Throttled(after) => self.rest(after, now),
            // An answer to a call that was under way when it closed is no leave.
            Outcome::Answered if self.probing || self.closed(now).is_none() => *self = Self::default(),
            Outcome::Answered | Outcome::Silent => {}
        }
    }

    /// Learns from a call for this task that was answered, or was not.
    pub fn answered(&mut self, outcome: Outcome, task: &str, now: Timestamp) {
        if outcome != Outcome::Silent {
            *self = Self::default();
            return;
        }
        self.silences = self.silences.saturating_add(1);
        if self.unanswered.len() < SILENCES {
            self.unanswered.insert(task.to_owned());
        }
        if self.unanswered.len() >= SILENCES {
            self.rest(None, now);
        }
    }

    fn rest(&mut self, after: Option<SignedDuration>, now: Timestamp) {
        let asked = now + after.unwrap_or_default();
        // Calls that were under way when it closed say nothing new.
        if !self.probing && self.closed(now).is_some_and(|until| until >= asked) {
            return;
        }
        let longer = (FIRST_REST * (1 << self.rests.min(6))).min(LONGEST_REST);
        self.rests = self.rests.saturating_add(1);
        self.probing = false;
        self.until = Some(asked.max(now + longer));
    }
}

#[cfg(test)]
#[path = "tests/closure.rs"]
mod tests;
