//! The adapter: carries an operation to one endpoint with one key, or with none.
//!
//! It sends each operation once. The one exception is a request that was refused for its time: such a refusal
//! comes before any effect, and the answer tells the time, so it is sent again by the corrected clock. Where calls are
//! counted, that repeat is left to a layer above the one that counts them.

use std::sync::Arc;

use uuid::Uuid;

use super::clock::ServerClock;
use super::credentials::AccessKey;
use super::endpoint::Endpoint;
use super::envelope::Document;
use super::hidden::Hidden;
use super::http::Http;
use super::layers::Corrected;
use super::port::{DataWorks, Operation};
use super::reply::Reply;
use super::{codes, request};
use crate::domain::failure::Failure;

/// A client of one endpoint with one key. A key that changes gets a new client; the HTTP side is shared.
pub type Client = Corrected<Sender>;

impl Client {
    /// Puts the parts together; the clock belongs to the endpoint, not to the key.
    #[must_use]
    pub fn new(http: Http, endpoint: Endpoint, key: AccessKey, clock: Arc<ServerClock>) -> Self {
        Self::by(clock.clone(), Sender::new(http, endpoint, key, clock))
    }

    /// A client without a key, for operations that prove who asks by what they send.
    #[must_use]
    pub fn anonymous(http: Http, endpoint: Endpoint, clock: Arc<ServerClock>) -> Self {
        let sender = Sender {
            http,
            endpoint,
            key: None,
            clock: clock.clone(),
        };
        Self::by(clock, sender)
    }
}

/// Sends an operation to one endpoint with one key, once.
#[derive(Clone, Debug)]
pub struct Sender {
    http: Http,
    endpoint: Endpoint,
    /// Without one, requests are not signed.
    key: Option<AccessKey>,
    clock: Arc<ServerClock>,
}

impl Sender {
    /// Stamps requests by this clock, and learns it from answers.
    #[must_use]
    pub fn new(http: Http, endpoint: Endpoint, key: AccessKey, clock: Arc<ServerClock>) -> Self {
        Self {
            http,
            endpoint,
            key: Some(key),
            clock,
        }
    }

    async fn send<O: Operation>(&self, operation: &O) -> Result<Reply, Failure> {
        let (name, now) = ((O::NAME, O::VERSION), self.clock.current());
        let parameters = operation.parameters();
        let (request, hidden) = match &self.key {
            Some(key) => {
                let nonce = Uuid::new_v4().simple().to_string();
                let (request, signature) = request::sign(name, &parameters, key, &nonce, now);
                let signing = [key.id(), key.secret(), &nonce, &signature];
                let signing = signing.into_iter().chain(key.security_token());
                (request, Hidden::of(parameters, signing))
            }
            None => {
                let request = request::unsigned(name, &parameters, now);
                (request, Hidden::of(parameters, []))
            }
        };
        let reply = self.http.post(&self.endpoint, request, O::EFFECT).await;
        match reply {
            Ok(reply) => Ok(reply.hiding(Arc::new(hidden))),
            Err(failure) => Err(hidden.failure(failure)),
        }
    }

    /// A refusal for the time that a corrected clock could not cure, with the numbers that a person needs.
    fn name_skew(&self, mut failure: Failure) -> Failure {
        if codes::is_clock_skew(&failure.code) {
            failure.message = match self.clock.offset() {
                Some(offset) => {
                    let side = if offset.is_negative() {
                        "ahead of"
                    } else {
                        "behind"
                    };
                    format!(
                        "the local clock is {}s {side} the service's",
                        offset.abs().as_secs()
                    )
                }
                None => "the local clock is wrong, and the answer does not tell the time".to_owned(),
            };
        }
        failure
    }
}

impl DataWorks for Sender {
    async fn call<O: Operation>(&self, operation: &O) -> Result<O::Answer, Failure> {
        let reply = self.send(operation).await?;
        let document = Document::of(&reply);
        // What is not the service's document has the clock of something on the way.
        if let Some(date) = reply.date().filter(|_| document.is_ok()) {
            self.clock.learn(date);
        }
        operation
            .read_document(document, &reply)
            .map_err(|failure| self.name_skew(failure))
    }
}
