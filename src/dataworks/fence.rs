//! Whether anything may be sent at all: an operator that another one has replaced sends nothing more.
//!
//! It is no layer, because layers are asked before a request is signed and a connection is found, and a process may be
//! stopped in between for as long as it takes to be replaced. It stands right before the socket, and is asked again
//! before each step that a request takes.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::task::Poll;

/// Lets requests out as long as a question is answered with yes. Without a question it is open.
#[derive(Clone, Default)]
pub struct Fence(Option<Arc<dyn Fn() -> bool + Send + Sync>>);

impl Fence {
    /// A fence that asks `may_send`, often: it must cost next to nothing.
    #[must_use]
    pub fn asking(may_send: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(may_send)))
    }

    /// Carries on with `sending` as long as it may. What it may not send is dropped, and this never resolves: a failure
    /// would be told in a status, which is not ours to write any more. Whoever waits is dropped by whoever closed the
    /// fence.
    pub(super) async fn pass<F: Future>(&self, sending: F) -> F::Output {
        let Some(may_send) = &self.0 else {
            return sending.await;
        };
        let mut sending = Some(Box::pin(sending));
        std::future::poll_fn(|context| {
            if !may_send() {
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

impl fmt::Debug for Fence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open = self.0.as_ref().is_none_or(|may_send| may_send());
        f.debug_struct("Fence").field("open", &open).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use futures::FutureExt;
    use futures::channel::oneshot;

    use super::*;

    #[test]
    fn without_a_question_it_is_open() {
        assert_eq!(Fence::default().pass(async { 7 }).now_or_never(), Some(7));
    }

    #[test]
    fn it_asks_before_every_step_and_drops_what_may_not_be_sent() {
        let open = Arc::new(AtomicBool::new(true));
        let asked = open.clone();
        let fence = Fence::asking(move || asked.load(Ordering::Relaxed));
        let (first, answer) = oneshot::channel();
        let mut passing = Box::pin(fence.pass(answer));
        assert!(passing.as_mut().now_or_never().is_none());
        first.send(7).unwrap();
        assert_eq!(passing.as_mut().now_or_never(), Some(Ok(7)));

        let (second, answer) = oneshot::channel::<u8>();
        let mut passing = Box::pin(fence.pass(answer));
        assert!(passing.as_mut().now_or_never().is_none());
        open.store(false, Ordering::Relaxed);
        assert!(passing.as_mut().now_or_never().is_none());
        assert!(second.send(7).is_err(), "nobody waits any more");
    }
}
