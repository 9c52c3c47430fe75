//! A local clock that is wrong: corrected once, then named.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::server::{Act, Server};
use super::{a_write, client};
use crate::dataworks::layers::{Corrected, Metered, Permits};
use crate::dataworks::{DataWorks, Effect};
use crate::domain::failure::{Consequence, Failure};

const LATER: &str = "Date: Mon, 06 May 2024 08:08:09 GMT\r\n";
const EXPIRED: &str =
    r#"{"Code": "InvalidTimeStamp.Expired", "Message": "Specified time stamp or date value is expired."}"#;
const CREATED: &str = r#"{"Success": true, "Data": {"Status": "success", "FileId": 509317642}}"#;

#[tokio::test]
async fn a_request_that_was_refused_for_its_time_is_sent_again_by_the_services_clock() {
    let server = Server::performing(vec![
        Act::answer(400, LATER, EXPIRED),
        Act::answer(200, LATER, CREATED),
    ]);
    let client = client(&server.address);
    assert_eq!(client.call(&a_write()).await.unwrap().file_id, 509_317_642);

    let [first, second] = &server.recorded()[..] else {
        unreachable!("two requests")
    };
    assert_eq!(first.query["Timestamp"], "2024-05-06T07:08:09Z");
    assert_eq!(second.query["Timestamp"], "2024-05-06T08:08:09Z");
    assert_ne!(first.query["SignatureNonce"], second.query["SignatureNonce"]);
    assert_eq!(first.query["ClientToken"], second.query["ClientToken"]);
}

#[tokio::test]
async fn what_was_learnt_serves_the_next_call() {
    let server = Server::performing(vec![
        Act::answer(200, LATER, CREATED),
        Act::answer(200, "", CREATED),
    ]);
    let client = client(&server.address);
    for _ in 0..2 {
        client.call(&a_write()).await.unwrap();
    }
    assert_eq!(server.recorded()[1].query["Timestamp"], "2024-05-06T08:08:09Z");
    assert_eq!(client.clock().offset().unwrap().as_millis(), 3_599_500);
}

#[tokio::test]
async fn a_page_of_a_proxy_does_not_tell_the_time() {
    let page = "<html><body>Forbidden</body></html>";
    let server = Server::performing(vec![
        Act::answer(403, LATER, page),
        Act::answer(200, LATER, "{}"),
        Act::answer(200, "", CREATED),
    ]);
    let client = client(&server.address);
    for _ in 0..2 {
        client.call(&a_write()).await.unwrap_err();
        assert_eq!(client.clock().offset(), None);
    }
    client.call(&a_write()).await.unwrap();
    assert_eq!(server.recorded()[2].query["Timestamp"], "2024-05-06T07:08:09Z");
}

#[tokio::test]
async fn a_second_refusal_names_the_skew() {
    let server = Server::performing(vec![
        Act::answer(400, LATER, EXPIRED),
        Act::answer(400, LATER, EXPIRED),
    ]);
    let failure = client(&server.address).call(&a_write()).await.unwrap_err();
    assert_eq!(
        (failure.code.as_str(), failure.consequence),
        ("InvalidTimeStamp.Expired", Consequence::RetrySlowly)
    );
    assert_eq!(failure.message, "the local clock is 3599s behind the service's");
    assert_eq!(server.recorded().len(), 2);
}

#[tokio::test]
async fn without_a_date_there_is_nothing_to_correct() {
    let server = Server::performing(vec![Act::answer(400, "", EXPIRED)]);
    let failure = client(&server.address).call(&a_write()).await.unwrap_err();
    assert_eq!(failure.consequence, Consequence::RetrySlowly);
    assert!(failure.message.contains("clock is wrong"), "{failure}");
}

/// So many permits, one after another.
struct Counted(AtomicUsize);

impl Permits for Counted {
    type Leave = ();

    async fn take(&self, _: Effect) -> Result<(), Failure> {
        let taken = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        taken.map(drop).map_err(|_| Failure {
            consequence: Consequence::Throttled { after: None },
            code: "NoPermit".into(),
            message: String::new(),
            request_id: None,
        })
    }

    fn learn(&self, (): (), _: Option<&Failure>) {}
}

#[tokio::test]
async fn the_repeat_needs_a_permit_of_its_own() {
    for (permits, sent) in [(1, 1), (2, 2)] {
        let server = Server::performing(vec![
            Act::answer(400, LATER, EXPIRED),
            Act::answer(200, LATER, CREATED),
        ]);
        let client = client(&server.address);
        let metered = Metered::new(client.inner().clone(), Counted(AtomicUsize::new(permits)));
        let answer = Corrected::by(client.clock().clone(), metered)
            .call(&a_write())
            .await;
        match answer {
            Ok(created) => assert_eq!((created.file_id, sent), (509_317_642, 2)),
            Err(failure) => assert_eq!((failure.code.as_str(), sent), ("NoPermit", 1)),
        }
        assert_eq!(server.recorded().len(), sent);
    }
}
