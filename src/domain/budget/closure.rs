//! When no call is made at all: while the service throttles, or does not answer.

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
            Some(failure) if is_silence(failure) => Self::Silent,
            _ => Self::Answered,
        }
    }
}

/// A bare HTTP status is the answer of something on the way, and so is what cannot be read, unless it bears the ID that
/// DataWorks gives to a request. An `InternalError` may be about one task.
fn is_silence(failure: &Failure) -> bool {
    let code = failure.code.as_str();
    let on_the_way = || {
        ["ServiceUnavailable", "Http"]
            .iter()
            .any(|start| code.starts_with(start))
    };
    match code {
        "UnreadableAnswer" => failure.request_id.is_none(),
        _ => failure.is_unanswered() || on_the_way(),
    }
}

/// The first rest.
const FIRST_REST: SignedDuration = SignedDuration::from_secs(2);

/// The longest rest that the service did not ask for.
const LONGEST_REST: SignedDuration = SignedDuration::from_secs(60);

/// How long the one call that is made after a rest may take before another is.
pub(super) const PROBE: SignedDuration = SignedDuration::from_secs(30);

/// Closes the way to the service while calls make no sense, and lets one through at the end of each rest.
#[derive(Clone, Debug, Default)]
pub struct Closure {
    rests: u32,
    probing: bool,
    until: Option<Timestamp>,
}

impl Closure {
    /// Until when no call is made.
    pub fn closed(&self, now: Timestamp) -> Option<Timestamp> {
        self.until.filter(|until| *until > now)
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
                self.probe(now + PROBE);
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

    /// Until when no call is made, or was: the rest that is over ends with a call that shows something.
    pub(super) fn until(&self) -> Option<Timestamp> {
        self.until
    }

    /// Keeps the calls of others away while one is made.
    pub(super) fn probe(&mut self, until: Timestamp) {
        self.probing = true;
        self.until = Some(until);
    }

    /// Lets calls rest, for longer each time.
    pub(super) fn rest(&mut self, after: Option<SignedDuration>, now: Timestamp) {
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
