//! Pays for the calls of one visit: from the day's calls of the account, at its pace, and only while the service answers.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use kube::ResourceExt;

use super::account::{Account, LedgerName, Refusal};
use super::pace::Leave;
use crate::api::{DISyncTask, Reason};
use crate::cluster::Ledgers;
use crate::dataworks::layers::Permits;
use crate::dataworks::{Effect, Endpoint, ServerClock};
use crate::domain::budget::{Breaker, Limits, Outcome, Priority};
use crate::domain::clock::Clock;
use crate::domain::failure::{Consequence, Failure};
use crate::domain::observed::{Blocker, Closed};
use crate::telemetry::metrics::Metrics;

/// The code of a call that the ledger kept from being made.
const LEDGER_UNAVAILABLE: &str = "LedgerUnavailable";

/// Pays for calls of one priority.
#[derive(Clone)]
pub struct Purse {
    pub(super) account: Arc<Account>,
    pub(super) limits: Limits,
    pub(super) priority: Priority,
    pub(super) ledgers: Arc<Ledgers>,
    /// The task that the calls are for, by UID; empty before that is known.
    pub(super) task: String,
    /// Whether the endpoint answers this workspace of DataWorks.
    pub(super) breaker: Arc<Mutex<Breaker>>,
    pub(super) endpoint: Endpoint,
    pub(super) clock: Clock,
    pub(super) theirs: Arc<ServerClock>,
    pub(super) metrics: Metrics,
}

impl Purse {
    /// The same purse for the calls of a task.
    #[must_use]
    pub fn of_task(&self, task: &DISyncTask) -> Self {
        Self {
            task: task.uid().unwrap_or_default(),
            ..self.of_priority(Priority::of(task))
        }
    }

    /// The same purse for calls of another priority.
    #[must_use]
    pub fn of_priority(&self, priority: Priority) -> Self {
        Self {
            priority,
            ..self.clone()
        }
    }

    /// Why a visit that may need `needed` calls cannot begin now.
    pub async fn closed(&self, needed: u32) -> Result<Option<Closed>, kube::Error> {
        let now = self.clock.now();
        if let Some(until) = self.breaker().closed(&self.task, now) {
            return Ok(Some(self.silent(until)));
        }
        let theirs = self.theirs.now(now);
        let admitted = self
            .account
            .admit(self.priority, needed, self.limits, &self.ledgers, now, theirs);
        match admitted.await {
            Ok(()) => Ok(None),
            Err(refusal) => self.closed_by(refusal).map(Some),
        }
    }

    /// Lets a visit of the task begin, for which there are calls. Says why not, if another tries whether anybody answers.
    pub fn admit(&self) -> Option<Closed> {
        let admitted = self.breaker().admit(&self.task, self.clock.now());
        admitted.err().map(|until| self.silent(until))
    }

    /// Calls of the day that are left, and their number in all.
    pub async fn left(&self) -> Result<Option<u32>, kube::Error> {
        let theirs = self.theirs.current();
        match self.account.left(self.limits, &self.ledgers, theirs).await {
            Ok(left) => Ok(left),
            Err(Refusal::NoLedger(error)) => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// Calls that creations and changes find left in any day, since looks leave them; at least one.
    pub fn sure(&self) -> u32 {
        let sure = |per_day| Priority::Watching.leaves(per_day) - Priority::Working.leaves(per_day);
        self.limits
            .per_day
            .map_or(u32::MAX, |per_day| sure(per_day).max(1))
    }

    /// The ledger of the account.
    pub fn ledger_name(&self) -> LedgerName {
        self.account.ledger_name()
    }

    /// The limits of the account.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    fn exhausted(&self, until: Timestamp) -> String {
        let per_day = self.limits.per_day.unwrap_or_default();
        format!(
            "of the {per_day} calls that spec.edition and spec.budget of the DataWorksWorkspace allow in 24 hours, no more are left for {}: it goes on at {}; name a higher edition if the account has one",
            self.priority.purpose(),
            shown(until)
        )
    }

    /// The ledger goes by the clock of DataWorks.
    fn by_our_clock(&self, theirs: Timestamp) -> Timestamp {
        let offset = self.theirs.offset().unwrap_or_default();
        theirs.checked_sub(offset).unwrap_or(theirs)
    }

    fn breaker(&self) -> std::sync::MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a refusal says of how long no call is made.
    fn closed_by(&self, refusal: Refusal) -> Result<Closed, kube::Error> {
        match refusal {
            Refusal::Exhausted(until) => Ok(closed(
                Reason::BudgetExhausted,
                self.by_our_clock(until),
                self.exhausted(until),
            )),
            Refusal::Throttled(until) => Ok(closed(
                Reason::Throttled,
                until,
                format!(
                    "DataWorks limits the rate of calls: calls rest until {}",
                    shown(until)
                ),
            )),
            Refusal::NoLedger(error) => Err(error),
        }
    }

    fn silent(&self, until: Timestamp) -> Closed {
        let message = format!(
            "{} did not answer several tasks of this workspace: calls rest for up to a minute at a time, and one tries",
            self.endpoint.host()
        );
        closed(Reason::Unreachable, until, message)
    }

    fn not_made(&self, closed: Closed) -> Failure {
        let Closed { blocker, until } = closed;
        let after = until.duration_since(self.clock.now()).max(SignedDuration::ZERO);
        let reason = blocker.reason;
        self.metrics.calls.refused(reason.as_str());
        ours(
            Consequence::NotMade { reason, after },
            reason.as_str(),
            blocker.message,
        )
    }

    fn refused(&self, refusal: Refusal) -> Failure {
        match self.closed_by(refusal) {
            Ok(closed) => self.not_made(closed),
            Err(error) => {
                self.metrics.calls.refused(LEDGER_UNAVAILABLE);
                ours(
                    Consequence::Retry,
                    LEDGER_UNAVAILABLE,
                    format!("the ledger of spent calls cannot be read or written: {error}"),
                )
            }
        }
    }
}

impl Permits for Purse {
    type Leave = Leave;

    async fn take(&self, effect: Effect) -> Result<Leave, Failure> {
        let silent = |until| self.not_made(self.silent(until));
        if let Some(until) = self.breaker().closed(&self.task, self.clock.now()) {
            return Err(silent(until));
        }
        let theirs = || self.theirs.current();
        let _waiting = self.metrics.calls.waiting();
        let leave = self
            .account
            .take(
                effect,
                self.priority,
                self.limits,
                &self.ledgers,
                self.clock,
                theirs,
            )
            .await
            .map_err(|refusal| self.refused(refusal))?;
        // Last of all: the one call that is made after a rest has to be made.
        let passed = self.breaker().pass(&self.task, self.clock.now());
        passed.map(|()| leave).map_err(|until| {
            self.account.not_made(leave, self.clock.now());
            silent(until)
        })
    }

    fn learn(&self, leave: Leave, failure: Option<&Failure>) {
        let (outcome, now) = (Outcome::of(failure), self.clock.now());
        self.breaker().answered(outcome, &self.task, now);
        self.account.learn(leave, outcome, now);
    }
}

fn closed(reason: Reason, until: Timestamp, message: String) -> Closed {
    Closed {
        blocker: Blocker { reason, message },
        until,
    }
}

fn ours(consequence: Consequence, code: &str, message: String) -> Failure {
    Failure {
        consequence,
        code: code.to_owned(),
        message,
        request_id: None,
    }
}

/// In whole seconds, rounded up.
fn shown(at: Timestamp) -> Timestamp {
    let second = if at.subsec_nanosecond() > 0 {
        at.as_second() + 1
    } else {
        at.as_second()
    };
    Timestamp::from_second(second).unwrap_or(at)
}

#[cfg(test)]
#[path = "tests/purse.rs"]
mod tests;
