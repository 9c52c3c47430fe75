//! The loop: what wakes a resource, and the four steps of a pass: gather, decide, execute, report.
//!
//! It joins the cluster and DataWorks, which do not know each other, and leaves every decision to the domain.

#![allow(clippy::disallowed_types)] // it hands the client to the room of effects

mod allowed_host;
mod annotations;
mod blocked;
mod budget;
mod cached;
mod caches;
mod conflicts;
mod context;
mod credentials;
mod endpoints;
mod error;
mod execute;
mod file_looks;
mod gather;
mod guard;
mod held;
#[cfg(any(test, fuzzing))]
pub mod hostile;
mod index;
mod last_ways;
mod measured;
mod namespaces;
mod neighbours;
mod observe;
mod pass;
mod reconcile;
mod refusals;
mod running;
mod scope;
mod script;
mod selector;
mod service;
mod sighting;
mod survey;
mod sweep;
mod takeovers;
mod tenancy;
mod trigger;
mod turns;
mod undecodable;
mod watched;
mod way;
mod workspace;

pub use allowed_host::AllowedHost;
pub use caches::Caches;
pub use context::{Context, Settings};
pub use endpoints::EndpointPolicy;
pub use error::Error;
pub use guard::hush_panics;
pub use scope::Scope;
pub use selector::Shard;
pub use survey::survey;
pub use tenancy::OperatorIdentity;
pub use trigger::run;
pub use watched::Watches;
