//! Two proxies in a row: the one behind answers everything itself, and so stands for a server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hyper::Method;

use super::*;
use crate::admin;

struct Row {
    front: Proxy,
    server: Proxy,
    script: Script,
}

impl Row {
    async fn new() -> Self {
        // It answers by itself, so nobody has to be behind it.
        let nobody = Upstream::plain("http://127.0.0.1:9").unwrap();
        let server = Proxy::start(nobody, |_, _| None, Script::default())
            .await
            .unwrap();
        server.answer(Canned::new(200, "Done", |_| true));
        let script = Script::default();
        let namer: Namer = |head, _| (*head.method == Method::PUT).then(|| head.path.to_owned());
        let front = Proxy::start(
            Upstream::plain(&server.endpoint()).unwrap(),
            namer,
            script.clone(),
        )
        .await
        .unwrap();
        Self {
            front,
            server,
            script,
        }
    }

    async fn put(&self) -> Result<serde_json::Value> {
        let endpoint = self.front.endpoint();
        let address = endpoint.trim_start_matches("http://");
        admin::request(address, Method::PUT, "/x", None).await
    }
}

#[tokio::test]
async fn each_fate_is_what_it_says() {
    for (fate, reaches, answered) in [
        (Fate::Undisturbed, 1, true),
        (Fate::Before, 0, false),
        (Fate::Lost, 1, false),
        (Fate::Delivered, 1, true),
        (Fate::Duplicated, 2, true),
    ] {
        let row = Row::new().await;
        row.script.direct(move |_| Turn::new(fate));
        let answer = row.put().await;
        assert_eq!(
            (row.server.requests(), answer.is_ok()),
            (reaches, answered),
            "{fate:?}"
        );
        let effect = Effect {
            name: "/x".into(),
            nth: 1,
        };
        assert_eq!(row.script.seen(), [effect]);
    }
}

#[tokio::test]
async fn after_a_kill_nothing_passes_until_the_thaw() {
    for fate in [Fate::Before, Fate::Lost, Fate::Delivered] {
        let row = Row::new().await;
        let kills = Arc::new(AtomicUsize::new(0));
        let counter = kills.clone();
        row.script.direct(move |effect| {
            let counter = counter.clone();
            match effect.nth {
                1 => Turn::then(fate, move || {
                    counter.fetch_add(1, Ordering::Relaxed);
                }),
                _ => Turn::new(Fate::Undisturbed),
            }
        });
        let _ = row.put().await;
        let reached = row.server.requests();
        let (late, ()) = tokio::join!(row.put(), async {
            // Whoever asks now is of the life before.
            while row.front.requests() < 2 || kills.load(Ordering::Relaxed) == 0 {
                tokio::task::yield_now().await;
            }
            row.script.thaw();
        });
        assert!(late.is_err());
        assert_eq!(row.server.requests(), reached, "{fate:?}");
        assert_eq!(kills.load(Ordering::Relaxed), 1, "{fate:?}");
        row.put().await.unwrap();
    }
}

#[tokio::test]
async fn a_closed_proxy_refuses_and_opens_again_where_it_was() {
    let row = Row::new().await;
    row.put().await.unwrap();
    row.front.close();
    crate::wait::until("a refusal", Duration::from_secs(60), || async {
        Ok(match row.put().await {
            Err(_) => crate::wait::Look::Met(()),
            Ok(_) => crate::wait::Look::NotYet("it answers".into()),
        })
    })
    .await
    .unwrap();
    row.front.open();
    crate::wait::until("an answer", Duration::from_secs(60), || async {
        Ok(match row.put().await {
            Ok(_) => crate::wait::Look::Met(()),
            Err(error) => crate::wait::Look::NotYet(error.to_string()),
        })
    })
    .await
    .unwrap();
}
