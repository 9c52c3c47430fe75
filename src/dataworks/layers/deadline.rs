//! Bounds the time of every call.

use std::time::Duration;

use tokio::time::timeout;

use crate::dataworks::fault;
use crate::dataworks::port::{DataWorks, Effect, Operation};
use crate::domain::failure::Failure;

/// A read that takes longer is asked again; the official SDKs wait as long.
const FOR_READS: Duration = Duration::from_secs(10);

/// A write that is given up is in doubt, which costs a look. So it gets more time.
const FOR_WRITES: Duration = Duration::from_secs(30);

/// Gives up a call that takes too long. The service may execute it all the same.
#[derive(Clone, Debug)]
pub struct Deadline<D> {
    inner: D,
    reads: Duration,
    writes: Duration,
}

impl<D> Deadline<D> {
    /// With 10 s for reads and 30 s for writes.
    #[must_use]
    pub fn new(inner: D) -> Self {
        Self::after(inner, FOR_READS, FOR_WRITES)
    }

    /// With limits of the caller's choice.
    #[must_use]
    pub fn after(inner: D, reads: Duration, writes: Duration) -> Self {
        Self { inner, reads, writes }
    }
}

impl<D: DataWorks> DataWorks for Deadline<D> {
    async fn call<O: Operation>(&self, operation: &O) -> Result<O::Answer, Failure> {
        let limit = match O::EFFECT {
            Effect::Read => self.reads,
            Effect::Write => self.writes,
        };
        match timeout(limit, self.inner.call(operation)).await {
            Ok(answer) => answer,
            Err(_) => Err(fault::late(O::EFFECT, limit)),
        }
    }
}
