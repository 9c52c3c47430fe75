//! What a visit costs, and what it does not do.

use std::convert::Infallible;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http::{Request, Response};
use jiff::Timestamp;
use kube::Client;
use kube::client::Body;
use kube::runtime::watcher;
use serde_json::{Value, json};
use tower::service_fn;

use super::super::cached::prune;
use super::super::{Caches, EndpointPolicy, OperatorIdentity, Settings, way, workspace};
use super::*;
use crate::api::{DataWorksWorkspace, Reason};
use crate::cluster::Guarded;
use crate::dataworks::Http;
use crate::dataworks::credentials::Environment;
use crate::domain::clock::Clock;
use crate::telemetry::metrics::Metrics;

/// A context whose caches are listed, and empty, on the way of `client`.
fn context(client: Client) -> Context {
    context_of(client, &Caches::new(&Metrics::default()))
}

/// A context over these caches, which count as listed.
fn context_of(client: Client, caches: &Caches) -> Context {
    for watching in [&caches.tasks_watched, &caches.workspaces_watched] {
        watching.cached::<Cached>(&Ok(watcher::Event::InitDone));
    }
    let settings = Settings {
        clock: Clock::new(|| Timestamp::UNIX_EPOCH, None),
        endpoints: EndpointPolicy::default(),
        identity: OperatorIdentity {
            namespaces: Vec::new(),
            environment: Environment::default(),
            metadata: "http://100.100.100.200".parse().unwrap(),
        },
        instance: None,
        concurrency: 1,
        shard: "shard=a".parse().unwrap(),
        metrics: Metrics::default(),
    };
    Context::new(client, Http::direct().unwrap(), settings, caches)
}

fn object(shard: &str) -> Value {
    json!({
        "apiVersion": "dataworks.alibabacloud.com/v1alpha1", "kind": "DISyncTask",
        "metadata": { "name": "orders", "namespace": "team", "uid": "u1", "generation": 1,
                      "labels": { "shard": shard } },
        "spec": { "taskType": "DI_REALTIME", "taskParam": { "type": "realtime" } }
    })
}

/// The object as a watch brings it.
fn cached(object: &Value) -> Arc<Cached> {
    Arc::new(serde_json::from_str(&object.to_string()).unwrap())
}

fn size_of_what_returns<A, B, R>(_: fn(A, B) -> R) -> usize {
    size_of::<R>()
}

#[test]
fn ten_thousand_that_wait_for_the_list_take_some_megabytes() {
    let size = size_of_what_returns(reconcile);
    println!("{size} bytes for each that waits");
    assert!(size <= 1024, "{size} bytes");
}

#[test]
fn ten_thousand_that_are_cached_take_some_megabytes() {
    // Allocators round up to 1,280 bytes, and the cache counts who holds it.
    let size = size_of::<Cached>() + 2 * size_of::<usize>();
    println!("{size} bytes for each that is cached, and its texts");
    assert!(size <= 1280, "{size} bytes");
}

/// Visits what a watch brought, and counts the requests if `there` is what the API server has by then.
async fn requests(brought: &Value, there: &Value) -> usize {
    let (count, text) = (Arc::new(AtomicUsize::new(0)), there.to_string());
    let counted = count.clone();
    let service = service_fn(move |_: Request<Body>| {
        counted.fetch_add(1, Ordering::Relaxed);
        let answer = Response::new(Body::from(text.clone().into_bytes()));
        async { Ok::<_, Infallible>(answer) }
    });
    let context = context(Client::new(service, "default"));
    reconcile(cached(brought), Arc::new(context)).await.unwrap();
    count.load(Ordering::Relaxed)
}

#[tokio::test]
async fn a_task_that_was_handed_over_while_it_waited_is_left_to_the_other() {
    let (ours, theirs) = (object("a"), object("b"));
    assert_eq!(
        requests(&ours, &theirs).await,
        1,
        "it is read, and nothing is told"
    );
    assert!(requests(&ours, &ours).await > 1, "it is told something");
}

#[tokio::test]
async fn one_that_does_not_decode_is_told_so_by_the_one_that_selects_it() {
    for (shard, told) in [("a", 1), ("b", 0)] {
        let mut broken = object(shard);
        broken["spec"]["taskType"] = json!(7);
        assert_eq!(requests(&broken, &broken).await, told, "{shard}");
    }
}

#[tokio::test]
async fn nobody_waits_for_ever_for_an_api_server_that_swallows_what_it_is_asked() {
    let silent = |_: Request<Body>| std::future::pending::<Result<Response<Body>, Infallible>>();
    let mut context = context(Client::new(service_fn(silent), "default"));
    context.deadline = Duration::from_millis(20);
    let context = Arc::new(context);
    let mut odd = object("a");
    odd["metadata"]["annotations"] = json!({ "dataworks.alibabacloud.com/odd": "" });
    let mut broken = object("a");
    broken["spec"]["taskType"] = json!(7);
    for brought in [object("a"), odd, broken] {
        let outcome = reconcile(cached(&brought), context.clone()).await;
        assert!(matches!(outcome, Err(Error::DeadlineExceeded(_))), "{brought}");
    }
    let task: DISyncTask = serde_json::from_value(object("a")).unwrap();
    assert!(context.turns.take(&task).is_some(), "nobody keeps the only place");

    let secret = json!({ "secretRef": { "name": "keys" } });
    let sound = json!({ "projectId": 1, "regionId": "cn-shanghai", "credentials": secret });
    for spec in [sound, json!({ "projectId": "one" })] {
        let metadata = json!({ "name": "shop", "namespace": "team", "uid": "u2" });
        let text = json!({ "metadata": metadata, "spec": spec }).to_string();
        let brought = Arc::new(serde_json::from_str(&text).unwrap());
        let outcome = workspace::reconcile(brought, context.clone()).await;
        assert!(matches!(outcome, Err(Error::DeadlineExceeded(_))), "{text}");
    }
}

/// A workspace whose Secret is called `keys`.
fn shop() -> Guarded<DataWorksWorkspace> {
    let text = json!({
        "metadata": { "name": "default", "namespace": "team", "uid": "u2" },
        "spec": { "projectId": 1, "regionId": "cn-shanghai", "credentials": { "secretRef": { "name": "keys" } } },
    });
    serde_json::from_str(&text.to_string()).unwrap()
}

#[tokio::test]
async fn one_that_waits_for_a_secret_is_read_when_there_is_more_to_say() {
    let absent = json!({ "kind": "Status", "apiVersion": "v1", "code": 404, "reason": "NotFound" });
    let (asked, text) = (Arc::new(Mutex::new(Vec::new())), absent.to_string());
    let seen = asked.clone();
    let service = service_fn(move |request: Request<Body>| {
        seen.lock().unwrap().push(request.uri().path().to_owned());
        let answer = Response::builder().status(404);
        let answer = answer.body(Body::from(text.clone().into_bytes())).unwrap();
        async { Ok::<_, Infallible>(answer) }
    });
    let mut caches = Caches::new(&Metrics::default());
    caches
        .workspace_writer
        .apply_watcher_event(&watcher::Event::Apply(shop()));
    let context = Arc::new(context_of(Client::new(service, "default"), &caches));
    let workspace = Arc::new(shop().0.unwrap());
    let lacks = way::open(&workspace, &context).await.unwrap().err().unwrap();
    assert_eq!(lacks.reason, Reason::CredentialsNotFound);
    for (message, generation, asks) in [
        (lacks.message.as_str(), 1, false),
        ("the key of it is empty", 1, true),
        (lacks.message.as_str(), 2, true),
    ] {
        let mut told = object("a");
        told["metadata"]["generation"] = json!(generation);
        told["status"] = json!({ "observedGeneration": 1, "conditions": [{
            "type": "Ready", "status": "False", "reason": "CredentialsNotFound", "message": message,
            "lastTransitionTime": "2026-01-01T00:00:00Z",
        }] });
        asked.lock().unwrap().clear();
        let mut told: Cached = serde_json::from_str(&told.to_string()).unwrap();
        prune(&mut told);
        reconcile(Arc::new(told), context.clone()).await.unwrap();
        let asked = asked
            .lock()
            .unwrap()
            .iter()
            .any(|path| path.ends_with("/disynctasks/orders"));
        assert_eq!(asked, asks, "{message} {generation}");
    }
}
