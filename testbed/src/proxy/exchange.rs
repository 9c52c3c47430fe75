//! One request, from its arrival at a proxy to its end there.

use std::sync::Arc;

use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONNECTION, TRANSFER_ENCODING};
use hyper::http::request::Parts;
use hyper::{Request, Response};

use super::script::{Fate, Script};
use super::weather::{Canned, Head, Weather};
use super::{Namer, Upstream, stream};

/// The exchange is broken off: the connection closes without a further word.
#[derive(Debug, thiserror::Error)]
#[error("broken off")]
pub(super) struct Broken;

type Answer = Response<UnsyncBoxBody<Bytes, Broken>>;

/// How a proxy treats requests.
pub(super) struct Exchange {
    pub(super) upstream: Upstream,
    pub(super) namer: Namer,
    pub(super) script: Script,
    pub(super) weather: Arc<Weather>,
}

impl Exchange {
    pub(super) async fn serve(self: Arc<Self>, request: Request<Incoming>) -> Result<Answer, Broken> {
        self.weather.count();
        let (parts, body) = request.into_parts();
        let body = body.collect().await.map_err(|_| Broken)?.to_bytes();
        if !self.script.admits().await {
            return Err(Broken);
        }
        tokio::time::sleep(self.weather.latency()).await;
        let head = Head {
            method: &parts.method,
            path: parts.uri.path(),
            query: parts.uri.query().unwrap_or_default(),
        };
        if let Some(answer) = self.weather.take(&head, canned) {
            return answer;
        }
        match (self.namer)(&head, &body) {
            Some(name) => self.affect(name, &parts, body).await,
            None => self.forward(&parts, body, head.is_watch()).await,
        }
    }

    async fn affect(&self, name: String, parts: &Parts, body: Bytes) -> Result<Answer, Broken> {
        let turn = self.script.turn(name);
        if turn.fate == Fate::Before {
            self.end(turn.then);
            return Err(Broken);
        }
        if turn.fate == Fate::Duplicated {
            self.whole(parts, body.clone()).await?;
        }
        let answer = self.whole(parts, body).await?;
        if turn.fate == Fate::Lost {
            self.end(turn.then);
            return Err(Broken);
        }
        if let Some(action) = turn.then {
            self.script.freeze();
            let script = self.script.clone();
            // Once the answer has arrived, which the next request shows.
            tokio::spawn(async move {
                script.knock().await;
                action();
            });
        }
        Ok(answer)
    }

    fn end(&self, action: Option<Box<dyn FnOnce() + Send>>) {
        if let Some(action) = action {
            self.script.freeze();
            action();
        }
    }

    /// The answer, read to its end.
    async fn whole(&self, parts: &Parts, body: Bytes) -> Result<Answer, Broken> {
        let answer = self.upstream.send(parts, body).await.map_err(|_| Broken)?;
        let (head, body) = answer.into_parts();
        let body = body.collect().await.map_err(|_| Broken)?.to_bytes();
        Ok(own_hop(Response::from_parts(head, full(body))))
    }

    /// The answer as it comes.
    async fn forward(&self, parts: &Parts, body: Bytes, is_watch: bool) -> Result<Answer, Broken> {
        if !is_watch {
            return self.whole(parts, body).await;
        }
        let drops = self.weather.drops();
        let answer = self.upstream.send(parts, body).await.map_err(|_| Broken)?;
        let (head, body) = answer.into_parts();
        let weather = self.weather.clone();
        let body = stream::pass(body, move || weather.watch_delay(), drops);
        Ok(own_hop(Response::from_parts(head, body.boxed_unsync())))
    }
}

fn full(body: impl Into<Bytes>) -> UnsyncBoxBody<Bytes, Broken> {
    Full::new(body.into())
        .map_err(|never| match never {})
        .boxed_unsync()
}

/// Without the headers that are about one connection only.
fn own_hop(mut answer: Answer) -> Answer {
    answer.headers_mut().remove(CONNECTION);
    answer.headers_mut().remove(TRANSFER_ENCODING);
    answer
}

fn canned(canned: &Canned) -> Result<Answer, Broken> {
    let builder = Response::builder()
        .status(canned.status)
        .header("content-type", "application/json");
    canned
        .headers
        .iter()
        .fold(builder, |builder, (name, value)| {
            builder.header(*name, value.as_str())
        })
        .body(full(canned.body.clone()))
        .map_err(|_| Broken)
}
