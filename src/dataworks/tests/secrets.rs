//! Whatever fails, neither the key nor its secret nor its token nor a script can be read in it.

use std::error::Error;
use std::fmt::Debug;

use super::server::{Act, Server};
use super::{ID, SCRIPT, SECRET, TOKEN, a_read, a_write, client, impatient};
use crate::dataworks::operations::ConfigResult;
use crate::dataworks::{DataWorks, Operation, Parameters, sign};
use crate::domain::failure::Failure;

/// Plain, and as encoded once and twice: as it is on the wire, and in the string that is signed.
fn assert_silent(text: &str, what: &str) {
    for hidden in [ID, SECRET, TOKEN, SCRIPT, "secret script"] {
        let once = sign::encode(hidden);
        for form in [hidden, &once, &sign::encode(&once)] {
            assert!(!text.contains(form), "{what} shows `{form}`: {text}");
        }
    }
}

fn assert_silent_value(value: &impl Debug, what: &str) {
    assert_silent(&format!("{value:?} {value:#?}"), what);
}

async fn check<O: Operation + Debug>(operation: &O, act: Act, what: &str) {
    let server = Server::performing(vec![act]);
    let failure: Failure = impatient(&server.address).call(operation).await.err().unwrap();
    assert_silent_value(&failure, what);
    assert_silent(&failure.to_string(), what);
    assert!(failure.source().is_none(), "no cause carries more than its text");
    assert_silent_value(operation, what);
    assert_silent_value(&operation.parameters(), what);
}

#[tokio::test]
async fn failures_of_the_transport() {
    check(&a_write(), Act::CloseAtOnce, "a closed connection").await;
    check(&a_write(), Act::CloseAfterRequest, "a lost answer").await;
    check(&a_write(), Act::Hang, "a deadline").await;
    check(
        &a_read(),
        Act::Write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".into()),
        "a cut body",
    )
    .await;
    check(&a_read(), Act::answer(302, "Location: /\r\n", ""), "a redirect").await;
}

#[tokio::test]
async fn refusals_that_echo_the_request() {
    let signed = format!(
        "POST&%2F&AccessKeyId%3D{ID}%26SecurityToken%3D{}%26TaskContent%3D{}",
        sign::encode(&sign::encode(TOKEN)),
        sign::encode(&sign::encode(SCRIPT)),
    );
    for code in ["SignatureDoesNotMatch", "IncompleteSignature"] {
        for echo in ["server string to sign is:", "Server String To Sign Is:"] {
            let text = format!("Specified signature is not matched with our calculation. {echo}{signed}");
            let body = serde_json::json!({"Code": code, "Message": text}).to_string();
            check(&a_write(), Act::answer(400, "", &body), code).await;
        }
    }
    // Read as JSON it is the token as it was sent.
    let escape = |text: &str| {
        text.encode_utf16()
            .map(|unit| format!("\\u{unit:04x}"))
            .collect::<String>()
    };
    for hidden in [ID, TOKEN] {
        let body = format!(
            r#"{{"Code": "{0}", "Message": "{0}", "RequestId": "{0}"}}"#,
            escape(hidden)
        );
        check(&a_write(), Act::answer(400, "", &body), "an escaped echo").await;
    }
    let page = format!("<html>You sent {signed} and {SCRIPT}</html>");
    check(&a_write(), Act::answer(400, "", &page), "a page that echoes").await;
    check(&a_write(), Act::answer(200, "", &page), "a page that echoes").await;
}

#[tokio::test]
async fn a_configuration_goes_on_as_it_is_though_it_names_the_key() {
    let said = format!("for {ID}");
    let script = format!(" {{\"accessId\":\"{ID}\"}}\n");
    let body = serde_json::json!({"RequestId": said, "Success": true,
        "Data": {"Status": "success", "Message": said, "TaskContent": script}});
    let server = Server::performing(vec![Act::answer(200, "", &body.to_string())]);
    let result = impatient(&server.address).call(&a_read()).await.unwrap();
    assert_silent_value(&result, "an answer");
    let ConfigResult::Ready {
        content,
        message: Some(message),
        ..
    } = result
    else {
        panic!("it is ready")
    };
    assert_eq!(content.as_str(), script);
    assert!(message == "for [hidden]", "{message}");
    let body = serde_json::json!({"RequestId": said, "Code": "Param.Invalid", "Message": said});
    check(&a_write(), Act::answer(400, "", &body.to_string()), "a refusal").await;
}

#[tokio::test]
async fn an_unreachable_host_and_the_client_itself() {
    let client = client("http://127.0.0.1:1");
    let failure = client.call(&a_write()).await.unwrap_err();
    assert_silent(&format!("{failure} {failure:?}"), "an unreachable host");
    assert_silent_value(&client, "the client");
    assert_silent_value(&Parameters::new().body("TaskContent", SCRIPT), "parameters");
}
