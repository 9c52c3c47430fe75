//! Sends an answer, or what a fault makes of it.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderValue, Response, StatusCode, header};
use futures_util::StreamExt as _;
use futures_util::stream;

use super::render::plain;

/// Mark on a response: the server drops the connection in its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reset;

/// Time for the first half of a truncated body to reach the client before the connection breaks.
const FLUSH: Duration = Duration::from_millis(50);

/// The page of a proxy in the way.
pub(crate) fn html(status: StatusCode) -> Response<Body> {
    let page = format!(
        "<html>\r\n<head><title>{status}</title></head>\r\n<body>\r\n\
         <center><h1>{status}</h1></center>\r\n</body>\r\n</html>\r\n"
    );
    plain(status, HeaderValue::from_static("text/html"), page)
}

/// The same response with nothing in it.
pub(crate) fn empty(mut response: Response<Body>) -> Response<Body> {
    *response.body_mut() = Body::empty();
    response
}

/// A response that never arrives.
pub(crate) fn reset() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Reset);
    response
}

/// The same response with half of its body and the length of the whole.
pub(crate) async fn truncated(response: Response<Body>) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let Ok(whole) = to_bytes(body, usize::MAX).await else {
        return reset();
    };
    parts
        .headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let half = whole.slice(..whole.len() / 2);
    let pieces = stream::once(async { Ok(half) }).chain(stream::once(async {
        tokio::time::sleep(FLUSH).await;
        Err::<Bytes, _>(std::io::Error::other("broken off on purpose"))
    }));
    Response::from_parts(parts, Body::from_stream(pieces))
}
