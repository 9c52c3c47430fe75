//! Plain HTTP with JSON, for the admin interface of the simulator on loopback. Bare hyper: a client with TLS would
//! ask for a crypto provider and a bundle of authorities that nothing here needs.

use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::{Method, Request, header};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::{Error, Result};

/// A busy machine included.
const DEADLINE: Duration = Duration::from_secs(60);

/// Sends one request. An empty answer is `null`; a status other than 2xx is an error with the body in it.
pub(crate) async fn request(
    address: &str,
    method: Method,
    path: &str,
    body: Option<&Value>,
) -> Result<Value> {
    let name = format!("{method} http://{address}{path}");
    let problem = |problem: String| Error::Http {
        request: name.clone(),
        problem,
    };
    match tokio::time::timeout(DEADLINE, exchange(address, method, path, body)).await {
        Err(_) => Err(problem(format!("no answer within {}s", DEADLINE.as_secs()))),
        Ok(Err(error)) => Err(problem(error.to_string())),
        Ok(Ok((status, bytes))) if !status.is_success() => {
            Err(problem(format!("{status}: {}", String::from_utf8_lossy(&bytes))))
        }
        Ok(Ok((_, bytes))) if bytes.is_empty() => Ok(Value::Null),
        Ok(Ok((_, bytes))) => serde_json::from_slice(&bytes).map_err(Error::json(name)),
    }
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

async fn exchange(
    address: &str,
    method: Method,
    path: &str,
    body: Option<&Value>,
) -> Result<(hyper::StatusCode, Bytes), Failure> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, address)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Full::new(Bytes::from(
            body.map(Value::to_string).unwrap_or_default(),
        )))?;
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let exchange = async {
        let response = sender.send_request(request).await?;
        let status = response.status();
        let bytes = response.into_body().collect().await?.to_bytes();
        Ok::<_, Failure>((status, bytes))
    };
    let mut connection = std::pin::pin!(connection);
    let mut exchange = std::pin::pin!(exchange);
    tokio::select! {
        outcome = &mut exchange => outcome,
        ended = &mut connection => match ended {
            // The server closed after its answer, which is already in the exchange's hands.
            Ok(()) => exchange.await,
            Err(error) => Err(error.into()),
        },
    }
}
