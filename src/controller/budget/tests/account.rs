//! What is told of an account without asking anybody.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use http::{Method, Request, Response};
use kube::client::Body;

use super::*;
use crate::domain::budget::Outcome;

fn now() -> Timestamp {
    "2026-01-01T12:00:00Z".parse().unwrap()
}

fn account() -> Account {
    Account::new("ledger".to_owned(), now(), Metrics::default())
}

#[tokio::test]
async fn what_is_left_is_known_once_the_ledger_was_read_and_while_somebody_reserves_calls() {
    let account = account();
    assert_eq!(account.left_as_known(100, now()), None);
    account.spending.lock().await.see(Kept::default(), now());
    assert_eq!(account.left_as_known(100, now()), Some(100));
    let mut reserving = account.spending.lock().await;
    reserving.block = reserving.ledger.reserve(100, 5, now()).unwrap();
    assert_eq!(
        account.left_as_known(100, now()),
        Some(100),
        "what was known last"
    );
    assert!(reserving.block.take(now()));
    drop(reserving);
    assert_eq!(account.left_as_known(100, now()), Some(99));
}

#[test]
fn it_is_throttled_until_the_rest_is_over() {
    let account = account();
    assert!(!account.is_throttled(now()));
    let limits = Limits::default();
    let leave = locked(&account.pace).take(Effect::Read, limits, now()).unwrap();
    account.learn(
        leave,
        Outcome::Throttled(Some(SignedDuration::from_secs(9))),
        now(),
    );
    assert!(account.is_throttled(now()));
    assert!(!account.is_throttled(now() + SignedDuration::from_secs(10)));
}

/// A cluster without a ledger, which counts what is written.
fn empty_ledgers(writes: &Arc<AtomicU32>) -> Ledgers {
    let writes = writes.clone();
    let cluster = tower::service_fn(move |request: Request<Body>| {
        writes.fetch_add(u32::from(request.method() != Method::GET), Ordering::Relaxed);
        answer(request)
    });
    Ledgers::new(kube::Client::new(cluster, "default"))
}

async fn answer(request: Request<Body>) -> Result<Response<Body>, kube::Error> {
    let (head, body) = request.into_parts();
    let missing = br#"{"kind":"Status","status":"Failure","code":404}"#.to_vec();
    let (status, answer) = match head.method {
        Method::GET => (404, missing),
        _ => (200, body.collect_bytes().await?.to_vec()),
    };
    let answer = Response::builder().status(status).body(Body::from(answer));
    Ok(answer.unwrap())
}

#[tokio::test]
async fn what_was_reserved_for_a_call_that_is_not_made_pays_for_another() {
    let writes = Arc::default();
    let (account, ledgers) = (account(), empty_ledgers(&writes));
    let clock = Clock::new(now, None);
    let limits = Limits {
        per_day: Some(100),
        ..Limits::default()
    };
    let take = async || {
        let taken = account.take(Effect::Read, Priority::Working, limits, &ledgers, clock, now);
        taken.await.ok().expect("there are calls")
    };
    let left = async || account.left(limits, &ledgers, now()).await.ok().flatten();
    let not_made = take().await;
    assert_eq!(left().await, Some(99));
    account.not_made(not_made, now());
    assert_eq!(left().await, Some(100));
    account.learn(take().await, Outcome::Answered, now());
    assert_eq!(left().await, Some(99));
    assert_eq!(writes.load(Ordering::Relaxed), 1, "nothing more was reserved");
    take().await;
    assert_eq!(writes.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_visit_that_ends_while_it_waits_for_its_pace_gives_back_what_was_reserved() {
    let writes = Arc::default();
    let (account, ledgers) = (account(), empty_ledgers(&writes));
    let limits = Limits {
        per_day: Some(100),
        per_second: Some(1),
        ..Limits::default()
    };
    let theirs = now;
    let clock = Clock::new(now, None);
    let mut taking = Box::pin(account.take(Effect::Read, Priority::Working, limits, &ledgers, clock, theirs));
    // The clock stands still, so the second in which it may call never comes.
    let reserved = || {
        let spending = account.spending.try_lock();
        spending.is_ok_and(|spending| spending.block != Block::default())
    };
    while !reserved() {
        assert!(futures::poll!(&mut taking).is_pending());
        tokio::task::yield_now().await;
    }
    let left = async || account.left(limits, &ledgers, now()).await.ok().flatten();
    assert_eq!(left().await, Some(99));
    drop(taking);
    assert_eq!(left().await, Some(100));
}
