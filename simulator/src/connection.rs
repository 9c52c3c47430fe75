//! One connection: HTTP/1.1, and the faults that only a connection can have.

use std::convert::Infallible;
use std::fmt;
use std::future::poll_fn;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tower::ServiceExt as _;

use crate::gateway::Reset;

/// Ends a connection without an answer.
#[derive(Debug)]
struct Dropped;

impl fmt::Display for Dropped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the answer is dropped on purpose")
    }
}

impl std::error::Error for Dropped {}

/// Serves a connection until the client leaves or the simulator stops.
pub(crate) async fn serve(stream: TcpStream, router: Router, mut stop: watch::Receiver<bool>) {
    let service = service_fn(move |request| Box::pin(respond(router.clone(), request)));
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let result = tokio::select! {
        result = poll_fn(|context| connection.poll_without_shutdown(context)) => result,
        () = stopped(&mut stop) => {
            Pin::new(&mut connection).graceful_shutdown();
            poll_fn(|context| connection.poll_without_shutdown(context)).await
        }
    };
    let stream = connection.into_parts().io.into_inner();
    if result.is_err_and(|error| is_dropped(&error)) {
        // Closing with nothing to linger for sends a reset instead of an orderly end.
        if let Err(error) = stream.set_zero_linger() {
            tracing::debug!(%error, "the connection ends without a reset");
        }
    }
}

/// Waits until the simulator is told to stop, or is gone.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // The guard in the result must not live across the caller's next await.
    drop(stop.wait_for(|stop| *stop).await);
}

async fn respond(router: Router, request: Request<Incoming>) -> Result<Response<Body>, Dropped> {
    let result: Result<_, Infallible> = router.oneshot(request.map(Body::new)).await;
    let response = result.unwrap_or_else(|never| match never {});
    if response.extensions().get::<Reset>().is_some() {
        Err(Dropped)
    } else {
        Ok(response)
    }
}

fn is_dropped(error: &hyper::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<Dropped>())
}
