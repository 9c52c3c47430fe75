//! Pays for the calls of one visit: from the day's calls of the account, at its pace, and only while the service answers.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::account::{Account, LedgerName, Refusal};
use super::pace::Leave;
use crate::api::Reason;
use crate::cluster::Ledgers;
use crate::dataworks::layers::Permits;
use crate::dataworks::{Effect, Endpoint, ServerClock};
use crate::domain::budget::{Closure, Limits, Outcome, Priority};
use crate::domain::clock::Clock;
use crate::domain::failure::{Consequence, Failure};
use crate::domain::observed::{Blocker, Closed};

/// The code of a call that the budget does not allow.
const EXHAUSTED: &str = "BudgetExhausted";

/// Pays for calls of one priority.
#[derive(Clone)]
pub struct Purse {
    pub(super) account: Arc<Account>,
    pub(super) limits: Limits,
    pub(super) priority: Priority,
    pub(super) ledgers: Arc<Ledgers>,
    /// Whether the endpoint answers.
    pub(super) breaker: Arc<Mutex<Closure>>,
    pub(super) endpoint: Endpoint,
    pub(super) clock: Clock,
    pub(super) theirs: Arc<ServerClock>,
}

impl Purse {
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
        if let Some(until) = self.breaker().closed(now) {
            return Ok(Some(closed(
                Reason::Unreachable,
                until,
                format!(
                    "{} did not answer several times: calls rest until {}",
                    self.endpoint.host(),
                    shown(until)
                ),
            )));
        }
        let theirs = self.theirs.now(now);
        let admitted = self
            .account
            .admit(self.priority, needed, self.limits, &self.ledgers, now, theirs);
        match admitted.await {
            Ok(()) => Ok(None),
            Err(Refusal::Throttled(until)) => Ok(Some(closed(
                Reason::Throttled,
                until,
                format!(
                    "DataWorks limits the rate of calls: calls rest until {}",
                    shown(until)
                ),
            ))),
            Err(Refusal::Exhausted(until)) => Ok(Some(closed(
                Reason::BudgetExhausted,
                self.by_our_clock(until),
                self.exhausted(until),
            ))),
            Err(Refusal::NoLedger(error)) => Err(error),
        }
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

    fn breaker(&self) -> std::sync::MutexGuard<'_, Closure> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refused(&self, refusal: Refusal) -> Failure {
        let now = self.clock.now();
        let (consequence, code, message) = match refusal {
            Refusal::Exhausted(until) => (
                Consequence::Throttled {
                    after: Some(self.by_our_clock(until).duration_since(now)),
                },
                EXHAUSTED,
                self.exhausted(until),
            ),
            Refusal::Throttled(until) => (
                Consequence::Throttled {
                    after: Some(until.duration_since(now)),
                },
                "Throttling",
                "calls rest, as the service asked before".to_owned(),
            ),
            Refusal::NoLedger(error) => (
                Consequence::Retry,
                "LedgerUnavailable",
                format!("the ledger of spent calls cannot be read or written: {error}"),
            ),
        };
        ours(consequence, code, message)
    }
}

impl Permits for Purse {
    type Leave = Leave;

    async fn take(&self, effect: Effect) -> Result<Leave, Failure> {
        let silent = || {
            let message = format!(
                "{} did not answer several times: calls rest",
                self.endpoint.host()
            );
            ours(Consequence::Retry, "Unreachable", message)
        };
        if self.breaker().closed(self.clock.now()).is_some() {
            return Err(silent());
        }
        let theirs = || self.theirs.current();
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
        let passed = self.breaker().pass(self.clock.now());
        passed.map(|()| leave).map_err(|_| {
            self.account.give_back(leave, self.clock.now());
            silent()
        })
    }

    fn learn(&self, leave: Leave, failure: Option<&Failure>) {
        let (outcome, now) = (Outcome::of(failure), self.clock.now());
        self.breaker().answered(outcome, now);
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
