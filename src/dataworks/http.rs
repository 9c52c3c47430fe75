//! One request, and what came of it: the only place that knows the HTTP library.
//!
//! It follows no redirect and repeats nothing. The library's errors print the whole address, with key and
//! signature in its query, so that they leave this file without it.

#![allow(clippy::disallowed_types)] // here the client is made

use std::fmt;

use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderMap};
use reqwest::{Client, ClientBuilder, RequestBuilder, Response, redirect, retry, tls};
use std::time::Duration;
use thiserror::Error;
use tokio::time::{Instant, timeout_at};

use super::endpoint::Endpoint;
use super::fence::Fence;
use super::places::{Places, SHORT_ANSWER};
use super::plain::Plain;
use super::port::Effect;
use super::reply::Reply;
use super::request::Prepared;
use super::reserved::Resolver;
use super::{clock, fault, message};
use crate::domain::failure::Failure;

/// As in the official SDKs.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A connection that idles longer may be closed by the other side at the moment it is used again, which would
/// leave a write in doubt for nothing.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// Generated configurations of thousands of tables are megabytes long; nothing in this API is longer than
/// this.
pub const LONGEST_ANSWER: usize = 8 * 1024 * 1024;

/// How long a long answer may take once it has its place, for which others wait.
pub(super) const LONG_PATIENCE: Duration = Duration::from_secs(10);

/// Headers of an answer; the service sends about ten. Together they are no longer than the buffer of the HTTP library,
/// 408 KiB.
pub const MOST_HEADERS: usize = 100;

/// The HTTP client that all clients of all endpoints share. Cloning it shares the connections.
#[derive(Clone)]
pub struct Http {
    client: Client,
    /// Knows no proxy, for what is on the same machine.
    direct: Client,
    longest_answer: usize,
    places: Places,
    fence: Fence,
}

/// Why no HTTP client can be built.
#[derive(Debug, Error)]
#[error("cannot build the HTTP client (is there a CA bundle, or does SSL_CERT_FILE name one?): {0}")]
pub struct NoHttp(#[source] reqwest::Error);

impl Http {
    /// A client that takes its proxy from the environment (`HTTPS_PROXY`, `NO_PROXY`), as the official SDKs
    /// do.
    ///
    /// # Errors
    ///
    /// If the system has no CA certificates.
    pub fn new() -> Result<Self, NoHttp> {
        Self::build(Client::builder)
    }

    /// A client that uses no proxy, whatever the environment says.
    ///
    /// # Errors
    ///
    /// If the system has no CA certificates.
    pub fn direct() -> Result<Self, NoHttp> {
        Self::build(|| Client::builder().no_proxy())
    }

    /// Refuses answers that are longer than this.
    #[must_use]
    pub fn with_longest_answer(mut self, bytes: usize) -> Self {
        self.longest_answer = bytes;
        self
    }

    /// Sends only what this fence lets out.
    #[must_use]
    pub fn behind(mut self, fence: Fence) -> Self {
        self.fence = fence;
        self
    }

    fn build(builder: impl Fn() -> ClientBuilder) -> Result<Self, NoHttp> {
        // The HTTP library panics where no provider is installed. One that is installed already stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self {
            client: cautious(builder())?,
            direct: cautious(builder().no_proxy())?,
            longest_answer: LONGEST_ANSWER,
            places: Places::default(),
            fence: Fence::default(),
        })
    }

    /// Posts one request, if the fence lets it out, and reads its answer to the end.
    pub(super) async fn post(
        &self,
        endpoint: &Endpoint,
        request: Prepared,
        effect: Effect,
    ) -> Result<Reply, Failure> {
        let mut post = self.client.post(endpoint.with_query(&request.query));
        // The library leaves out the length of an empty body, and a server may answer 411 to that.
        post = match request.body.len() {
            0 => post.header(CONTENT_LENGTH, 0),
            _ => post.header(CONTENT_TYPE, "application/x-www-form-urlencoded"),
        };
        let exchange = self.exchange(post.body(request.body), endpoint, effect);
        self.fence.pass(exchange).await
    }

    /// Sends one plain request past all proxies, if the fence lets it out, and reads its answer to the end.
    pub(super) async fn directly(&self, endpoint: &Endpoint, request: Plain) -> Result<Reply, Failure> {
        let started = self.direct.request(request.method(), endpoint.at(request.path()));
        let headers = request.headers();
        let asked = headers
            .fold(started, |asked, (name, value)| asked.header(name, value))
            .header(CONTENT_LENGTH, 0);
        self.fence
            .pass(self.exchange(asked, endpoint, Effect::Read))
            .await
    }

    async fn exchange(
        &self,
        request: RequestBuilder,
        endpoint: &Endpoint,
        effect: Effect,
    ) -> Result<Reply, Failure> {
        let response = request.send().await.map_err(|error| {
            let error = error.without_url();
            if error.is_connect() || error.is_builder() {
                fault::unreachable(endpoint.host(), &error)
            } else {
                fault::interrupted(effect, &error)
            }
        })?;
        let reply = Reply::new(response.status().as_u16(), []);
        let reply = with_headers(reply, response.headers());
        if response.status().is_success()
            && let Some(encoding) = encoding(response.headers())
        {
            let reason = format!("it is compressed ({encoding}), which nobody asked for");
            return Err(fault::unreadable(effect, &reason, None));
        }
        self.read(reply, response, endpoint, effect).await
    }

    /// Reads the body. A long one has a place in memory, for as long as the reply is there.
    async fn read(
        &self,
        mut reply: Reply,
        mut response: Response,
        endpoint: &Endpoint,
        effect: Effect,
    ) -> Result<Reply, Failure> {
        let longest = u64::try_from(self.longest_answer).unwrap_or(u64::MAX);
        if response.content_length().is_some_and(|length| length > longest) {
            return Err(fault::too_large(effect, self.longest_answer));
        }
        let (mut body, mut end) = (Vec::new(), None);
        loop {
            let chunk = match end {
                None => response.chunk().await,
                Some(end) => timeout_at(end, response.chunk())
                    .await
                    .map_err(|_| fault::late(effect, LONG_PATIENCE))?,
            };
            let chunk = chunk.map_err(|error| fault::interrupted(effect, &error.without_url()))?;
            let Some(chunk) = chunk else {
                return Ok(reply.with_body(body));
            };
            let length = body.len() + chunk.len();
            if length > self.longest_answer {
                return Err(fault::too_large(effect, self.longest_answer));
            }
            if length > SHORT_ANSWER && end.is_none() {
                reply = reply.in_place(self.places.take(endpoint.host()).await);
                end = Some(Instant::now() + LONG_PATIENCE);
            }
            body.extend_from_slice(&chunk);
        }
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http")
            .field("longest_answer", &self.longest_answer)
            .finish_non_exhaustive()
    }
}

/// A client that sends each request once and nowhere else.
fn cautious(builder: ClientBuilder) -> Result<Client, NoHttp> {
    builder
        .user_agent(concat!("dataworks-operator/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .redirect(redirect::Policy::none())
        .tls_version_min(tls::Version::TLS_1_2)
        .http1_max_headers(MOST_HEADERS)
        .dns_resolver(Resolver)
        .retry(retry::never())
        .build()
        .map_err(NoHttp)
}

fn with_headers(reply: Reply, headers: &HeaderMap) -> Reply {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    reply
        .with_request_id(text("x-acs-request-id"))
        .with_retry_after(text("x-acs-retry-after"))
        .with_date(text(DATE.as_str()).and_then(clock::http_date))
}

/// How an answer is compressed, if it is.
fn encoding(headers: &HeaderMap) -> Option<String> {
    let encoding = String::from_utf8_lossy(headers.get(CONTENT_ENCODING)?.as_bytes()).into_owned();
    (!encoding.trim().eq_ignore_ascii_case("identity")).then_some(message::word(&encoding))
}
