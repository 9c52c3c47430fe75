//! Bounds the time of every call.

use std::time::Duration;

use tokio::time::timeout;

use crate::dataworks::fault;
use crate::dataworks::port::{DataWorks, Operation};
use crate::domain::failure::Failure;

/// A write that is given up is in doubt, and a read is asked for again: both cost a call, so neither is hurried.
pub(in crate::dataworks) const LIMIT: Duration = Duration::from_secs(30);

/// Gives up a call that takes too long. The service may execute it all the same.
#[derive(Clone, Debug)]
pub struct Deadline<D> {
    inner: D,
    limit: Duration,
}

impl<D> Deadline<D> {
    /// With 30 s for a call.
    #[must_use]
    pub fn new(inner: D) -> Self {
        Self::after(inner, LIMIT)
    }

    /// With a limit of the caller's choice.
    #[must_use]
    pub fn after(inner: D, limit: Duration) -> Self {
        Self { inner, limit }
    }
}

impl<D: DataWorks> DataWorks for Deadline<D> {
    async fn call<O: Operation>(&self, operation: &O) -> Result<O::Answer, Failure> {
        match timeout(self.limit, self.inner.call(operation)).await {
            Ok(answer) => answer,
            Err(_) => Err(fault::late(O::EFFECT, self.limit)),
        }
    }
}
