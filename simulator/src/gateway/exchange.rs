//! One call from its arrival to its answer.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response, StatusCode};
use uuid::Uuid;

use super::admission::{Admission, admit};
use super::answer::Answer;
use super::claim::Scheme;
use super::delivery;
use super::error::ApiError;
use super::idempotence::{Order, execute};
use super::render::{Format, render, stamp};
use super::request::ApiRequest;
use crate::app::App;
use crate::state::calls::{Arrival, Call, Outcome};
use crate::state::fault_rule::{Delivery, Effect, Kind};

/// Answers one request to the API.
pub(crate) async fn endpoint(State(app): State<Arc<App>>, request: Request<Body>) -> Response<Body> {
    let Ok(request) = ApiRequest::read(request).await else {
        return plain_status(StatusCode::PAYLOAD_TOO_LARGE);
    };
    // A task of its own: like the real service, this one finishes a call whose client has hung up.
    let exchange = tokio::spawn(async move { Exchange::arrive(&app, request).run().await });
    exchange
        .await
        .unwrap_or_else(|_| plain_status(StatusCode::INTERNAL_SERVER_ERROR))
}

fn plain_status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

struct Exchange {
    app: Arc<App>,
    request: ApiRequest,
    request_id: String,
    seq: u64,
}

impl Exchange {
    fn arrive(app: &Arc<App>, request: ApiRequest) -> Self {
        let request_id = Uuid::new_v4().to_string().to_uppercase();
        let arrival = Arrival {
            action: request.action().unwrap_or_default(),
            method: request.method.as_str(),
            signature: match request.scheme {
                Scheme::V1 if request.parameters.get("Signature").is_none() => "none",
                Scheme::V1 => "V1",
                Scheme::V3 => "V3",
            },
            access_key_id: request
                .claim
                .as_ref()
                .ok()
                .map(|claim| claim.access_key_id.as_str()),
            parameters: &request.parameters,
            request_id: &request_id,
        };
        let seq = app.with(|simulation| {
            let now = simulation.now();
            simulation.calls.arrive(&arrival, now.ms())
        });
        Self {
            app: Arc::clone(app),
            request,
            request_id,
            seq,
        }
    }

    async fn run(self) -> Response<Body> {
        let mut response = self.respond().await;
        stamp(
            &mut response,
            &self.request_id,
            self.app.with(|simulation| simulation.now()).server,
        );
        response
    }

    async fn respond(&self) -> Response<Body> {
        if let Some(response) = self.refuse_long_url() {
            return response;
        }
        let admission = self.app.with(|simulation| {
            let now = simulation.now();
            admit(simulation, &self.request, now)
        });
        match admission {
            Err(error) => self.send(&self.error(&error)),
            Ok(admission) => self.serve(&admission).await,
        }
    }

    /// A front server refuses such a URL before the gateway sees it, and not in the gateway's words.
    fn refuse_long_url(&self) -> Option<Response<Body>> {
        let limit = self.app.with(|simulation| simulation.behaviour.url_limit_bytes)?;
        (self.request.url_length > limit).then(|| {
            self.note(|call| {
                call.status = Some(StatusCode::URI_TOO_LONG.as_u16());
                call.outcome = Outcome::Rejected;
            });
            plain_status(StatusCode::URI_TOO_LONG)
        })
    }

    async fn serve(&self, admission: &Admission) -> Response<Body> {
        let latency_ms = admission.latency_ms;
        let Some(fault) = &admission.fault else {
            let answer = self.execute(admission);
            tokio::time::sleep(Duration::from_millis(latency_ms)).await;
            return self.send(&answer);
        };
        self.note(|call| call.fault = Some(fault.kind));
        let delay = tokio::time::sleep(Duration::from_millis(latency_ms + fault.delay_ms));
        let answer = match fault.effect {
            Effect::First => {
                let answer = self.execute_under(fault.kind, admission);
                delay.await;
                Some(answer)
            }
            Effect::Last => {
                delay.await;
                Some(self.execute_under(fault.kind, admission))
            }
            Effect::None => {
                delay.await;
                None
            }
        };
        self.deliver(answer, &fault.delivery).await
    }

    fn execute_under(&self, kind: Kind, admission: &Admission) -> Answer {
        let first = self.execute(admission);
        if kind == Kind::ExecuteTwice {
            self.execute(admission)
        } else {
            first
        }
    }

    fn execute(&self, admission: &Admission) -> Answer {
        let order = Order {
            operation: admission.operation,
            parameters: &self.request.parameters,
            caller: &admission.caller,
            host: self.request.host(),
        };
        let execution = self.app.with(|simulation| {
            let now = simulation.now();
            execute(simulation, &order, now)
        });
        self.note(|call| {
            call.executed += u8::from(!execution.replayed);
            call.replayed = execution.replayed;
        });
        execution.answer
    }

    async fn deliver(&self, answer: Option<Answer>, how: &Delivery) -> Response<Body> {
        let lost = |response: Response<Body>| {
            self.note(|call| {
                call.outcome = Outcome::Lost;
                call.status = response
                    .extensions()
                    .get::<delivery::Reset>()
                    .is_none()
                    .then(|| response.status().as_u16());
            });
            response
        };
        match (how, answer) {
            (Delivery::Error(error), _) => self.send(&self.error(error)),
            (Delivery::Html(status), _) => lost(delivery::html(*status)),
            (Delivery::Answer, Some(answer)) => self.send(&answer),
            (Delivery::Truncated, Some(answer)) => lost(delivery::truncated(self.send(&answer)).await),
            (Delivery::Empty, answer) => {
                let response =
                    answer.map_or_else(|| plain_status(StatusCode::OK), |answer| self.send(&answer));
                lost(delivery::empty(response))
            }
            (Delivery::Reset | Delivery::Answer | Delivery::Truncated, _) => lost(delivery::reset()),
        }
    }

    fn error(&self, error: &ApiError) -> Answer {
        Answer::error(error, self.request.host())
    }

    fn send(&self, answer: &Answer) -> Response<Body> {
        self.note(|call| {
            call.status = Some(answer.status.as_u16());
            call.code.clone_from(&answer.code);
            call.outcome = answer.outcome;
        });
        render(
            answer,
            self.request.format().unwrap_or(Format::Json),
            &self.request_id,
        )
    }

    fn note(&self, write: impl FnOnce(&mut Call)) {
        self.app.with(|simulation| {
            if let Some(call) = simulation.calls.entry(self.seq) {
                write(call);
            }
        });
    }
}
