//! The gateway on the wire: signatures, checks and formats.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Call, Simulator, timestamp};
use serde_json::{Value, json};

const PROJECT: &[(&str, &str)] = &[("ProjectId", "10000")];

fn list() -> Call {
    Call::new("ListFiles", PROJECT)
}

#[tokio::test]
async fn post_with_a_form_and_get_with_a_query_are_the_same() {
    let simulator = Simulator::start(&[]).await;
    for method in ["POST", "GET"] {
        let reply = simulator.send(&list().method(method)).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let origin = if method == "GET" { "query" } else { "body" };
        assert_eq!(
            simulator.last_call().await["origins"],
            json!({"ProjectId": origin})
        );
    }
}

#[tokio::test]
async fn every_check_has_its_error() {
    let simulator = Simulator::start(&[]).await;
    let cases = [
        (list().without("Action"), 400, "MissingAction"),
        (
            list().with("Action", "DescribeRegions"),
            404,
            "InvalidApi.NotFound",
        ),
        (list().with("Version", "2024-05-18"), 400, "InvalidVersion"),
        (list().with("Format", "YAML"), 400, "InvalidParameter.Format"),
        (list().without("SignatureNonce"), 400, "MissingSignatureNonce"),
        (
            list().with("SignatureMethod", "HMAC-MD5"),
            400,
            "InvalidSignatureMethod",
        ),
        (
            list().with("Timestamp", "2024-05-06 07:08:09"),
            400,
            "InvalidTimeStamp.Format",
        ),
        (
            list().with("Timestamp", &timestamp(-1000)),
            400,
            "InvalidTimeStamp.Expired",
        ),
        (
            list().with("Timestamp", &timestamp(1000)),
            400,
            "InvalidTimeStamp.Expired",
        ),
        (
            list().with("AccessKeyId", "unknown"),
            404,
            "InvalidAccessKeyId.NotFound",
        ),
        (
            list().with("SecurityToken", "x"),
            400,
            "InvalidSecurityToken.Malformed",
        ),
        (list().secret("wrong"), 400, "SignatureDoesNotMatch"),
        (list().without("ProjectId"), 400, "MissingProjectId"),
        (list().with("ProjectId", "ten"), 400, "InvalidProjectId"),
        (list().with("ProjectId", "1"), 403, "Forbidden.DI.NoPrivilege"),
        (list().method("PUT"), 400, "UnsupportedHTTPMethod"),
    ];
    for (call, status, code) in cases {
        assert_eq!(simulator.send(&call).await.error(), (status, code.to_owned()));
    }
}

#[tokio::test]
async fn the_earlier_check_wins() {
    let simulator = Simulator::start(&[]).await;
    let call = list()
        .with("Timestamp", &timestamp(-1000))
        .with("AccessKeyId", "unknown")
        .secret("wrong");
    assert_eq!(simulator.send(&call).await.error().1, "InvalidTimeStamp.Expired");
    let call = list()
        .with("AccessKeyId", "unknown")
        .without("ProjectId")
        .secret("wrong");
    assert_eq!(
        simulator.send(&call).await.error().1,
        "InvalidAccessKeyId.NotFound"
    );
    let call = list().without("ProjectId").secret("wrong");
    assert_eq!(simulator.send(&call).await.error().1, "SignatureDoesNotMatch");
}

#[tokio::test]
async fn a_nonce_is_good_for_one_request_with_a_right_signature() {
    let simulator = Simulator::start(&[]).await;
    let call = list();
    assert_eq!(
        simulator.send(&call.clone().secret("wrong")).await.error().1,
        "SignatureDoesNotMatch"
    );
    assert_eq!(simulator.send(&call).await.status, 200);
    assert_eq!(
        simulator.send(&call).await.error(),
        (400, "SignatureNonceUsed".to_owned())
    );
}

#[tokio::test]
async fn the_error_envelope_is_complete_and_shows_the_string_to_sign() {
    let simulator = Simulator::start(&[]).await;
    let reply = simulator.send(&list().secret("wrong")).await;
    let body = reply.json();
    assert_eq!(body["HostId"], simulator.authority());
    assert_eq!(body["RequestId"], reply.headers["x-acs-request-id"]);
    assert!(
        body["Recommend"]
            .as_str()
            .unwrap()
            .ends_with("SignatureDoesNotMatch")
    );
    let expected = "Specified signature is not matched with our calculation. \
                    server string to sign is:POST&%2F&AccessKeyId%3DLTAI5tSimulator%26Action%3DListFiles";
    assert!(body["Message"].as_str().unwrap().starts_with(expected));
    assert!(reply.headers.contains_key("date"));
}

#[tokio::test]
async fn xml_is_the_default_format() {
    let simulator = Simulator::start(&[]).await;
    for call in [list().without("Format"), list().with("Format", "xml")] {
        let reply = simulator.send(&call).await;
        assert_eq!(reply.headers["content-type"], "text/xml;charset=utf-8");
        assert!(
            reply
                .body
                .starts_with("<?xml version='1.0' encoding='UTF-8'?><ListFilesResponse>")
        );
    }
    let reply = simulator.send(&list().without("Format").secret("wrong")).await;
    assert!(reply.body.contains("<Error><Code>SignatureDoesNotMatch</Code>"));
    let reply = simulator.send(&list().with("Format", "Json")).await;
    assert_eq!(reply.headers["content-type"], "application/json;charset=utf-8");
}

#[tokio::test]
async fn temporary_keys_need_their_token_and_expire() {
    let simulator = Simulator::start(&[]).await;
    let put = |more: Value| {
        let mut key = json!({"accessKeyId": "STS.a", "accessKeySecret": "s", "securityToken": "t+/="});
        key.as_object_mut()
            .unwrap()
            .extend(more.as_object().cloned().unwrap_or_default());
        key
    };
    let call = || list().with("AccessKeyId", "STS.a").secret("s");
    simulator.admin("PUT", "keys", put(Value::Null)).await;
    assert_eq!(simulator.send(&call()).await.error().1, "MissingSecurityToken");
    let reply = simulator.send(&call().with("SecurityToken", "x")).await;
    assert_eq!(reply.error().1, "InvalidSecurityToken.MismatchWithAccessKey");
    assert_eq!(
        simulator.send(&call().with("SecurityToken", "t+/=")).await.status,
        200
    );
    simulator
        .admin("PUT", "keys", put(json!({"expiresAt": timestamp(-1)})))
        .await;
    let reply = simulator.send(&call().with("SecurityToken", "t+/=")).await;
    assert_eq!(reply.error().1, "InvalidSecurityToken.Expired");
    simulator
        .admin("PUT", "keys", put(json!({"disabled": true})))
        .await;
    assert_eq!(
        simulator.send(&call()).await.error().1,
        "InvalidAccessKeyId.Inactive"
    );
}

#[tokio::test]
async fn a_shifted_clock_shows_in_the_date_and_moves_the_window() {
    let simulator = Simulator::start(&[]).await;
    simulator.behave(json!({"clockOffsetSeconds": 3600})).await;
    let reply = simulator.send(&list()).await;
    assert_eq!(reply.error().1, "InvalidTimeStamp.Expired");
    let hour = &timestamp(3600)[11..13];
    assert!(
        reply.headers["date"].contains(&format!(" {hour}:")),
        "{}",
        reply.headers["date"]
    );
    assert_eq!(
        simulator
            .send(&list().with("Timestamp", &timestamp(3600)))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_long_url_is_refused_when_there_is_a_limit() {
    let simulator = Simulator::start(&[]).await;
    simulator.behave(json!({"urlLimitBytes": 1000})).await;
    let call = list().with("Keyword", &"x".repeat(1000));
    assert_eq!(simulator.send(&call.clone().method("GET")).await.status, 414);
    assert_eq!(simulator.send(&call).await.status, 200, "the body is not limited");
}
