//! One account in one region: what it has spent, and whether it may spend more.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::pace::{Leave, Pace};
use super::unspent::Unspent;
use crate::cluster::{self, Kept, Ledgers};
use crate::dataworks::Effect;
use crate::domain::budget::{Block, Closure, Ledger, Limits, Outcome, Priority};
use crate::domain::clock::Clock;
use crate::telemetry::metrics::Metrics;

/// How often calls are reserved anew where somebody else reserved some meanwhile.
pub const MOST_CONFLICTS: usize = 8;

/// How long a ledger that was read is good for an estimate: shards spend, too.
const KNOWN_FOR: SignedDuration = SignedDuration::from_mins(1);

/// The name of a ledger: what tells accounts apart.
pub type LedgerName = String;

/// An account in a region, as long as the process lives. What must outlive it is in the cluster.
pub struct Account {
    /// The ledger of the account, or of the key while nobody knows whose that is.
    ledger_name: Mutex<LedgerName>,
    spending: tokio::sync::Mutex<Spending>,
    unspent: Unspent,
    pace: Mutex<Pace>,
    throttle: Mutex<Closure>,
    /// Calls of the day that were left when somebody last asked.
    last_left: Mutex<Option<u32>>,
    metrics: Metrics,
}

#[derive(Default)]
struct Spending {
    /// The ledger as it was read or written last, and when.
    ledger: Ledger,
    seen: Option<Timestamp>,
    block: Block,
}

/// Why no call may be made.
pub enum Refusal {
    /// The calls of the day are spent, or kept for more urgent ones, until then.
    Exhausted(Timestamp),
    /// The service throttles: calls rest until then.
    Throttled(Timestamp),
    /// The ledger cannot be read or written.
    NoLedger(kube::Error),
}

impl Account {
    /// An account whose ledger has this name. The process before may have called for it up to now.
    pub fn new(ledger_name: LedgerName, now: Timestamp, metrics: Metrics) -> Self {
        Self {
            ledger_name: Mutex::new(ledger_name),
            spending: tokio::sync::Mutex::default(),
            unspent: Unspent::default(),
            pace: Mutex::new(Pace::begun(now)),
            throttle: Mutex::default(),
            last_left: Mutex::default(),
            metrics,
        }
    }

    /// The name of its ledger.
    pub fn ledger_name(&self) -> LedgerName {
        locked(&self.ledger_name).clone()
    }

    /// Goes on with another ledger, into which the calls of this one were moved.
    pub fn follow(&self, ledger_name: LedgerName) {
        *locked(&self.ledger_name) = ledger_name;
    }

    /// Resolves when a call may be made; it is counted then.
    pub async fn take(
        &self,
        effect: Effect,
        priority: Priority,
        limits: Limits,
        ledgers: &Ledgers,
        clock: Clock,
        theirs: impl Fn() -> Timestamp,
    ) -> Result<Leave, Refusal> {
        self.rests(clock.now())?;
        loop {
            let paid_until = self.spend(priority, limits, ledgers, &theirs).await?;
            let held = self.unspent.hold(paid_until);
            let leave = self.wait_for_pace(effect, limits, clock).await;
            // Whoever waited for too long has lost what was reserved for the span that is over.
            if held.pays(theirs()) {
                // Last of all: the one call that is made after a rest has to be made.
                let passed = locked(&self.throttle).pass(clock.now());
                let Err(until) = passed else {
                    return Ok(leave.paid(held.spend()));
                };
                self.give_back(leave, clock.now());
                return Err(Refusal::Throttled(until));
            }
            self.give_back(leave, clock.now());
        }
    }

    /// Takes back a call that was not made after all: another may be, with what was reserved for it.
    pub fn not_made(&self, leave: Leave, now: Timestamp) {
        self.give_back(leave, now);
        drop(self.unspent.hold(leave.paid_until()));
    }

    fn give_back(&self, leave: Leave, now: Timestamp) {
        locked(&self.pace).give_back(leave, now);
    }

    fn rests(&self, now: Timestamp) -> Result<(), Refusal> {
        let closed = locked(&self.throttle).closed(now);
        closed.map_or(Ok(()), |until| Err(Refusal::Throttled(until)))
    }

    async fn wait_for_pace(&self, effect: Effect, limits: Limits, clock: Clock) -> Leave {
        loop {
            let taken = locked(&self.pace).take(effect, limits, clock.now());
            let free = match taken {
                Ok(leave) => return leave,
                Err(free) => free,
            };
            let pause = clock.on_the_wall(free.duration_since(clock.now()));
            tokio::time::sleep(Duration::try_from(pause).unwrap_or_default()).await;
        }
    }

    /// Takes one call of the day's, and reserves more of them where none is reserved. Says by when it has to be made.
    async fn spend(
        &self,
        priority: Priority,
        limits: Limits,
        ledgers: &Ledgers,
        theirs: &impl Fn() -> Timestamp,
    ) -> Result<Option<Timestamp>, Refusal> {
        let Some(per_day) = limits.per_day else {
            return Ok(None);
        };
        let mut spending = self.spending().await;
        let (leaves, mut conflicts) = (priority.leaves(per_day), 0);
        loop {
            // Read here: whoever waited long for the others would reserve in a span that is over.
            let now = theirs();
            if spending.left(per_day, now) > leaves && spending.block.take(now) {
                return Ok(Some(spending.block.ends()));
            }
            let mut kept = self.read(ledgers).await?;
            let free = kept.ledger.left(per_day, now).saturating_sub(leaves);
            let Some(block) = kept.ledger.reserve(per_day, limits.block().min(free), now) else {
                let again = kept.ledger.when(per_day, leaves + 1, now);
                spending.see(kept, now);
                return Err(Refusal::Exhausted(again));
            };
            match ledgers.write(kept).await {
                Ok(kept) => {
                    spending.see(kept, now);
                    spending.block = block;
                    spending.block.take(now);
                    return Ok(Some(spending.block.ends()));
                }
                Err(error) if cluster::is_conflict(&error) && conflicts < MOST_CONFLICTS => {
                    conflicts += 1;
                    self.metrics.upkeep.ledger_conflict();
                }
                Err(error) => return Err(Refusal::NoLedger(error)),
            }
        }
    }

    /// The ledger as it is. That of a key leads to the account's once somebody knows it: whoever reads it goes there, and
    /// who read it before cannot write it any more.
    async fn read(&self, ledgers: &Ledgers) -> Result<Kept, Refusal> {
        let read = async |name: LedgerName| ledgers.read(&name).await.map_err(Refusal::NoLedger);
        let kept = read(self.ledger_name()).await?;
        let Some(account) = kept.leads_to else {
            return Ok(kept);
        };
        self.follow(account.clone());
        read(account).await
    }

    /// Whether a visit that may need `needed` calls of this priority can begin.
    pub async fn admit(
        &self,
        priority: Priority,
        needed: u32,
        limits: Limits,
        ledgers: &Ledgers,
        now: Timestamp,
        theirs: Timestamp,
    ) -> Result<(), Refusal> {
        self.rests(now)?;
        let Some(per_day) = limits.per_day else {
            return Ok(());
        };
        let spending = self.seen(ledgers, theirs).await?;
        let wanted = priority.leaves(per_day).saturating_add(needed);
        if spending.left(per_day, theirs) >= wanted {
            return Ok(());
        }
        let wanted = wanted - spending.block.left(theirs);
        Err(Refusal::Exhausted(spending.ledger.when(per_day, wanted, theirs)))
    }

    /// Calls of the day that are left.
    pub async fn left(
        &self,
        limits: Limits,
        ledgers: &Ledgers,
        theirs: Timestamp,
    ) -> Result<Option<u32>, Refusal> {
        let Some(per_day) = limits.per_day else {
            return Ok(None);
        };
        let spending = self.seen(ledgers, theirs).await?;
        Ok(Some(spending.left(per_day, theirs)))
    }

    /// Calls of the day that are left, as far as is known without asking anybody or waiting for somebody who does.
    pub fn left_as_known(&self, per_day: u32, theirs: Timestamp) -> Option<u32> {
        let mut last = locked(&self.last_left);
        if let Ok(spending) = self.spending.try_lock() {
            *last = spending.seen.map(|_| spending.left(per_day, theirs));
        }
        *last
    }

    /// Whether calls rest because the service throttles.
    pub fn is_throttled(&self, now: Timestamp) -> bool {
        self.rests(now).is_err()
    }

    async fn spending(&self) -> tokio::sync::MutexGuard<'_, Spending> {
        let mut spending = self.spending.lock().await;
        self.unspent.return_to(&mut spending.block);
        spending
    }

    /// What was spent, as it was seen last: not long ago.
    async fn seen(
        &self,
        ledgers: &Ledgers,
        now: Timestamp,
    ) -> Result<tokio::sync::MutexGuard<'_, Spending>, Refusal> {
        let mut spending = self.spending().await;
        let fresh = |seen: Timestamp| now.duration_since(seen).abs() < KNOWN_FOR;
        if !spending.seen.is_some_and(fresh) {
            let kept = self.read(ledgers).await?;
            spending.see(kept, now);
        }
        Ok(spending)
    }

    /// Learns from a call that was made.
    pub fn learn(&self, leave: Leave, outcome: Outcome, now: Timestamp) {
        self.give_back(leave, now);
        locked(&self.throttle).throttled(outcome, now);
    }
}

impl Spending {
    fn see(&mut self, kept: Kept, now: Timestamp) {
        self.ledger = kept.ledger;
        self.seen = Some(now);
    }

    /// Calls of the day that are left, with those that are reserved and not spent.
    fn left(&self, per_day: u32, now: Timestamp) -> u32 {
        self.ledger.left(per_day, now) + self.block.left(now)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[path = "tests/account.rs"]
mod tests;
