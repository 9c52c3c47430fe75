//! The credentials of one identity: what is held, what went wrong, and when to ask again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tracing::{info, warn};

use super::chain::Chain;
use super::freshness::{Freshness, freshness};
use super::issuer::{Grant, Granted};
use super::key::AccessKey;
use super::trouble::Trouble;
use crate::domain::schedule::seed;

/// How often credentials that were refused before their end are replaced at once. Those that are refused again sooner are
/// not replaced: new ones would not help.
const BETWEEN_REPLACEMENTS: SignedDuration = SignedDuration::from_mins(5);

/// A key in use, and which of its identity's it is.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The key.
    pub key: AccessKey,
    /// Counts the keys of the identity.
    pub serial: u64,
}

/// What is to be done for somebody who needs credentials.
#[derive(Debug)]
pub(super) enum Stage {
    /// These serve.
    Serves(Issued),
    /// These serve, and it is time to ask for the next.
    Ages(Issued),
    /// There are none, and it is too soon to ask again.
    Rests(Trouble),
    /// There are none.
    Wanting,
}

/// The credentials of one identity.
#[derive(Default)]
pub(super) struct Slot {
    /// Held by whoever asks, so that nobody else does.
    asking: Arc<tokio::sync::Mutex<()>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    setback: Option<Setback>,
    serial: u64,
    replaced_at: Option<Timestamp>,
}

struct Held {
    issued: Issued,
    obtained: Timestamp,
    life: SignedDuration,
}

struct Setback {
    trouble: Trouble,
    in_a_row: u32,
    until: Timestamp,
}

/// The turn to ask.
pub(super) type Turn = tokio::sync::OwnedMutexGuard<()>;

impl Slot {
    pub(super) fn stage(&self, now: Timestamp) -> Stage {
        let state = self.state();
        let rests = state.setback.as_ref().filter(|setback| now < setback.until);
        let held = state.held.as_ref().map(|held| {
            let fresh = freshness(held.obtained, held.life, now);
            (held.issued.clone(), fresh)
        });
        match (held, rests) {
            (Some((issued, Freshness::Fresh)), _) => Stage::Serves(issued),
            (Some((issued, Freshness::Ageing)), Some(_)) => Stage::Serves(issued),
            (Some((issued, Freshness::Ageing)), None) => Stage::Ages(issued),
            (_, Some(setback)) => Stage::Rests(setback.trouble.clone()),
            (_, None) => Stage::Wanting,
        }
    }

    /// The turn to ask, once it is there.
    pub(super) async fn turn(&self) -> Turn {
        self.asking.clone().lock_owned().await
    }

    /// The turn to ask, unless somebody asks already.
    pub(super) fn free_turn(&self) -> Option<Turn> {
        self.asking.clone().try_lock_owned().ok()
    }

    /// Asks for new credentials, unless somebody got some while this one waited for its turn.
    pub(super) async fn renew(
        &self,
        _turn: Turn,
        grants: &impl Grant,
        chain: &Chain,
        now: Timestamp,
    ) -> Result<Issued, Trouble> {
        match self.stage(now) {
            Stage::Serves(issued) => return Ok(issued),
            Stage::Rests(trouble) => return Err(trouble),
            Stage::Ages(_) | Stage::Wanting => {}
        }
        match grants.grant(chain).await {
            Ok(granted) => Ok(self.keep(granted, chain, now)),
            Err(trouble) => {
                self.stumble(&trouble, chain, now);
                Err(trouble)
            }
        }
    }

    /// Whether other credentials than those of this serial are to be had, now that they were refused before their end.
    pub(super) fn replace(&self, serial: u64, now: Timestamp) -> bool {
        let mut state = self.state();
        if serial < state.serial {
            return true;
        }
        if state
            .replaced_at
            .is_some_and(|at| now < at + BETWEEN_REPLACEMENTS)
        {
            return false;
        }
        state.replaced_at = Some(now);
        state.held = None;
        true
    }

    /// Whether it would be missed: it holds something that serves, or somebody uses it.
    pub(super) fn is_of_use(self: &Arc<Self>, now: Timestamp) -> bool {
        Arc::strong_count(self) > 1 || !matches!(self.stage(now), Stage::Wanting)
    }

    fn keep(&self, granted: Granted, chain: &Chain, now: Timestamp) -> Issued {
        let mut state = self.state();
        state.serial += 1;
        let issued = Issued {
            key: granted.key,
            serial: state.serial,
        };
        state.held = Some(Held {
            issued: issued.clone(),
            obtained: now,
            life: granted.life,
        });
        state.setback = None;
        info!(
            holder = chain.holder(),
            seconds = granted.life.as_secs(),
            "has new temporary credentials"
        );
        issued
    }

    fn stumble(&self, trouble: &Trouble, chain: &Chain, now: Timestamp) {
        let mut state = self.state();
        let in_a_row = state
            .setback
            .as_ref()
            .map_or(0, |setback| setback.in_a_row)
            .saturating_add(1);
        let pause = trouble.pause(in_a_row, seed(&chain.identity()));
        warn!(holder = chain.holder(), %trouble, seconds = pause.as_secs(), "has no new temporary credentials");
        state.setback = Some(Setback {
            trouble: trouble.clone(),
            in_a_row,
            until: now + pause,
        });
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
