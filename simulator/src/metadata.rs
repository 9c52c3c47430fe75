//! The metadata service of an ECS instance, in both versions: a token first, or none. On the node it is at
//! `http://100.100.100.200`; here it is on the same socket.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, put};
use jiff::SignedDuration;
use serde_json::json;

use crate::app::App;
use crate::gateway::parameters::Parameters;
use crate::state::calls::{Arrival, Outcome};
use crate::state::metadata::TokenUse;
use crate::state::roles::Role;
use crate::state::simulation::Simulation;

const TOKEN: &str = "/latest/api/token";
const ROLES: &str = "/latest/meta-data/ram/security-credentials/";

/// How long the credentials of a node live.
const SECONDS: u32 = 6 * 3_600;

/// Routes under `/latest`.
pub(crate) fn router() -> Router<Arc<App>> {
    Router::new()
        .route(TOKEN, put(token))
        .route(ROLES, get(role))
        .route(
            "/latest/meta-data/ram/security-credentials/{role}",
            get(credentials),
        )
}

type Answer = (StatusCode, String);

async fn token(State(app): State<Arc<App>>, headers: HeaderMap) -> Answer {
    answer(&app, "PUT", TOKEN, |simulation| {
        let header = headers.get("x-aliyun-ecs-metadata-token-ttl-seconds");
        let seconds: Option<i64> = header.and_then(|value| value.to_str().ok()?.parse().ok());
        match (simulation.behaviour.metadata.tokens, seconds) {
            (TokenUse::Absent, _) => Err(StatusCode::NOT_FOUND),
            (_, Some(seconds @ 1..=21_600)) => {
                let now = simulation.now().time;
                let life = SignedDuration::from_secs(seconds);
                Ok(simulation.metadata_tokens.give(life, now))
            }
            _ => Err(StatusCode::BAD_REQUEST),
        }
    })
}

async fn role(State(app): State<Arc<App>>, headers: HeaderMap) -> Answer {
    answer(&app, "GET", ROLES, |simulation| {
        admit(simulation, &headers)?;
        simulation
            .behaviour
            .metadata
            .role
            .clone()
            .ok_or(StatusCode::NOT_FOUND)
    })
}

async fn credentials(State(app): State<Arc<App>>, Path(name): Path<String>, headers: HeaderMap) -> Answer {
    answer(&app, "GET", &format!("{ROLES}{name}"), |simulation| {
        admit(simulation, &headers)?;
        if simulation.behaviour.metadata.role.as_ref() != Some(&name) {
            return Err(StatusCode::NOT_FOUND);
        }
        let described = simulation.roles.values().find(|role| role.role_name == name);
        let role = described.cloned().unwrap_or_else(|| Role::of_node(&name));
        let (now, seconds) = (simulation.now(), simulation.behaviour.credentials_seconds);
        let key = role.issue(&mut simulation.keys, seconds.unwrap_or(SECONDS), now);
        let time = |time: jiff::Timestamp| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let document = json!({
            "Code": "Success",
            "AccessKeyId": key.access_key_id,
            "AccessKeySecret": key.access_key_secret,
            "SecurityToken": key.security_token,
            "Expiration": time(key.expires_at.unwrap_or(now.server)),
            "LastUpdated": time(now.server),
        });
        Ok(document.to_string())
    })
}

/// A token that was given is held against the list in every mode but the first version, which knows none.
fn admit(simulation: &Simulation, headers: &HeaderMap) -> Result<(), StatusCode> {
    let given = headers
        .get("x-aliyun-ecs-metadata-token")
        .and_then(|value| value.to_str().ok());
    let good = |token: &str| simulation.metadata_tokens.holds(token, simulation.now().time);
    match (simulation.behaviour.metadata.tokens, given) {
        (TokenUse::Absent, _) | (TokenUse::Optional, None) => Ok(()),
        (_, Some(token)) if good(token) => Ok(()),
        _ => Err(StatusCode::UNAUTHORIZED),
    }
}

/// Answers, and writes it down with the calls: the path is the operation.
fn answer(
    app: &App,
    method: &str,
    path: &str,
    work: impl FnOnce(&mut Simulation) -> Result<String, StatusCode>,
) -> Answer {
    app.with(|simulation| {
        let arrival = Arrival {
            action: path,
            method,
            signature: "none",
            access_key_id: None,
            parameters: &Parameters::default(),
            request_id: "",
        };
        let now_ms = simulation.now().ms();
        let seq = simulation.calls.arrive(&arrival, now_ms);
        let outcome = work(simulation);
        let status = outcome.as_ref().err().copied().unwrap_or(StatusCode::OK);
        if let Some(call) = simulation.calls.entry(seq) {
            call.status = Some(status.as_u16());
            call.outcome = match outcome {
                Ok(_) => Outcome::Success,
                Err(_) => Outcome::Rejected,
            };
        }
        (status, outcome.unwrap_or_default())
    })
}
