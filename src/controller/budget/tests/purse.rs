//! What a purse says of calls that it does not allow.

use http::{Request, Response};
use kube::client::Body;

use super::*;
use crate::telemetry::metrics::Exposition;

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

/// A purse without a limit, which needs no ledger.
fn purse() -> Purse {
    let nobody = tower::service_fn(|_: Request<Body>| async {
        Ok::<_, std::convert::Infallible>(Response::new(Body::empty()))
    });
    Purse {
        account: Arc::new(Account::new("ledger".to_owned(), now(), Metrics::default())),
        limits: Limits::default(),
        priority: Priority::Working,
        ledgers: Arc::new(Ledgers::new(kube::Client::new(nobody, "default"))),
        task: String::new(),
        breaker: Arc::default(),
        endpoint: Endpoint::of_region("cn-shanghai").unwrap(),
        clock: Clock::new(now, None),
        theirs: Arc::new(ServerClock::new(now)),
        metrics: Metrics::default(),
    }
}

#[tokio::test]
async fn a_call_that_it_does_not_allow_waits_until_it_does() {
    let purse = purse();
    let late = Failure {
        code: "DeadlineExceeded".to_owned(),
        ..ours(Consequence::Retry, "", String::new())
    };
    for task in 0..10 {
        let task = Purse {
            task: task.to_string(),
            ..purse.clone()
        };
        let Ok(leave) = task.take(Effect::Read).await else {
            break;
        };
        task.learn(leave, Some(&late));
    }
    let refused = purse.take(Effect::Read).await.unwrap_err();
    let until = purse.closed(1).await.unwrap().unwrap().until;
    assert_eq!(
        refused.consequence,
        Consequence::NotMade {
            reason: Reason::Unreachable,
            after: until.duration_since(now()),
        }
    );
    assert_eq!(refused.code, "Unreachable");
    assert!(
        refused.message.contains("did not answer several tasks"),
        "{refused}"
    );
    let text = Exposition::new(&purse.metrics, 0.0, || None).text();
    // The loop above was refused, too.
    assert!(
        text.contains("calls_refused_total{reason=\"Unreachable\"} 2\n"),
        "{text}"
    );
    assert!(text.contains("calls_waiting 0\n"), "{text}");
}
