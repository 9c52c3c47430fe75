//! How long this process may act.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};

/// Says whether this process may act, at any moment and for next to nothing. Clones tell of the same term.
///
/// It counts on the monotonic clock, which goes on while the process is stopped: one that wakes after its term finds it
/// over, before anything else told it so. A term that is over does not begin again; the next one is another value.
#[derive(Clone, Debug)]
pub struct Term(Option<Arc<Bounds>>);

#[derive(Debug)]
struct Bounds {
    began: Instant,
    /// Nanoseconds from the beginning to the end.
    length: AtomicU64,
}

impl Term {
    /// A term that does not end: there is no election.
    pub fn unlimited() -> Self {
        Self(None)
    }

    /// A term that ends at `end`, unless it is extended.
    pub fn until(end: Instant) -> Self {
        let began = Instant::now();
        let length = AtomicU64::new(nanos(end.saturating_duration_since(began)));
        Self(Some(Arc::new(Bounds { began, length })))
    }

    /// Whether it has not ended.
    pub fn holds(&self) -> bool {
        self.0.as_ref().is_none_or(|bounds| {
            let length = bounds.length.load(Ordering::Acquire);
            nanos(bounds.began.elapsed()) < length
        })
    }

    /// When it ends, as far as is known.
    pub fn end(&self) -> Option<Instant> {
        self.0.as_ref().map(|bounds| {
            let length = bounds.length.load(Ordering::Acquire);
            bounds.began + Duration::from_nanos(length)
        })
    }

    /// Moves the end to a later time, unless it has come.
    pub fn extend(&self, end: Instant) {
        let Some(bounds) = &self.0 else { return };
        let later = nanos(end.saturating_duration_since(bounds.began));
        let extend = |length: u64| (nanos(bounds.began.elapsed()) < length).then_some(length.max(later));
        // An error says that it is over, which stands.
        let _ = bounds
            .length
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, extend);
    }

    /// Ends it now.
    pub fn close(&self) {
        if let Some(bounds) = &self.0 {
            bounds.length.store(0, Ordering::Release);
        }
    }

    /// Carries on with `sending` as long as the term holds. It is asked before every step: a request that waits for a
    /// connection when the process is stopped is not sent when it goes on. Once the term is over this never resolves:
    /// nobody may act on what would come of it, and whoever waits is dropped with the term.
    pub async fn fence<F: Future>(&self, sending: F) -> F::Output {
        let mut sending = Some(Box::pin(sending));
        std::future::poll_fn(|context| {
            if !self.holds() {
                sending = None;
            }
            match &mut sending {
                Some(sending) => sending.as_mut().poll(context),
                None => Poll::Pending,
            }
        })
        .await
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    fn soon(millis: u64) -> Instant {
        Instant::now() + Duration::from_millis(millis)
    }

    #[test]
    fn it_ends_by_itself_for_all_clones_and_does_not_begin_again() {
        // Long enough for a machine that is busy elsewhere meanwhile.
        let term = Term::until(soon(1_500));
        let clone = term.clone();
        assert!(term.holds() && clone.holds());
        std::thread::sleep(Duration::from_millis(1_510));
        assert!(!term.holds() && !clone.holds());
        term.extend(soon(60_000));
        assert!(!term.holds() && !clone.holds());
    }

    #[test]
    fn it_is_extended_and_never_shortened_but_closed() {
        let term = Term::until(soon(60_000));
        let end = term.end().unwrap();
        term.extend(soon(1));
        assert_eq!(term.end(), Some(end));
        term.extend(end + Duration::from_secs(1));
        assert_eq!(term.end(), Some(end + Duration::from_secs(1)));
        term.close();
        assert!(!term.holds());
        term.extend(soon(60_000));
        assert!(!term.holds());
    }

    #[test]
    fn one_without_an_end_holds() {
        let term = Term::unlimited();
        term.close();
        term.extend(soon(0));
        assert!(term.holds() && term.end().is_none());
    }

    #[test]
    fn the_fence_asks_before_every_step_and_lets_nothing_out_after_the_end() {
        let term = Term::until(soon(60_000));
        assert_eq!(term.fence(async { 7 }).now_or_never(), Some(7));
        let (go, gone) = futures::channel::oneshot::channel::<()>();
        let mut waiting = Box::pin(term.fence(gone));
        assert!(waiting.as_mut().now_or_never().is_none());
        term.close();
        assert!(waiting.as_mut().now_or_never().is_none());
        assert!(go.send(()).is_err(), "what was to be sent is dropped");
        assert_eq!(term.fence(async { 7 }).now_or_never(), None);
    }
}
