//! Who of several operators acts: the one that holds a `coordination.k8s.io/v1` Lease.
//!
//! ```text
//! record     what a Lease says, and how it is written anew                        pure
//! sightings  whether a candidate may take the lease, by what it saw itself        pure
//! term       how long this process may act; checked before everything is sent
//! election   becomes the holder, stays it, and gives it up
//! standing   what the probes tell of all that
//! ```
//!
//! Nobody compares times of two clocks. The holder counts its term from before the request that renewed it was sent; a
//! candidate counts from after the answer that first showed it the renewed record. So the candidate's count starts
//! later, and it is longer: when it is over, the term has been over for `LEASE` - `TERM`, which is what the pace of
//! two monotonic clocks may differ. The times that the Lease holds are for people.

mod election;
mod record;
mod sightings;
mod standing;
mod term;

use std::time::Duration;

pub use election::Election;
pub use standing::{Role, Standing};
pub use term::Term;

/// How long a record must stay as it is before somebody else may take the lease.
pub const LEASE: Duration = Duration::from_secs(15);

/// How long the holder acts without a renewal.
const TERM: Duration = Duration::from_secs(10);

/// How often the holder renews: one renewal that hangs and one that fails do not end a term.
const RENEW: Duration = Duration::from_secs(2);

/// How often a candidate looks, and a holder tries again after a failure.
const LOOK: Duration = Duration::from_secs(1);

/// How long the API server may take for one request.
const PATIENCE: Duration = Duration::from_secs(4);
