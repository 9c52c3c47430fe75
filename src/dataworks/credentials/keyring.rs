//! Keeps the temporary credentials of each identity, and renews them one at a time.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use tokio::task::JoinSet;

use super::chain::Chain;
use super::issuer::Grant;
use super::slot::{Issued, Slot, Stage, Turn};
use super::trouble::Trouble;

/// The credentials in use, by identity.
pub struct Keyring<G> {
    grants: Arc<G>,
    slots: Mutex<HashMap<String, Arc<Slot>>>,
    /// Renewals that nobody waits for. They end with the keyring.
    behind: Mutex<JoinSet<()>>,
}

impl<G: Grant> Keyring<G> {
    /// Gets what is missing from `grants`.
    #[must_use]
    pub fn new(grants: G) -> Self {
        Self {
            grants: Arc::new(grants),
            slots: Mutex::default(),
            behind: Mutex::default(),
        }
    }

    /// A key of the chain. One that is near its end is renewed behind the caller's back, and serves meanwhile; without
    /// one that serves, all callers wait for the same answer.
    ///
    /// # Errors
    ///
    /// Why there is none.
    pub async fn issue(&self, chain: &Chain, now: Timestamp) -> Result<Issued, Trouble> {
        if let Some(key) = chain.key_at_hand() {
            return Ok(Issued {
                key: key.clone(),
                serial: 0,
            });
        }
        let slot = self.slot(chain, now);
        match slot.stage(now) {
            Stage::Serves(issued) => Ok(issued),
            Stage::Ages(issued) => {
                if let Some(turn) = slot.free_turn() {
                    self.renew_behind(slot, turn, chain.clone(), now);
                }
                Ok(issued)
            }
            Stage::Rests(trouble) => Err(trouble),
            Stage::Wanting => {
                let turn = slot.turn().await;
                slot.renew(turn, self.grants.as_ref(), chain, now).await
            }
        }
    }

    /// Takes a key away that was refused before its end. Returns whether another is to be had: there is none but for
    /// temporary credentials, and not for those that were replaced just now.
    #[must_use]
    pub fn replace(&self, identity: &str, serial: u64, now: Timestamp) -> bool {
        let slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.get(identity).is_some_and(|slot| slot.replace(serial, now))
    }

    fn slot(&self, chain: &Chain, now: Timestamp) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let identity = chain.identity();
        if !slots.contains_key(&identity) {
            slots.retain(|_, slot| slot.is_of_use(now));
        }
        slots.entry(identity).or_default().clone()
    }

    fn renew_behind(&self, slot: Arc<Slot>, turn: Turn, chain: Chain, now: Timestamp) {
        let grants = Arc::clone(&self.grants);
        let mut behind = self.behind.lock().unwrap_or_else(PoisonError::into_inner);
        while behind.try_join_next().is_some() {}
        behind.spawn(async move {
            // What goes wrong is told in the log, and the old ones serve meanwhile.
            let _ = slot.renew(turn, grants.as_ref(), &chain, now).await;
        });
    }
}

impl<G> fmt::Debug for Keyring<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "tests/keyring.rs"]
mod tests;
