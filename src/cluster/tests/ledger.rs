//! How ledgers are written, and when they are given up.

use std::convert::Infallible;

use http::{Request, Response};
use kube::client::Body;
use tower::service_fn;

use super::*;

#[tokio::test]
async fn an_api_server_that_hangs_is_given_up() {
    let silent = service_fn(|_: Request<Body>| std::future::pending::<Result<Response<Body>, Infallible>>());
    let ledgers = Ledgers {
        patience: Duration::from_millis(10),
        ..Ledgers::new(Client::new(silent, "default"))
    };
    let read = ledgers.read("a").await.unwrap_err();
    assert!(read.to_string().contains("no answer within 10ms"), "{read}");
    assert!(ledgers.write(Kept::default()).await.is_err());
}

#[test]
fn one_that_leads_on_counts_nothing() {
    let mut kept = Kept {
        ledger: Ledger::read([("2026-01-01T00_00_00Z", "6")]),
        name: "of-key".to_owned(),
        ..Kept::default()
    };
    let data = |kept: &Kept| map_of(kept).data.unwrap();
    assert_eq!(
        data(&kept),
        BTreeMap::from([("2026-01-01T00_00_00Z".to_owned(), "6".to_owned())])
    );
    kept.leads_to = Some("of-account".to_owned());
    assert_eq!(
        data(&kept),
        BTreeMap::from([(LEADS_TO.to_owned(), "of-account".to_owned())])
    );
}
