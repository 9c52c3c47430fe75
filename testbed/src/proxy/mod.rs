//! A proxy between the operator and one of its servers, which counts what is asked for, names what changes something, and
//! obeys a script: an effect is kept from the server, or its answer from the operator, and the operator is killed at
//! that instant.
//!
//! It speaks plain HTTP/1.1 on loopback to the operator, so that it can read along, and whatever the server speaks to
//! the server. How an effect is named is for its owner to say: nothing here knows the operator.

mod exchange;
mod script;
mod stream;
mod upstream;
mod weather;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::{Error, Result};
use exchange::Exchange;
pub use script::{Effect, Fate, Script, Turn};
pub use upstream::Upstream;
use weather::Weather;
pub use weather::{Canned, Head};

/// Names the effect of a request, by its head and body; `None` for one that changes nothing worth naming.
pub type Namer = fn(&Head<'_>, &[u8]) -> Option<String>;

/// Connections that may wait to be accepted.
const BACKLOG: u32 = 1024;

/// A listening proxy; it and its connections end when this is dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    weather: Arc<Weather>,
    open: watch::Sender<bool>,
    keeper: JoinHandle<()>,
}

impl Proxy {
    /// Starts a proxy to `upstream` on a free loopback port. Effects go by the names that `namer` gives them through
    /// `script`, which several proxies may share: their effects are then in one order.
    pub async fn start(upstream: Upstream, namer: Namer, script: Script) -> Result<Self> {
        let listener = hold(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .and_then(|held| held.listen(BACKLOG))
            .map_err(Error::io("listening on a loopback port"))?;
        let address = listener
            .local_addr()
            .map_err(Error::io("reading the chosen port"))?;
        let weather = Arc::new(Weather::default());
        let exchange = Arc::new(Exchange {
            upstream,
            namer,
            script,
            weather: weather.clone(),
        });
        let (open, opened) = watch::channel(true);
        let keeper = tokio::spawn(keep(listener, address, opened, exchange));
        Ok(Self {
            address,
            weather,
            open,
            keeper,
        })
    }

    /// Where it listens, as a base URL.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Requests that came so far, whatever became of them.
    pub fn requests(&self) -> usize {
        self.weather.requests()
    }

    /// From now on every request waits so long before it is passed on.
    pub fn slow_down(&self, latency: Duration) {
        self.weather.slow_down(latency);
    }

    /// From now on each event of a watch is passed on so late, in order: the cache behind it is stale.
    pub fn delay_watches(&self, delay: Duration) {
        self.weather.delay_watches(delay);
    }

    /// Breaks the watches off that are open now.
    pub fn drop_watches(&self) {
        self.weather.drop_watches();
    }

    /// Answers requests itself, until the answer is used up.
    pub fn answer(&self, canned: Canned) {
        self.weather.answer(canned);
    }

    /// Takes back all answers of its own.
    pub fn answer_no_more(&self) {
        self.weather.answer_no_more();
    }

    /// Breaks all connections off and refuses new ones.
    pub fn close(&self) {
        self.open.send_replace(false);
    }

    /// Accepts connections again.
    pub fn open(&self) {
        self.open.send_replace(true);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.keeper.abort();
    }
}

/// Accepts connections while the door is open. While it is closed the port is held, so that nobody else takes it.
async fn keep(
    mut listener: TcpListener,
    address: SocketAddr,
    mut opened: watch::Receiver<bool>,
    exchange: Arc<Exchange>,
) {
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    tokio::spawn(converse(stream, exchange.clone(), opened.clone()));
                }
            }
            closed = until(&mut opened, false) => {
                // Held before it is let go: in between another process might be given the port.
                let (true, Ok(held)) = (closed, hold(address)) else { return };
                drop(listener);
                if !until(&mut opened, true).await {
                    return;
                }
                let Ok(again) = held.listen(BACKLOG) else { return };
                listener = again;
            }
        }
    }
}

/// Waits for the door to be open or closed; false when its owner has gone.
async fn until(opened: &mut watch::Receiver<bool>, wanted: bool) -> bool {
    opened.wait_for(|open| *open == wanted).await.is_ok()
}

/// A port that is taken and that nobody listens on by this socket; several may hold it at once.
fn hold(address: SocketAddr) -> std::io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.set_reuseport(true)?;
    socket.bind(address)?;
    Ok(socket)
}

async fn converse(stream: TcpStream, exchange: Arc<Exchange>, mut opened: watch::Receiver<bool>) {
    let service = service_fn(move |request| exchange.clone().serve(request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        // It ends in an error whenever an exchange is broken off, which is what exchanges are for here.
        _ = connection => {}
        _ = until(&mut opened, false) => {}
    }
}

#[cfg(test)]
mod tests;
