//! Roles that are asked of STS: what is sent, which is what the official SDK sends, and what comes of the answers.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::server::{Act, Recorded, Server};
use super::{ID, SECRET, TOKEN, local_time};
use crate::dataworks::credentials::{
    Chain, Environment, Grant, Granted, Issuer, Metadata, Role, Source, Sts, Trouble,
};
use crate::dataworks::layers::Tally;
use crate::dataworks::{AccessKey, Http, ServerClock};
use crate::domain::clock::Clock;
use crate::domain::failure::{Consequence, Failure};

const ARN: &str = "acs:ram::1000000000000001:role/dataworks";
const PROVIDER: &str = "acs:ram::1000000000000001:oidc-provider/ack";
const OIDC_TOKEN: &str = "the.token.of-the-pod";

/// What the official SDK sends for the same; `tests/sdk` holds the list against it.
const OFFICIAL: &str = include_str!("../../../tests/sdk/sts_requests.json");

const GIVEN: &str = r#"{"RequestId": "A-1", "Credentials": {"AccessKeyId": "STS.new", "AccessKeySecret": "new secret",
    "SecurityToken": "new token", "Expiration": "2024-05-06T08:08:09Z"}}"#;

fn sts(server: &Server) -> Sts {
    Sts {
        endpoint: server.address.parse().unwrap(),
        clock: Arc::new(ServerClock::new(local_time)),
    }
}

/// Nobody is told of calls.
#[derive(Debug)]
struct Untold;

impl Tally for Untold {
    fn made(&self, _: &'static str, _: Option<&Failure>, _: Duration) {}
}

pub(super) fn issuer(metadata: &str, environment: &Environment) -> Issuer {
    let metadata = Metadata::new(metadata.parse().unwrap(), environment);
    let clock = Clock::new(local_time, None);
    Issuer::new(Http::direct().unwrap(), metadata, clock, Arc::new(Untold))
}

async fn grant(chain: &Chain) -> Result<Granted, Trouble> {
    issuer("http://127.0.0.1:1", &Environment::default())
        .grant(chain)
        .await
}

fn with_key(server: &Server) -> Chain {
    Chain {
        source: Source::Key {
            key: AccessKey::new(ID, SECRET, Some(TOKEN)).unwrap(),
            place: "ns/keys/1".into(),
        },
        role: Some(Role {
            arn: ARN.into(),
            external_id: Some("partner-7".into()),
            session_name: None,
            duration_seconds: None,
            sts: sts(server),
        }),
    }
}

/// A token file of its own for each test.
struct TokenFile(PathBuf);

impl TokenFile {
    fn new(name: &str) -> Self {
        let file = format!("dataworks-operator-{}-{name}", std::process::id());
        let file = Self(std::env::temp_dir().join(file));
        file.write(OIDC_TOKEN);
        file
    }

    fn write(&self, token: &str) {
        std::fs::write(&self.0, format!("{token}\n")).unwrap();
    }

    fn chain(&self, server: &Server) -> Chain {
        let path = self.0.to_str().unwrap().to_owned();
        let environment =
            Environment::read(|name| (name == "ALIBABA_CLOUD_OIDC_TOKEN_FILE").then(|| path.clone()));
        let role = environment.oidc_role(Some(ARN), Some(PROVIDER), None).unwrap();
        Chain {
            source: Source::Oidc(role, sts(server)),
            role: None,
        }
    }
}

impl Drop for TokenFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Holds a request against what the official SDK sends.
fn assert_official(action: &str, request: &Recorded) {
    let official: Value = serde_json::from_str(OFFICIAL).unwrap();
    let official = &official[action];
    let protocol: Vec<_> = official["protocol"].as_array().unwrap().iter().collect();
    let mut sent: BTreeMap<_, _> = request
        .query
        .clone()
        .into_iter()
        .chain(request.body.clone())
        .collect();
    assert_eq!(
        sent.len(),
        request.query.len() + request.body.len(),
        "nothing is sent twice"
    );
    for name in protocol {
        assert!(
            sent.remove(name.as_str().unwrap()).is_some(),
            "{name} is not sent"
        );
    }
    sent.entry("OIDCToken".to_owned())
        .and_modify(|token| "(concealed)".clone_into(token));
    assert_eq!(serde_json::to_value(sent).unwrap(), official["parameters"]);
}

#[tokio::test]
async fn a_role_is_assumed_as_the_official_sdk_assumes_it() {
    let server = Server::performing(vec![Act::answer(200, "", GIVEN)]);
    let granted = grant(&with_key(&server)).await.unwrap();
    assert_eq!(
        (granted.key.id(), granted.key.secret()),
        ("STS.new", "new secret")
    );
    assert_eq!(granted.key.security_token(), Some("new token"));
    assert_eq!(granted.life.as_secs(), 3_599);
    let [request] = &server.recorded()[..] else {
        unreachable!("one request")
    };
    assert_official("AssumeRole", request);
    assert_eq!(request.query["SecurityToken"], TOKEN);
}

#[tokio::test]
async fn a_token_is_traded_unsigned_and_in_the_body() {
    let server = Server::performing(vec![Act::answer(200, "", GIVEN), Act::answer(200, "", GIVEN)]);
    let file = TokenFile::new("traded");
    grant(&file.chain(&server)).await.unwrap();
    // The kubelet has put another in its place.
    file.write("the.next.token");
    grant(&file.chain(&server)).await.unwrap();
    let [first, second] = &server.recorded()[..] else {
        unreachable!("two requests")
    };
    assert_official("AssumeRoleWithOIDC", first);
    assert!(
        first.line.starts_with("post /?action=assumerolewithoidc&"),
        "{}",
        first.line
    );
    assert_eq!(
        (&*first.body["OIDCToken"], &*second.body["OIDCToken"]),
        (OIDC_TOKEN, "the.next.token")
    );
}

#[tokio::test]
async fn a_role_goes_on_with_the_credentials_of_another() {
    let server = Server::performing(vec![Act::answer(200, "", GIVEN), Act::answer(200, "", GIVEN)]);
    let file = TokenFile::new("chained");
    let chain = Chain {
        role: with_key(&server).role,
        ..file.chain(&server)
    };
    grant(&chain).await.unwrap();
    let second = &server.recorded()[1];
    assert_eq!(second.query["Action"], "AssumeRole");
    assert_eq!(
        (&*second.query["AccessKeyId"], &*second.query["SecurityToken"]),
        ("STS.new", "new token")
    );
}

#[tokio::test]
async fn a_token_file_that_is_not_there_is_named_by_its_variable() {
    let server = Server::performing(vec![]);
    let file = TokenFile::new("missing");
    let chain = file.chain(&server);
    drop(file);
    let trouble = grant(&chain).await.unwrap_err();
    assert!(matches!(trouble, Trouble::Missing(_)));
    assert!(
        trouble.to_string().contains("ALIBABA_CLOUD_OIDC_TOKEN_FILE"),
        "{trouble}"
    );
}

#[tokio::test]
async fn refusals_keep_the_code_of_sts_and_show_no_secret() {
    for (status, code, consequence) in [
        (
            400,
            "AuthenticationFail.OIDCToken.Expired",
            Consequence::Credentials,
        ),
        (404, "EntityNotExist.Role", Consequence::Credentials),
        (403, "NoPermission", Consequence::RetrySlowly),
        (400, "InvalidParameter.OIDCToken", Consequence::Refused),
        (429, "Throttling.User", Consequence::Throttled { after: None }),
    ] {
        let body = format!(r#"{{"Code": "{code}", "Message": "It is refused."}}"#);
        let server = Server::performing(vec![Act::answer(status, "", &body)]);
        let file = TokenFile::new(code);
        let chain = file.chain(&server);
        let trouble = grant(&chain).await.unwrap_err();
        let Trouble::Failed { failure, .. } = &trouble else {
            unreachable!("{trouble}")
        };
        assert_eq!((failure.code.as_str(), failure.consequence), (code, consequence));
        let shown = format!("{trouble} {trouble:?} {chain:?} {:?}", with_key(&server));
        for hidden in [OIDC_TOKEN, SECRET, TOKEN, ID] {
            assert!(!shown.contains(hidden), "{shown}");
        }
    }
}

#[tokio::test]
async fn an_answer_without_credentials_is_none() {
    for body in ["{}", r#"{"Credentials": {"AccessKeyId": "STS.new"}}"#, "<html>"] {
        let server = Server::performing(vec![Act::answer(200, "", body)]);
        let trouble = grant(&with_key(&server)).await.unwrap_err();
        assert!(trouble.to_string().contains("UnreadableAnswer"), "{trouble}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::performing(vec![Act::answer(200, "", GIVEN)]);
    let location = format!("Location: {}/\r\n", elsewhere.address);
    let server = Server::performing(vec![Act::answer(307, &location, "")]);
    let file = TokenFile::new("redirected");
    assert!(grant(&file.chain(&server)).await.is_err());
    assert!(elsewhere.recorded().is_empty());
}

#[tokio::test]
async fn a_clock_that_sts_complains_of_is_named() {
    const LATER: &str = "Date: Mon, 06 May 2024 08:08:09 GMT\r\n";
    let expired = || {
        Act::answer(
            400,
            LATER,
            r#"{"Code": "InvalidTimeStamp.Expired", "Message": ""}"#,
        )
    };
    let server = Server::performing(vec![expired(), expired()]);
    let trouble = grant(&with_key(&server)).await.unwrap_err().to_string();
    assert!(
        trouble.contains("the local clock is 3599s behind the service's"),
        "{trouble}"
    );
}
