//! Temporary credentials: AssumeRole, AssumeRoleWithOIDC and the metadata service.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::{Call, Reply, Simulator, timestamp};
use jiff::Timestamp;
use serde_json::{Value, json};

const ARN: &str = "acs:ram::1000000000000001:role/dw";
const PROVIDER: &str = "acs:ram::1000000000000001:oidc-provider/ack";

async fn simulator() -> Simulator {
    let simulator = Simulator::start(&[]).await;
    let user = json!({"accessKeyId": "user", "accessKeySecret": "s", "userName": "ann"});
    assert_eq!(simulator.admin("PUT", "keys", user).await.status, 200);
    put_role(&simulator, json!({})).await;
    simulator
}

async fn put_role(simulator: &Simulator, more: Value) {
    let mut role =
        json!({"roleName": "dw", "oidcProvider": PROVIDER, "issuer": "https://ack", "subject": "sa"});
    role.as_object_mut()
        .unwrap()
        .extend(more.as_object().cloned().unwrap());
    let reply = simulator.admin("PUT", "roles", role).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

fn assume() -> Call {
    Call::new("AssumeRole", &[("RoleArn", ARN), ("RoleSessionName", "dw")])
        .with("Version", "2015-04-01")
        .with("AccessKeyId", "user")
        .secret("s")
}

fn token(claims: Value) -> String {
    let mut all = json!({"iss": "https://ack", "sub": "sa", "aud": ["sts.aliyuncs.com"],
        "exp": Timestamp::now().as_second() + 600});
    all.as_object_mut()
        .unwrap()
        .extend(claims.as_object().cloned().unwrap());
    format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(all.to_string()))
}

async fn trade(simulator: &Simulator, token: &str, provider: &str, role: &str) -> Reply {
    let parameters = [
        ("Action", "AssumeRoleWithOIDC"),
        ("Version", "2015-04-01"),
        ("Format", "JSON"),
        ("Timestamp", &timestamp(0)),
        ("OIDCProviderArn", provider),
        ("RoleArn", role),
        ("OIDCToken", token),
        ("RoleSessionName", "dw"),
    ];
    simulator.unsigned(&parameters).await
}

/// What ListFiles answers to these credentials.
async fn listing(simulator: &Simulator, given: &Value) -> Reply {
    let text = |name: &str| given[name].as_str().unwrap().to_owned();
    let call = Call::new("ListFiles", &[("ProjectId", "10000")])
        .with("AccessKeyId", &text("AccessKeyId"))
        .with("SecurityToken", &text("SecurityToken"))
        .secret(&text("AccessKeySecret"));
    simulator.send(&call).await
}

#[tokio::test]
async fn the_key_of_a_user_gets_credentials_that_are_good_until_their_end() {
    let simulator = simulator().await;
    let answer = simulator.send(&assume()).await.json();
    assert_eq!(
        answer["AssumedRoleUser"]["Arn"],
        "acs:ram::1000000000000001:role/dw/dw"
    );
    let given = &answer["Credentials"];
    assert_eq!(listing(&simulator, given).await.status, 200);
    let end: Timestamp = given["Expiration"].as_str().unwrap().parse().unwrap();
    let left = end.duration_since(Timestamp::now()).as_secs();
    assert!((3_590..=3_600).contains(&left), "{left}");
    // An hour later they are refused.
    simulator.behave(json!({"clockOffsetSeconds": 3_601})).await;
    let call = Call::new("ListFiles", &[("ProjectId", "10000")])
        .with("Timestamp", &timestamp(3_601))
        .with("AccessKeyId", given["AccessKeyId"].as_str().unwrap())
        .with("SecurityToken", given["SecurityToken"].as_str().unwrap())
        .secret(given["AccessKeySecret"].as_str().unwrap());
    let error = simulator.send(&call).await.error();
    assert_eq!(error, (400, "InvalidSecurityToken.Expired".to_owned()));
}

#[tokio::test]
async fn roles_are_refused_for_a_reason() {
    let simulator = simulator().await;
    put_role(&simulator, json!({"roleName": "partner", "externalId": "x1"})).await;
    put_role(
        &simulator,
        json!({"roleName": "theirs", "trustedAccounts": ["7"]}),
    )
    .await;
    let arn = |name: &str| format!("acs:ram::1000000000000001:role/{name}");
    let root = assume()
        .with("AccessKeyId", "LTAI5tSimulator")
        .secret("simulator-secret");
    for (call, error) in [
        (root, (403, "NoPermission")),
        (
            assume().with("RoleArn", &arn("none")),
            (404, "EntityNotExist.Role"),
        ),
        (assume().with("RoleArn", &arn("theirs")), (403, "NoPermission")),
        (assume().with("RoleArn", &arn("partner")), (403, "NoPermission")),
        (
            assume().with("RoleArn", &arn("partner")).with("ExternalId", "x2"),
            (403, "NoPermission"),
        ),
        (
            assume().with("DurationSeconds", "899"),
            (400, "InvalidParameter.DurationSeconds"),
        ),
        (
            assume().with("DurationSeconds", "3601"),
            (400, "InvalidParameter.DurationSeconds"),
        ),
        (
            assume().with("RoleSessionName", "a b"),
            (400, "InvalidParameter.RoleSessionName"),
        ),
        (
            assume().without("RoleSessionName"),
            (400, "MissingRoleSessionName"),
        ),
        (assume().secret("wrong"), (400, "SignatureDoesNotMatch")),
    ] {
        assert_eq!(simulator.send(&call).await.error(), (error.0, error.1.to_owned()));
    }
    let known = assume().with("RoleArn", &arn("partner")).with("ExternalId", "x1");
    assert_eq!(simulator.send(&known).await.status, 200);
}

#[tokio::test]
async fn a_token_gets_credentials_unsigned() {
    let simulator = simulator().await;
    let given = trade(&simulator, &token(json!({})), PROVIDER, ARN).await.json();
    assert_eq!(given["OIDCTokenInfo"]["Subject"], "sa");
    assert_eq!(listing(&simulator, &given["Credentials"]).await.status, 200);
    let calls = simulator
        .admin("GET", "calls?action=AssumeRoleWithOIDC", Value::Null)
        .await;
    let call = &calls.json()[0];
    assert_eq!(
        (&call["signature"], &call["accessKeyId"]),
        (&json!("none"), &Value::Null)
    );
    assert_eq!(call["parameters"]["OIDCToken"], "(concealed)");
    assert_eq!(
        call["protocol"],
        json!(["Action", "Version", "Format", "Timestamp"])
    );
}

#[tokio::test]
async fn tokens_are_refused_for_a_reason() {
    let simulator = simulator().await;
    let good = token(json!({}));
    let failed = |what: &str| (400, format!("AuthenticationFail.{what}"));
    for (claims, error) in [
        (json!({"aud": "kubernetes"}), "OIDCToken.AudienceNotMatch"),
        (json!({"iss": "https://other"}), "OIDCToken.IssuerNotMatch"),
        (json!({"exp": 1}), "OIDCToken.Expired"),
        (json!({"sub": "other"}), "NoPermission"),
    ] {
        let reply = trade(&simulator, &token(claims), PROVIDER, ARN).await;
        assert_eq!(reply.error(), failed(error));
    }
    for broken in ["abcd", "a.b.c", &format!("{good}\n")] {
        let reply = trade(&simulator, broken, PROVIDER, ARN).await;
        assert_eq!(reply.error(), failed("OIDCToken.Invalid"), "{broken:?}");
    }
    let other = format!("{PROVIDER}2");
    assert_eq!(
        trade(&simulator, &good, &other, ARN).await.error(),
        failed("NoPermission")
    );
    let none = format!("{ARN}2");
    let reply = trade(&simulator, &good, PROVIDER, &none).await;
    assert_eq!(reply.error(), (404, "EntityNotExist.Role".to_owned()));
}

#[tokio::test]
async fn credentials_live_as_long_as_the_script_says() {
    let simulator = simulator().await;
    simulator.behave(json!({"credentialsSeconds": 0})).await;
    let answer = simulator.send(&assume()).await.json();
    let error = listing(&simulator, &answer["Credentials"]).await.error();
    assert_eq!(error, (400, "InvalidSecurityToken.Expired".to_owned()));
}

const ROLES: &str = "/latest/meta-data/ram/security-credentials/";

async fn metadata_token(simulator: &Simulator) -> Reply {
    let seconds = "X-aliyun-ecs-metadata-token-ttl-seconds: 21600\r\n";
    simulator.plain("PUT", "/latest/api/token", seconds).await
}

#[tokio::test]
async fn a_node_has_the_credentials_of_its_role() {
    let simulator = simulator().await;
    assert_eq!(simulator.plain("GET", ROLES, "").await.status, 404);
    simulator.behave(json!({"metadata": {"role": "worker"}})).await;
    let token = metadata_token(&simulator).await.body;
    let header = format!("X-aliyun-ecs-metadata-token: {token}\r\n");
    assert_eq!(simulator.plain("GET", ROLES, &header).await.body, "worker");
    let given = simulator
        .plain("GET", &format!("{ROLES}worker"), &header)
        .await
        .json();
    assert_eq!(given["Code"], "Success");
    assert_eq!(listing(&simulator, &given).await.status, 200);
    assert_eq!(
        simulator
            .plain("GET", &format!("{ROLES}other"), &header)
            .await
            .status,
        404
    );
    let last = simulator.last_call().await;
    assert_eq!((&last["method"], &last["status"]), (&json!("GET"), &json!(404)));
}

#[tokio::test]
async fn the_metadata_service_has_two_versions() {
    let simulator = simulator().await;
    let asked = |header: &'static str| simulator.plain("GET", ROLES, header);
    simulator.behave(json!({"metadata": {"role": "worker"}})).await;
    assert_eq!(asked("").await.status, 200);
    assert_eq!(asked("X-aliyun-ecs-metadata-token: no\r\n").await.status, 401);
    assert_eq!(simulator.plain("PUT", "/latest/api/token", "").await.status, 400);
    simulator
        .behave(json!({"metadata": {"tokens": "required"}}))
        .await;
    assert_eq!(asked("").await.status, 401);
    simulator.behave(json!({"metadata": {"tokens": "absent"}})).await;
    assert_eq!(metadata_token(&simulator).await.status, 404);
    assert_eq!(asked("").await.status, 200);
}
