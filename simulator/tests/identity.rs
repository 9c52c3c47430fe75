//! GetCallerIdentity, and the accounts that keys belong to.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Call, Simulator};
use serde_json::{Value, json};

fn whose() -> Call {
    Call::new("GetCallerIdentity", &[]).with("Version", "2015-04-01")
}

async fn put_key(simulator: &Simulator, more: Value) {
    let mut key = json!({"accessKeyId": "other", "accessKeySecret": "s"});
    key.as_object_mut()
        .unwrap()
        .extend(more.as_object().cloned().unwrap());
    let reply = simulator.admin("PUT", "keys", key).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

#[tokio::test]
async fn a_key_is_that_of_an_account_a_user_or_a_role() {
    let simulator = Simulator::start(&["--account-id", "42"]).await;
    let mut answer = simulator.send(&whose()).await.json();
    assert!(answer.as_object_mut().unwrap().remove("RequestId").is_some());
    assert_eq!(
        answer,
        json!({"AccountId": "42", "UserId": "42", "PrincipalId": "42", "IdentityType": "Account",
            "Arn": "acs:ram::42:root"})
    );
    put_key(&simulator, json!({"accountId": "7", "userName": "ann"})).await;
    let call = whose().with("AccessKeyId", "other").secret("s");
    let answer = simulator.send(&call).await.json();
    assert_eq!(
        (&answer["IdentityType"], &answer["Arn"]),
        (&json!("RAMUser"), &json!("acs:ram::7:user/ann"))
    );
    assert_eq!(answer["UserId"], answer["PrincipalId"]);
    put_key(&simulator, json!({"securityToken": "t", "userName": "dw"})).await;
    let call = whose().with("AccessKeyId", "other").with("SecurityToken", "t");
    let answer = simulator.send(&call.secret("s")).await.json();
    assert_eq!(answer["Arn"], "acs:ram::1000000000000001:assumed-role/dw/session");
    assert_eq!(answer["UserId"], Value::Null);
}

#[tokio::test]
async fn it_is_checked_like_every_call_and_logged() {
    let simulator = Simulator::start(&[]).await;
    for (call, error) in [
        (whose().secret("wrong"), (400, "SignatureDoesNotMatch")),
        (
            whose().with("AccessKeyId", "none"),
            (404, "InvalidAccessKeyId.NotFound"),
        ),
        (whose().with("Version", "2020-05-18"), (400, "InvalidVersion")),
        (
            Call::new("ListFiles", &[("ProjectId", "10000")]).with("Version", "2015-04-01"),
            (400, "InvalidVersion"),
        ),
    ] {
        assert_eq!(simulator.send(&call).await.error(), (error.0, error.1.to_owned()));
    }
    let reply = simulator.send(&whose().without("Format")).await;
    assert!(
        reply
            .body
            .contains("<GetCallerIdentityResponse><AccountId>1000000000000001<")
    );
    let call = simulator.last_call().await;
    assert_eq!(
        (&call["action"], &call["outcome"]),
        (&json!("GetCallerIdentity"), &json!("success"))
    );
}

#[tokio::test]
async fn it_can_be_refused_or_absent() {
    let simulator = Simulator::start(&[]).await;
    for (switch, error) in [
        ("refused", (403, "NoPermission")),
        ("absent", (404, "InvalidApi.NotFound")),
    ] {
        simulator.behave(json!({"callerIdentity": switch})).await;
        assert_eq!(
            simulator.send(&whose()).await.error(),
            (error.0, error.1.to_owned())
        );
    }
}

#[tokio::test]
async fn it_is_none_of_the_calls_of_dataworks() {
    let simulator = Simulator::start(&[]).await;
    simulator.admin("PUT", "quota", json!({"perDay": 0})).await;
    simulator.fault(json!({"kind": "html"})).await;
    let key = json!({"accessKeyId": "LTAI5tSimulator", "accessKeySecret": "simulator-secret", "deniedActions": ["*"]});
    simulator.admin("PUT", "keys", key).await;
    assert_eq!(simulator.send(&whose()).await.status, 200);
    let report = simulator.admin("GET", "quota", Value::Null).await.json();
    assert_eq!(report["accounts"], json!({}));
}

#[tokio::test]
async fn a_client_token_of_another_account_is_another_token() {
    let simulator = Simulator::start(&[]).await;
    put_key(&simulator, json!({"accountId": "7"})).await;
    let content = common::content();
    let fields = common::realtime(&[("TaskName", "a"), ("TaskContent", &content), ("ClientToken", "c")]);
    let call = || Call::new("CreateDISyncTask", &fields);
    let first = simulator.send(&call()).await.data();
    assert_eq!(simulator.send(&call()).await.data(), first);
    let other = simulator
        .send(&call().with("AccessKeyId", "other").secret("s"))
        .await;
    assert_eq!(other.error().1, "Invalid.DI.Parameter.File.Existed");
}
