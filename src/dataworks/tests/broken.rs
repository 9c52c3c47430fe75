//! Everything that can go wrong between two machines, and what follows for a read and for a write.

use super::server::{Act, Server};
use super::{a_read, a_write, client, impatient};
use crate::dataworks::{DataWorks, Operation};
use crate::domain::failure::{Consequence, Failure};

async fn failure<O: Operation>(operation: &O, act: Act) -> Failure {
    let server = Server::performing(vec![act]);
    client(&server.address).call(operation).await.err().unwrap()
}

/// Lets the same thing happen to a read and to a write: the answer is lost for both.
async fn loses_the_answer(act: impl Fn() -> Act, code: &str) {
    let (read, write) = (failure(&a_read(), act()).await, failure(&a_write(), act()).await);
    assert_eq!(
        (read.code.as_str(), read.consequence),
        (code, Consequence::Retry),
        "{read}"
    );
    assert_eq!(
        (write.code.as_str(), write.consequence),
        (code, Consequence::Ambiguous),
        "{write}"
    );
}

#[tokio::test]
async fn nobody_listens() {
    // Bound and not listening, so that no other test gets the port meanwhile.
    let closed = tokio::net::TcpSocket::new_v4().unwrap();
    closed.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = closed.local_addr().unwrap();
    let failure = client(&format!("http://{address}"))
        .call(&a_write())
        .await
        .unwrap_err();
    assert_eq!(
        (failure.code.as_str(), failure.consequence),
        ("Unreachable", Consequence::Retry)
    );
    assert!(
        failure.message.contains("127.0.0.1") && failure.message.contains("refused"),
        "{failure}"
    );
}

#[tokio::test]
async fn no_tls_where_it_is_expected() {
    let server = Server::performing(vec![Act::CloseAtOnce]);
    let address = server.address.replace("http:", "https:");
    let failure = client(&address).call(&a_write()).await.unwrap_err();
    assert_eq!(
        (failure.code.as_str(), failure.consequence),
        ("Unreachable", Consequence::Retry),
        "{failure}"
    );
}

#[tokio::test]
async fn the_connection_closes_before_the_request() {
    loses_the_answer(|| Act::CloseAtOnce, "Interrupted").await;
}

#[tokio::test]
async fn the_connection_closes_after_the_request() {
    loses_the_answer(|| Act::CloseAfterRequest, "Interrupted").await;
}

#[tokio::test]
async fn the_body_ends_too_early() {
    let act = || Act::Write("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"Success\": true".into());
    loses_the_answer(act, "Interrupted").await;
}

#[tokio::test]
async fn the_answer_is_no_http() {
    loses_the_answer(
        || Act::Write("220 mail.example ESMTP\r\n\r\n".into()),
        "Interrupted",
    )
    .await;
}

#[tokio::test]
async fn the_answer_is_a_page_for_people() {
    let page = "<html><body>Bad Gateway</body></html>";
    loses_the_answer(|| Act::answer(200, "", page), "UnreadableAnswer").await;
    for status in [403, 404, 502] {
        let code = format!("Http{status}");
        loses_the_answer(|| Act::answer(status, "", page), &code).await;
    }
    loses_the_answer(|| Act::answer(200, "", "{}"), "UnreadableAnswer").await;
    loses_the_answer(|| Act::answer(200, "", ""), "UnreadableAnswer").await;
}

#[tokio::test]
async fn the_answer_is_huge() {
    loses_the_answer(|| Act::answer(200, "", &"x".repeat(1_000_000)), "AnswerTooLarge").await;
}

#[tokio::test]
async fn a_length_that_is_too_large_is_believed_before_anything_is_read() {
    // The body never comes, so that who waited for it would be interrupted.
    let act = || Act::Write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n".into());
    loses_the_answer(act, "AnswerTooLarge").await;
}

#[tokio::test]
async fn the_answer_is_compressed() {
    let act = || {
        Act::answer(
            200,
            "Content-Encoding: gzip\r\n",
            "{\"Success\": true, \"Data\": {\"Status\": \"success\", \"FileId\": 1}}",
        )
    };
    loses_the_answer(act, "UnreadableAnswer").await;
}

#[tokio::test]
async fn the_headers_are_too_long_or_too_many() {
    let long = format!("X-Long: {}\r\n", "x".repeat(1_000_000));
    loses_the_answer(|| Act::answer(200, &long, "{}"), "Interrupted").await;
    let many = "X-More: x\r\n".repeat(crate::dataworks::http::MOST_HEADERS + 1);
    loses_the_answer(|| Act::answer(200, &many, "{}"), "Interrupted").await;
}

#[tokio::test]
async fn the_answer_explodes_in_memory() {
    let deep = format!("{{\"Data\": {}", "[".repeat(500));
    loses_the_answer(|| Act::answer(200, "", &deep), "UnreadableAnswer").await;
    let failure = failure(&a_read(), Act::answer(200, "", &deep)).await;
    assert!(failure.message.contains("128 levels deep"), "{failure}");
}

#[tokio::test]
async fn the_answer_repeats_the_token() {
    let text = format!("{} of {} is not known here", super::TOKEN, super::ID);
    let body = serde_json::json!({ "Code": "NoPermission", "Message": text }).to_string();
    let failure = failure(&a_write(), Act::answer(403, "", &body)).await;
    assert_eq!(failure.message, "[hidden] is not known here");
}

#[tokio::test]
async fn the_answer_does_not_come() {
    let server = Server::performing(vec![Act::Hang, Act::Hang]);
    let read = impatient(&server.address).call(&a_read()).await.unwrap_err();
    let write = impatient(&server.address).call(&a_write()).await.unwrap_err();
    assert_eq!(
        (read.code.as_str(), read.consequence),
        ("DeadlineExceeded", Consequence::Retry)
    );
    assert_eq!(
        (write.code.as_str(), write.consequence),
        ("DeadlineExceeded", Consequence::Ambiguous)
    );
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::performing(vec![Act::answer(200, "", "{}")]);
    let headers = format!("Location: {}/\r\n", elsewhere.address);
    for status in [302, 307, 308] {
        let failure = failure(&a_write(), Act::answer(status, &headers, "")).await;
        assert_eq!(
            (failure.code, failure.consequence),
            (format!("Http{status}"), Consequence::Ambiguous)
        );
    }
    assert!(elsewhere.recorded().is_empty());
}

#[tokio::test]
async fn headers_tell_the_pause_and_the_request() {
    let headers = "x-acs-retry-after: 1500\r\nx-acs-request-id: from-header\r\n";
    let failure = failure(&a_write(), Act::answer(429, headers, "busy")).await;
    let Consequence::Throttled { after: Some(after) } = failure.consequence else {
        unreachable!("{failure:?}")
    };
    assert_eq!(after.as_millis(), 1_500);
    assert_eq!(failure.request_id.as_deref(), Some("from-header"));
}
