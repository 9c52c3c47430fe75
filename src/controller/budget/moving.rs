//! Moves the calls of a key to its account.

use tracing::info;

use super::account::MOST_CONFLICTS;
use crate::cluster::{Ledgers, is_conflict};
use crate::domain::budget::Ledger;

/// Counts the calls of a key with those of its account, and lets the key's ledger lead there. In this order: an end
/// between the two counts calls twice, and forgets none.
pub async fn move_calls(of_key: &str, of_account: &str, ledgers: &Ledgers) -> kube::Result<()> {
    let (mut moved, mut conflicts) = (Ledger::default(), 0);
    loop {
        match try_to_move(of_key, of_account, &mut moved, ledgers).await {
            // Somebody else moved them, or reserved more.
            Err(error) if is_conflict(&error) && conflicts < MOST_CONFLICTS => conflicts += 1,
            tried => return tried,
        }
    }
}

/// What was `moved` by a try that met a conflict later is not counted again.
async fn try_to_move(
    of_key: &str,
    of_account: &str,
    moved: &mut Ledger,
    ledgers: &Ledgers,
) -> kube::Result<()> {
    let mut from = ledgers.read(of_key).await?;
    if from.leads_to.as_deref() == Some(of_account) {
        return Ok(());
    }
    let more = from.ledger.since(moved);
    if more != Ledger::default() {
        let mut into = ledgers.read(of_account).await?;
        into.ledger.add(&more);
        ledgers.write(into).await?;
        moved.add(&more);
    }
    from.leads_to = Some(of_account.to_owned());
    ledgers.write(from).await?;
    info!(
        from = of_key,
        to = of_account,
        "moved the calls of a key to its account"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::{Arc, Mutex};

    use http::{Method, Request, Response, StatusCode};
    use jiff::Timestamp;
    use kube::Client;
    use kube::client::Body;
    use serde_json::{Value, json};
    use tower::service_fn;

    use super::*;

    /// ConfigMaps by name. The number of a write is its `resourceVersion`.
    #[derive(Default)]
    struct Maps {
        maps: HashMap<String, Value>,
        writes: u64,
        /// The write that the API server fails.
        fails: u64,
        /// The write before which somebody else reserves calls of the key.
        disturbed: u64,
    }

    impl Maps {
        fn answer(&mut self, method: &Method, name: &str, sent: Value) -> (StatusCode, Value) {
            if method == Method::GET {
                return match self.maps.get(name) {
                    Some(map) => (StatusCode::OK, map.clone()),
                    None => (StatusCode::NOT_FOUND, json!({})),
                };
            }
            self.writes += 1;
            if self.writes == self.fails {
                return (StatusCode::INTERNAL_SERVER_ERROR, json!({}));
            }
            if self.writes == self.disturbed {
                self.maps.insert("key".to_owned(), map("key", "8", "another"));
            }
            let version = |map: Option<&Value>| map.map(|map| map["metadata"]["resourceVersion"].clone());
            if version(self.maps.get(name)).unwrap_or_default() != sent["metadata"]["resourceVersion"] {
                return (StatusCode::CONFLICT, json!({}));
            }
            let mut written = sent;
            written["metadata"]["resourceVersion"] = json!(self.writes.to_string());
            self.maps.insert(name.to_owned(), written.clone());
            (StatusCode::OK, written)
        }
    }

    /// A ledger that counts this many calls of one span.
    fn map(name: &str, calls: &str, version: &str) -> Value {
        json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": name, "resourceVersion": version },
                "data": { "2026-01-01T00_00_00Z": calls } })
    }

    fn ledgers(maps: Maps) -> (Ledgers, Arc<Mutex<Maps>>) {
        let maps = Arc::new(Mutex::new(maps));
        let served = maps.clone();
        let service = service_fn(move |request: Request<Body>| {
            let maps = served.clone();
            async move {
                let (head, body) = request.into_parts();
                let sent: Value = serde_json::from_slice(&body.collect_bytes().await?).unwrap_or_default();
                let of_path = head.uri.path().rsplit('/').next().unwrap().to_owned();
                let name = sent["metadata"]["name"].as_str().map_or(of_path, str::to_owned);
                let (code, mut answer) = maps.lock().unwrap().answer(&head.method, &name, sent);
                if !code.is_success() {
                    answer = json!({ "kind": "Status", "status": "Failure", "code": code.as_u16() });
                }
                let answer = Response::builder()
                    .status(code)
                    .body(Body::from(answer.to_string().into_bytes()));
                Ok::<_, kube::Error>(answer.unwrap())
            }
        });
        (Ledgers::new(Client::new(service, "default")), maps)
    }

    /// Both ledgers are begun.
    fn begun() -> Maps {
        let of = |name: &str, calls| (name.to_owned(), map(name, calls, "first"));
        Maps {
            maps: HashMap::from([of("key", "6"), of("account", "10")]),
            ..Maps::default()
        }
    }

    /// The calls that the account has spent of 100, if the key's ledger leads there and counts nothing.
    async fn spent(ledgers: &Ledgers) -> u32 {
        let key = ledgers.read("key").await.unwrap();
        assert_eq!(key.leads_to.as_deref(), Some("account"));
        assert_eq!(key.ledger, Ledger::default());
        let now: Timestamp = "2026-01-01T12:00:00Z".parse().unwrap();
        100 - ledgers.read("account").await.unwrap().ledger.left(100, now)
    }

    #[tokio::test]
    async fn calls_are_moved_once() {
        let (ledgers, maps) = ledgers(begun());
        for _ in 0..2 {
            move_calls("key", "account", &ledgers).await.unwrap();
            assert_eq!(spent(&ledgers).await, 16);
        }
        assert_eq!(maps.lock().unwrap().writes, 2);
    }

    #[tokio::test]
    async fn a_key_that_is_new_leads_to_its_account_at_once() {
        let (ledgers, maps) = ledgers(Maps::default());
        move_calls("key", "account", &ledgers).await.unwrap();
        assert_eq!(spent(&ledgers).await, 0);
        assert_eq!(maps.lock().unwrap().writes, 1);
    }

    #[tokio::test]
    async fn what_somebody_else_reserves_meanwhile_is_moved_as_well() {
        for disturbed in [1, 2] {
            let (ledgers, _) = ledgers(Maps { disturbed, ..begun() });
            move_calls("key", "account", &ledgers).await.unwrap();
            assert_eq!(spent(&ledgers).await, 18, "before write {disturbed}");
        }
    }

    #[tokio::test]
    async fn an_end_on_the_way_forgets_nothing() {
        for (fails, expected) in [(1, 16), (2, 22)] {
            let (ledgers, _) = ledgers(Maps { fails, ..begun() });
            assert!(move_calls("key", "account", &ledgers).await.is_err());
            move_calls("key", "account", &ledgers).await.unwrap();
            assert_eq!(spent(&ledgers).await, expected, "after write {fails}");
        }
    }
}
