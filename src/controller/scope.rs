//! Which resources are watched: those of all namespaces, or of some.

use futures::StreamExt;
use futures::stream::BoxStream;
use kube::core::NamespaceResourceScope;
use kube::runtime::reflector::Store;
use kube::runtime::watcher::{Config, Error, Event};
use kube::runtime::{WatchStreamExt, watcher};
use kube::{Api, Client, Resource};
use serde::de::DeserializeOwned;

use super::namespaces::merged;
use super::watched::Watching;

/// Which resources are watched.
#[derive(Clone, Debug)]
pub struct Scope {
    /// These namespaces; all if none is named.
    pub namespaces: Vec<String>,
}

impl Scope {
    /// Watches a kind. `store` is what is filled by the events.
    pub(super) fn watch<K>(
        &self,
        client: &Client,
        config: &Config,
        watching: &Watching,
        store: &Store<K>,
    ) -> BoxStream<'static, Result<Event<K>, Error>>
    where
        K: Resource<DynamicType = (), Scope = NamespaceResourceScope>,
        K: Clone + DeserializeOwned + std::fmt::Debug + Send + Sync + 'static,
    {
        let watch = |namespace: &str| {
            let watching = watching.of(namespace);
            let client = watching.client(client);
            let api = match namespace {
                "" => Api::all(client),
                namespace => Api::namespaced(client, namespace),
            };
            let events = watcher(api, config.clone()).default_backoff();
            events.inspect(move |event| watching.follow(event)).boxed()
        };
        match self.namespaces.as_slice() {
            [] => watch(""),
            [namespace] => watch(namespace),
            several => {
                let named = |namespace: &String| (namespace.clone(), watch(namespace));
                merged(several.iter().map(named).collect(), store.clone()).boxed()
            }
        }
    }
}
