//! Asks for leave before every call, and tells what came of it.

use std::future::Future;

use crate::dataworks::port::{DataWorks, Effect, Operation};
use crate::domain::failure::Failure;

/// Gives leave for calls, and learns from them.
pub trait Permits: Send + Sync {
    /// The leave for one call.
    type Leave: Send;

    /// Resolves when one call may be made.
    ///
    /// # Errors
    ///
    /// Why none may be made now. Such a call had no effect.
    fn take(&self, effect: Effect) -> impl Future<Output = Result<Self::Leave, Failure>> + Send;

    /// Learns from a call that was made: how it failed, if it did.
    fn learn(&self, leave: Self::Leave, failure: Option<&Failure>);
}

/// Makes no call without leave.
#[derive(Clone, Debug)]
pub struct Metered<D, P> {
    inner: D,
    permits: P,
}

impl<D, P> Metered<D, P> {
    /// Calls through `inner` with leave of `permits`.
    #[must_use]
    pub fn new(inner: D, permits: P) -> Self {
        Self { inner, permits }
    }

    /// The same calls, with leave of another.
    #[must_use]
    pub fn with(&self, permits: P) -> Self
    where
        D: Clone,
    {
        Self::new(self.inner.clone(), permits)
    }

    /// Who gives leave.
    #[must_use]
    pub fn permits(&self) -> &P {
        &self.permits
    }
}

impl<D: DataWorks, P: Permits> DataWorks for Metered<D, P> {
    async fn call<O: Operation>(&self, operation: &O) -> Result<O::Answer, Failure> {
        let leave = self.permits.take(O::EFFECT).await?;
        let answer = self.inner.call(operation).await;
        self.permits.learn(leave, answer.as_ref().err());
        answer
    }
}
