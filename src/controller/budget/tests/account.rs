//! What is told of an account without asking anybody.

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
