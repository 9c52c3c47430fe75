//! All state of a simulator in one value, and the way back to its start.

use super::behaviour::Behaviour;
use super::calls::CallLog;
use super::clock::{Clock, Now};
use super::faults::Faults;
use super::keys::{AccessKey, Keys};
use super::metadata::MetadataTokens;
use super::nonces::Nonces;
use super::quota::Quota;
use super::roles::Roles;
use super::tokens::Tokens;
use super::world::World;

/// What a simulator starts from.
#[derive(Clone)]
pub(crate) struct Start {
    /// How time runs.
    pub(crate) clock: Clock,
    /// Key that is valid at first.
    pub(crate) key: AccessKey,
    /// Workspaces that exist at first.
    pub(crate) project_ids: Vec<i64>,
    /// Behaviour at first, and base of every new one.
    pub(crate) behaviour: Behaviour,
}

/// The state.
pub(crate) struct Simulation {
    /// What a reset goes back to.
    pub(crate) start: Start,
    /// How to answer.
    pub(crate) behaviour: Behaviour,
    /// Who may call.
    pub(crate) keys: Keys,
    /// The roles that there are.
    pub(crate) roles: Roles,
    /// Tokens of the metadata service.
    pub(crate) metadata_tokens: MetadataTokens,
    /// Used nonces.
    pub(crate) nonces: Nonces,
    /// Call limits.
    pub(crate) quota: Quota,
    /// What goes wrong.
    pub(crate) faults: Faults,
    /// Answers by ClientToken.
    pub(crate) tokens: Tokens,
    /// What exists.
    pub(crate) world: World,
    /// What was called.
    pub(crate) calls: CallLog,
}

impl Simulation {
    /// A fresh simulator.
    pub(crate) fn new(start: Start) -> Self {
        Self {
            behaviour: start.behaviour.clone(),
            keys: Keys::from([(start.key.access_key_id.clone(), start.key.clone())]),
            roles: Roles::default(),
            metadata_tokens: MetadataTokens::default(),
            nonces: Nonces::default(),
            quota: Quota::default(),
            faults: Faults::default(),
            tokens: Tokens::default(),
            world: World::with_projects(&start.project_ids),
            calls: CallLog::default(),
            start,
        }
    }

    /// Forgets all that happened, the admin interface's changes included.
    pub(crate) fn reset(&mut self) {
        *self = Self::new(self.start.clone());
    }

    /// The time, as fast as the start says and shifted as the behaviour says.
    pub(crate) fn now(&self) -> Now {
        self.start.clock.now(self.behaviour.clock_offset_seconds)
    }
}
