//! Effects on the cluster: the status, the finalizer, events, the lease, and the reads of
//! Secrets, ConfigMaps and single objects.
//!
//! One function, one request. Nothing here decides, and nothing here knows DataWorks.

#![allow(clippy::disallowed_types)] // the room of effects on the cluster

mod broken;
mod events;
mod fenced;
mod finalizer;
mod guarded;
mod inputs;
pub mod lease;
mod ledger;
mod object_name;
mod status;
mod telling;

pub use broken::tell_broken;
pub use events::Events;
pub use fenced::fenced;
pub use finalizer::{add_finalizer, remove_finalizer};
pub use guarded::{Broken, Guarded};
pub use inputs::{Inputs, KeyedText};
pub use lease::Term;
pub use ledger::{Kept, Ledgers};
pub use status::write_status;
pub use telling::telling;

/// Whether the API server refused a write because the object has changed since it was read.
pub fn is_conflict(error: &kube::Error) -> bool {
    matches!(error, kube::Error::Api(status) if status.code == 409)
}

/// Whether the object is not there.
pub fn is_not_found(error: &kube::Error) -> bool {
    matches!(error, kube::Error::Api(status) if status.code == 404)
}
