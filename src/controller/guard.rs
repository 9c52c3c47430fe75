//! Keeps one visit that panics, or hangs, from keeping the others from going on.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures::FutureExt;

use super::error::Error;

/// Where the last panic happened. What it said is not kept: it may quote what must not be shown.
static PLACE: Mutex<Option<String>> = Mutex::new(None);

/// A visit panicked, at this place of the code.
#[derive(Debug, PartialEq, Eq)]
struct Panicked(String);

/// Makes panics tell their place, to the visit and the log, and nothing else.
pub fn hush_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked");
        *PLACE.lock().unwrap_or_else(PoisonError::into_inner) = Some(place);
    }));
}

/// The outcome of `work`, which is an error if it panics or takes longer than this.
pub async fn bounded<T>(
    deadline: Duration,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    match tokio::time::timeout(deadline, guarded(work)).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(Panicked(place))) => Err(Error::Panicked(place)),
        Err(_) => Err(Error::DeadlineExceeded(deadline)),
    }
}

/// The outcome of `work`, or that it panicked.
async fn guarded<T>(work: impl Future<Output = T>) -> Result<T, Panicked> {
    // A visit that broke off leaves nothing behind but its announcement, from which the next one resumes.
    AssertUnwindSafe(work).catch_unwind().await.map_err(|_| {
        let place = PLACE.lock().unwrap_or_else(PoisonError::into_inner).take();
        Panicked(place.unwrap_or_else(|| "an unknown place".to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_caught_and_tells_its_place_only() {
        hush_panics();
        let secret = "hunter2";
        let outcome = guarded(async { assert!(secret.is_empty(), "{secret}") }).await;
        let _ = std::panic::take_hook();
        let Err(Panicked(place)) = outcome else {
            panic!("not caught")
        };
        assert!(place.contains("guard.rs") && !place.contains(secret), "{place}");
        assert_eq!(guarded(async { 7 }).await, Ok(7));
    }
}
