//! A client of the API server that tells when it was answered.

use http::Request;
use kube::Client;
use kube::client::Body;
use tower::service_fn;

/// A client that goes through `client` and calls `answered` whenever the API server does what a request asks; for a watch,
/// when it is open.
pub fn telling(client: &Client, answered: impl Fn() + Clone + Send + 'static) -> Client {
    let inner = client.clone();
    let service = service_fn(move |request: Request<Body>| {
        let (inner, answered) = (inner.clone(), answered.clone());
        async move {
            let response = inner.send(request).await;
            if response
                .as_ref()
                .is_ok_and(|response| response.status().is_success())
            {
                answered();
            }
            response
        }
    });
    Client::new(service, client.default_namespace())
}
