//! An answer that goes on: a watch, whose events may be late and which may break off.

use std::time::Duration;

use http_body_util::BodyExt as _;
use http_body_util::channel::{Channel, Sender};
use hyper::body::{Bytes, Incoming};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use super::exchange::Broken;

/// Passes an answer on as it comes, each part so late as `delay` says when it comes, until the end or a drop.
pub(super) fn pass(
    mut answer: Incoming,
    delay: impl Fn() -> Duration + Send + 'static,
    mut drops: watch::Receiver<()>,
) -> Channel<Bytes, Broken> {
    let (sender, body) = Channel::new(1);
    // Without a bound: what is late must not keep what follows from being read when it comes.
    let (queue, queued) = mpsc::unbounded_channel();
    tokio::spawn(deliver(queued, sender));
    tokio::spawn(async move {
        loop {
            let part = tokio::select! {
                frame = answer.frame() => match frame {
                    Some(Ok(frame)) => frame.into_data().ok(),
                    // An end without a last chunk is what a lost server leaves.
                    Some(Err(_)) => return drop(queue.send(None)),
                    None => return,
                },
                _ = drops.changed() => return drop(queue.send(None)),
                () = queue.closed() => return,
            };
            if let Some(part) = part
                && queue.send(Some((Instant::now() + delay(), part))).is_err()
            {
                return;
            }
        }
    });
    body
}

async fn deliver(
    mut queued: mpsc::UnboundedReceiver<Option<(Instant, Bytes)>>,
    mut sender: Sender<Bytes, Broken>,
) {
    while let Some(part) = queued.recv().await {
        let Some((due, part)) = part else {
            return sender.abort(Broken);
        };
        sleep_until(due).await;
        if sender.send_data(part).await.is_err() {
            return;
        }
    }
}
