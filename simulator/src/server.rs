//! The listener: accepts connections until it is told to stop.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::app::{App, router};
use crate::cli::Options;
use crate::connection;

/// How long calls that are under way may take when the simulator stops.
const GRACE: Duration = Duration::from_secs(3);

/// Pause after a failed `accept`, most likely for want of file descriptors.
const PAUSE: Duration = Duration::from_millis(50);

/// A simulator that runs.
pub struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Starts to listen and serves from then on.
    ///
    /// # Errors
    /// Fails if the address cannot be listened on.
    pub async fn start(options: &Options) -> io::Result<Self> {
        let listener = TcpListener::bind(options.listen).await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        let accepting = tokio::spawn(accept(listener, router(App::new(options.start())), stopped));
        Ok(Self {
            address,
            stop,
            accepting,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops to listen, lets calls that are under way finish for a while, and ends.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.accepting.await {
            tracing::error!(%error, "the listener broke down");
        }
    }
}

async fn accept(listener: TcpListener, router: Router, stop: watch::Receiver<bool>) {
    let mut stopping = stop.clone();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection::serve(stream, router.clone(), stop.clone()));
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection cannot be accepted");
                    tokio::time::sleep(PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
            () = connection::stopped(&mut stopping) => break,
        }
    }
    drop(listener);
    let finish = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, finish).await.is_err() {
        tracing::warn!("calls that are still under way are given up");
    }
}
