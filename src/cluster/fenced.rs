//! A client of the API server that writes nothing once the term is over.

use http::{Method, Request};
use kube::Client;
use kube::client::Body;
use tower::service_fn;

use super::Term;

/// A client that goes through `client` and asks `term` before every step of every write. Reads pass: they change
/// nothing, and what follows from them is a write, or a call that has a fence of its own.
pub fn fenced(client: &Client, term: &Term) -> Client {
    let (inner, term) = (client.clone(), term.clone());
    let service = service_fn(move |request: Request<Body>| {
        let (inner, term) = (inner.clone(), term.clone());
        async move {
            match *request.method() {
                Method::GET => inner.send(request).await,
                _ => term.fence(inner.send(request)).await,
            }
        }
    });
    Client::new(service, client.default_namespace())
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant};

    use http::Response;
    use k8s_openapi::api::core::v1::ConfigMap;
    use kube::Api;
    use kube::api::{DeleteParams, Patch, PatchParams, PostParams};
    use serde_json::json;

    use super::*;

    /// Counts requests, and answers each with an empty ConfigMap.
    fn counting(count: &Arc<AtomicUsize>) -> Client {
        let count = count.clone();
        let service = service_fn(move |_: Request<Body>| {
            count.fetch_add(1, Ordering::Relaxed);
            let answer = json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": {} }).to_string();
            async { Ok::<_, Infallible>(Response::new(Body::from(answer.into_bytes()))) }
        });
        Client::new(service, "default")
    }

    #[tokio::test]
    async fn writes_end_with_the_term_and_reads_do_not() {
        let count = Arc::new(AtomicUsize::new(0));
        let term = Term::until(Instant::now() + Duration::from_secs(60));
        let maps: Api<ConfigMap> = Api::default_namespaced(fenced(&counting(&count), &term));
        let map = ConfigMap::default();
        maps.get("a").await.unwrap();
        maps.create(&PostParams::default(), &map).await.unwrap();
        assert_eq!(count.load(Ordering::Relaxed), 2);
        term.close();
        let patch = Patch::Merge(json!({}));
        let (post, with, delete) = (
            PostParams::default(),
            PatchParams::default(),
            DeleteParams::default(),
        );
        tokio::select! {
            biased;
            _ = maps.create(&post, &map) => panic!("created"),
            _ = maps.replace("a", &post, &map) => panic!("replaced"),
            _ = maps.patch("a", &with, &patch) => panic!("patched"),
            _ = maps.patch_status("a", &with, &patch) => panic!("patched its status"),
            _ = maps.delete("a", &delete) => panic!("deleted"),
            () = tokio::time::sleep(Duration::from_millis(50)) => {}
        }
        assert_eq!(count.load(Ordering::Relaxed), 2);
        maps.get("a").await.unwrap();
        assert_eq!(count.load(Ordering::Relaxed), 3);
    }
}
