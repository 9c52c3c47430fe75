//! One account in one region: what it has spent, and whether it may spend more.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::cluster::{self, Kept, Ledgers};
use crate::dataworks::Effect;
use crate::domain::budget::{Block, Closure, Limits, Outcome, Priority, Window};
use crate::domain::clock::Clock;

/// How often calls are reserved anew where somebody else reserved some meanwhile.
const MOST_CONFLICTS: usize = 8;

/// How long a ledger that was read is good for an estimate: shards spend, too.
const KNOWN_FOR: SignedDuration = SignedDuration::from_mins(1);

/// An account in a region, as long as the process lives. What must outlive it is in the cluster.
pub struct Account {
    ledger_name: String,
    spending: tokio::sync::Mutex<Spending>,
    pace: Mutex<Pace>,
}

#[derive(Default)]
struct Spending {
    /// The ledger as it was read or written last, and when.
    kept: Option<(Timestamp, Kept)>,
    block: Block,
}

#[derive(Default)]
struct Pace {
    all: Window,
    reads: Window,
    writes: Window,
    throttle: Closure,
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
    /// An account whose ledger has this name.
    pub fn new(ledger_name: String) -> Self {
        Self {
            ledger_name,
            spending: tokio::sync::Mutex::default(),
            pace: Mutex::default(),
        }
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
    ) -> Result<(), Refusal> {
        if let Some(until) = self.pace().throttle.closed(clock.now()) {
            return Err(Refusal::Throttled(until));
        }
        loop {
            let ends = self.spend(priority, limits, ledgers, theirs()).await?;
            self.wait_for_pace(effect, limits, clock).await;
            // Whoever waited for too long has lost what was reserved for the span that is over.
            if ends.is_none_or(|ends| theirs() <= ends) {
                // Last of all: the one call that is made after a rest has to be made.
                let passed = self.pace().throttle.pass(clock.now());
                return passed.map_err(Refusal::Throttled);
            }
        }
    }

    async fn wait_for_pace(&self, effect: Effect, limits: Limits, clock: Clock) {
        loop {
            let taken = self.pace().take(effect, limits, clock.now());
            let Err(free) = taken else { return };
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
        now: Timestamp,
    ) -> Result<Option<Timestamp>, Refusal> {
        let Some(per_day) = limits.per_day else {
            return Ok(None);
        };
        let mut spending = self.spending.lock().await;
        if spending.block.take(now) {
            return Ok(Some(spending.block.ends()));
        }
        for _ in 0..MOST_CONFLICTS {
            let mut kept = ledgers.read(&self.ledger_name).await.map_err(Refusal::NoLedger)?;
            let leaves = priority.leaves(per_day);
            let free = kept.ledger.left(per_day, now).saturating_sub(leaves);
            let Some(block) = kept.ledger.reserve(per_day, limits.block().min(free), now) else {
                let again = kept.ledger.when(per_day, leaves + 1, now);
                spending.kept = Some((now, kept));
                return Err(Refusal::Exhausted(again));
            };
            match ledgers.write(&self.ledger_name, kept).await {
                Ok(kept) => {
                    *spending = Spending {
                        kept: Some((now, kept)),
                        block,
                    };
                    spending.block.take(now);
                    return Ok(Some(spending.block.ends()));
                }
                Err(error) if cluster::is_conflict(&error) => {}
                Err(error) => return Err(Refusal::NoLedger(error)),
            }
        }
        Err(Refusal::Throttled(now + SignedDuration::from_secs(1)))
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
        if let Some(until) = self.pace().throttle.closed(now) {
            return Err(Refusal::Throttled(until));
        }
        let Some(per_day) = limits.per_day else {
            return Ok(());
        };
        let mut spending = self.spending.lock().await;
        let (ledger, held) = spending.known(&self.ledger_name, ledgers, theirs).await?;
        // Whoever needs more than there ever is begins with a full day.
        let wanted = priority.leaves(per_day).saturating_add(needed).min(per_day);
        if ledger.left(per_day, theirs) + held >= wanted {
            return Ok(());
        }
        Err(Refusal::Exhausted(ledger.when(per_day, wanted - held, theirs)))
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
        let mut spending = self.spending.lock().await;
        let (ledger, held) = spending.known(&self.ledger_name, ledgers, theirs).await?;
        Ok(Some(ledger.left(per_day, theirs) + held))
    }

    /// Learns from a call.
    pub fn learn(&self, outcome: Outcome, now: Timestamp) {
        self.pace().throttle.throttled(outcome, now);
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Spending {
    /// The ledger as it was seen last, and the reserved calls that are not spent.
    async fn known(
        &mut self,
        name: &str,
        ledgers: &Ledgers,
        now: Timestamp,
    ) -> Result<(&crate::domain::budget::Ledger, u32), Refusal> {
        let fresh = |read: &Timestamp| now.duration_since(*read).abs() < KNOWN_FOR;
        let (read, kept) = match self.kept.take().filter(|(read, _)| fresh(read)) {
            Some(known) => known,
            None => (now, ledgers.read(name).await.map_err(Refusal::NoLedger)?),
        };
        let (_, kept) = self.kept.insert((read, kept));
        Ok((&kept.ledger, self.block.left(now)))
    }
}

impl Pace {
    fn take(&mut self, effect: Effect, limits: Limits, now: Timestamp) -> Result<(), Timestamp> {
        let (window, limit) = match effect {
            Effect::Read => (&mut self.reads, limits.reads_per_second),
            Effect::Write => (&mut self.writes, limits.writes_per_second),
        };
        let free =
            |window: &mut Window, limit: Option<u32>| limit.map_or(now, |limit| window.free_at(limit, now));
        let at = free(&mut self.all, limits.per_second).max(free(window, limit));
        if at > now {
            return Err(at);
        }
        for (window, limit) in [(&mut self.all, limits.per_second), (window, limit)] {
            limit.map_or(Ok(()), |limit| window.take(limit, now))?;
        }
        Ok(())
    }
}
