//! Whether a workspace of DataWorks is answered, and who tries that next.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::closure::{Closure, Outcome, PROBE};

/// Tasks that get no answer, and nobody meanwhile does, before calls rest: what befalls one, however often, may be its own
/// fault, and rests by itself.
const SILENCES: usize = 5;

/// How much later than others a task tries that got no answer: what is wrong may be wrong with it alone.
const COURTESY: SignedDuration = SignedDuration::from_secs(2);

/// How long a visit that was let in has for its first call before another is.
const TURN: SignedDuration = SignedDuration::from_secs(2);

/// Lets the calls of a workspace rest while nobody answers them, and one task try after each rest.
#[derive(Clone, Debug, Default)]
pub struct Breaker {
    closure: Closure,
    /// Who got no answer since anybody had one, by UID.
    unanswered: BTreeSet<String>,
    /// Calls in a row that got no answer, whoever made them.
    silences: usize,
    /// Who tries, by UID.
    prober: Option<String>,
}

impl Breaker {
    /// Whether nobody gets an answer, though there may be too few who ask for calls to rest.
    pub fn is_silent(&self) -> bool {
        self.silences >= SILENCES
    }

    /// Until when this task makes no call.
    pub fn closed(&self, task: &str, now: Timestamp) -> Option<Timestamp> {
        let until = self.closure.until()?;
        if self.prober.as_deref() == Some(task) {
            return None;
        }
        let goes_last = self.unanswered.contains(task);
        let until = if goes_last { until + COURTESY } else { until };
        (until > now).then_some(until)
    }

    /// Lets a visit of this task begin. After a rest it is the only one: those that begin at the same time would all
    /// announce what one of them may do.
    ///
    /// # Errors
    ///
    /// The time at which to ask again.
    pub fn admit(&mut self, task: &str, now: Timestamp) -> Result<(), Timestamp> {
        self.try_until(now + TURN, task, now)
    }

    /// Lets a call of this task through. After a rest it is the only one until its outcome is known.
    ///
    /// # Errors
    ///
    /// The time at which to ask again.
    pub fn pass(&mut self, task: &str, now: Timestamp) -> Result<(), Timestamp> {
        self.try_until(now + PROBE, task, now)
    }

    fn try_until(&mut self, until: Timestamp, task: &str, now: Timestamp) -> Result<(), Timestamp> {
        if let Some(until) = self.closed(task, now) {
            return Err(until);
        }
        if self.closure.until().is_some() {
            self.prober = Some(task.to_owned());
            self.closure.probe(until);
        }
        Ok(())
    }

    /// Learns from a call of this task that was answered, or was not.
    pub fn answered(&mut self, outcome: Outcome, task: &str, now: Timestamp) {
        if outcome != Outcome::Silent {
            *self = Self::default();
            return;
        }
        self.silences = self.silences.saturating_add(1);
        self.unanswered.insert(task.to_owned());
        // Calls that were under way when it closed, or when another tried, say nothing new.
        let tried = self.prober.as_deref().is_none_or(|prober| prober == task);
        if tried && self.unanswered.len() >= SILENCES {
            self.prober = None;
            self.closure.rest(None, now);
        }
    }
}

#[cfg(test)]
#[path = "tests/breaker.rs"]
mod tests;
