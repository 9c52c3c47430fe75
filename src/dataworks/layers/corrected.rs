//! Repeats a call that was refused for its time.

use std::sync::Arc;

use crate::dataworks::clock::ServerClock;
use crate::dataworks::codes;
use crate::dataworks::port::{DataWorks, Operation};
use crate::domain::failure::Failure;

/// Makes a call again whose time the service refused, once its answer has corrected the clock: such a refusal comes before
/// any effect. The repeat is a call like any other to the layers below, which count it.
#[derive(Clone, Debug)]
pub struct Corrected<D> {
    inner: D,
    clock: Arc<ServerClock>,
}

impl<D> Corrected<D> {
    /// Calls through `inner`, which stamps calls by this clock and learns it from answers.
    #[must_use]
    pub fn by(clock: Arc<ServerClock>, inner: D) -> Self {
        Self { inner, clock }
    }

    /// What it calls through.
    #[must_use]
    pub fn inner(&self) -> &D {
        &self.inner
    }

    /// The clock of the endpoint.
    #[must_use]
    pub fn clock(&self) -> &Arc<ServerClock> {
        &self.clock
    }
}

impl<D: DataWorks> DataWorks for Corrected<D> {
    async fn call<O: Operation>(&self, operation: &O) -> Result<O::Answer, Failure> {
        let before = self.clock.offset();
        match self.inner.call(operation).await {
            // An answer that does not tell the time has corrected nothing.
            Err(failure) if codes::is_clock_skew(&failure.code) && self.clock.offset() != before => {
                self.inner.call(operation).await
            }
            answer => answer,
        }
    }
}
