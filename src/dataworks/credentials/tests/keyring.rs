//! One renewal at a time, behind the callers, and what serves meanwhile.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::join_all;
use jiff::SignedDuration;
use tokio::sync::Semaphore;

use super::*;
use crate::dataworks::ServerClock;
use crate::dataworks::credentials::{AccessKey, Granted, Role, Source, Sts};
use crate::domain::failure::{Consequence, Failure};

const ARN: &str = "acs:ram::1:role/a";

/// Gives keys that live for an hour, one for each permit, and fails while it is told to.
#[derive(Clone, Default)]
struct Fake(Arc<Inner>);

struct Inner {
    asked: AtomicUsize,
    answers: Semaphore,
    failing: Mutex<Option<Consequence>>,
}

impl Default for Inner {
    fn default() -> Self {
        Self {
            asked: AtomicUsize::new(0),
            answers: Semaphore::new(1_000),
            failing: Mutex::default(),
        }
    }
}

impl Grant for Fake {
    async fn grant(&self, chain: &Chain) -> Result<Granted, Trouble> {
        let asked = self.0.asked.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.answers.acquire().await.unwrap().forget();
        if let Some(consequence) = *self.0.failing.lock().unwrap() {
            let failure = Failure {
                consequence,
                code: "EntityNotExist.Role".into(),
                message: String::new(),
                request_id: None,
            };
            return Err(Trouble::failed("STS", failure));
        }
        let key = AccessKey::new(&format!("STS.{asked}"), "s", Some("t")).unwrap();
        Ok(Granted {
            key: key.of_holder(chain.holder()),
            life: SignedDuration::from_hours(1),
        })
    }
}

impl Fake {
    fn asked(&self) -> usize {
        self.0.asked.load(Ordering::SeqCst)
    }

    fn fail(&self, how: Option<Consequence>) {
        *self.0.failing.lock().unwrap() = how;
    }
}

fn chain() -> Chain {
    let key = AccessKey::new("id", "secret", None).unwrap();
    Chain {
        source: Source::Key {
            key,
            place: "ns/keys/1".into(),
        },
        role: Some(Role {
            arn: ARN.into(),
            external_id: None,
            session_name: None,
            duration_seconds: None,
            sts: Sts {
                endpoint: "http://127.0.0.1:1".parse().unwrap(),
                clock: Arc::new(ServerClock::new(|| Timestamp::UNIX_EPOCH)),
            },
        }),
    }
}

fn at(minutes: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
}

fn fixture() -> (Keyring<Fake>, Fake) {
    let fake = Fake::default();
    (Keyring::new(fake.clone()), fake)
}

/// Lets renewals behind the callers' backs end.
async fn settled(keyring: &Keyring<Fake>) {
    let mut behind = std::mem::take(&mut *keyring.behind.lock().unwrap());
    while behind.join_next().await.is_some() {}
}

#[tokio::test]
async fn a_key_at_hand_is_asked_of_nobody() {
    let (keyring, fake) = fixture();
    let plain = Chain {
        role: None,
        ..chain()
    };
    assert_eq!(keyring.issue(&plain, at(0)).await.unwrap().serial, 0);
    assert_eq!(fake.asked(), 0);
    assert!(!keyring.replace(&plain.identity(), 0, at(0)));
}

#[tokio::test]
async fn all_who_wait_get_the_same_answer() {
    let (keyring, fake) = fixture();
    let chain = chain();
    let waiting = join_all((0..100).map(|_| keyring.issue(&chain, at(0))));
    let serials: Vec<_> = waiting
        .await
        .into_iter()
        .map(|issued| issued.unwrap().serial)
        .collect();
    assert_eq!(serials, [1; 100]);
    assert_eq!(fake.asked(), 1);
}

#[tokio::test]
async fn all_who_wait_get_the_same_failure_and_it_rests() {
    let (keyring, fake) = fixture();
    let chain = chain();
    fake.fail(Some(Consequence::Credentials));
    let waiting = join_all((0..100).map(|_| keyring.issue(&chain, at(0))));
    assert!(waiting.await.iter().all(Result::is_err));
    assert_eq!(fake.asked(), 1);
    // Pauses grow: in an hour of visits each second it is asked a handful of times.
    for second in 0..3_600 {
        let now = at(0) + SignedDuration::from_secs(second);
        assert!(keyring.issue(&chain, now).await.is_err());
    }
    assert!((10..25).contains(&fake.asked()), "{}", fake.asked());
    fake.fail(None);
    assert!(keyring.issue(&chain, at(70)).await.is_ok());
}

#[tokio::test]
async fn old_ones_serve_while_new_ones_are_got_behind() {
    let (keyring, fake) = fixture();
    let chain = chain();
    assert_eq!(keyring.issue(&chain, at(0)).await.unwrap().serial, 1);
    assert_eq!(keyring.issue(&chain, at(44)).await.unwrap().serial, 1);
    settled(&keyring).await;
    assert_eq!(fake.asked(), 1);
    for _ in 0..10 {
        assert_eq!(keyring.issue(&chain, at(46)).await.unwrap().serial, 1);
    }
    settled(&keyring).await;
    assert_eq!(fake.asked(), 2);
    let next = keyring.issue(&chain, at(46)).await.unwrap();
    assert_eq!(next.serial, 2);
    let first = AccessKey::new("STS.1", "s", Some("t")).unwrap();
    assert_ne!(next.key.fingerprint(), first.fingerprint());
    assert_eq!(
        next.key.fingerprint(),
        first.of_holder(chain.holder()).fingerprint()
    );
}

#[tokio::test]
async fn old_ones_serve_until_a_minute_before_their_end_though_no_new_ones_come() {
    let (keyring, fake) = fixture();
    let chain = chain();
    keyring.issue(&chain, at(0)).await.unwrap();
    fake.fail(Some(Consequence::Retry));
    for minute in 45..59 {
        assert_eq!(
            keyring.issue(&chain, at(minute)).await.unwrap().serial,
            1,
            "{minute}"
        );
        settled(&keyring).await;
    }
    assert!(fake.asked() > 4);
    let rested = at(59) + SignedDuration::from_secs(1);
    assert!(keyring.issue(&chain, rested).await.is_err());
}

#[tokio::test]
async fn refused_ones_are_replaced_once() {
    let (keyring, fake) = fixture();
    let (chain, identity) = (chain(), chain().identity());
    let first = keyring.issue(&chain, at(0)).await.unwrap();
    assert!(keyring.replace(&identity, first.serial, at(1)));
    let second = keyring.issue(&chain, at(1)).await.unwrap();
    assert_eq!((second.serial, fake.asked()), (2, 2));
    // Another call was on its way with the first.
    assert!(keyring.replace(&identity, first.serial, at(1)));
    assert_eq!(keyring.issue(&chain, at(1)).await.unwrap().serial, 2);
    // The new ones are refused, too.
    assert!(!keyring.replace(&identity, second.serial, at(2)));
    assert_eq!(keyring.issue(&chain, at(2)).await.unwrap().serial, 2);
    assert!(keyring.replace(&identity, second.serial, at(7)));
}

#[tokio::test]
async fn an_asker_who_is_dropped_leaves_the_turn_to_the_next() {
    let (keyring, fake) = fixture();
    let chain = chain();
    fake.0.answers.forget_permits(1_000);
    let mut dropped = Box::pin(keyring.issue(&chain, at(0)));
    assert!(futures::poll!(dropped.as_mut()).is_pending());
    drop(dropped);
    fake.0.answers.add_permits(1);
    assert!(keyring.issue(&chain, at(0)).await.is_ok());
    assert_eq!(fake.asked(), 2);
}
