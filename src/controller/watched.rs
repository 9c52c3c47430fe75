//! How the watches go that fill the caches: whether the first list is there, and why one broke off.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use kube::Client;
use kube::runtime::watcher;
use tokio::sync::watch;
use tracing::warn;

use crate::cluster;
use crate::domain::report::shown;
use crate::telemetry::metrics::Metrics;

/// How the watches of a kind go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// Whether the first list is in the cache.
    listed: bool,
    /// The namespaces of which there has been no list so far.
    unlisted: BTreeSet<String>,
    /// Why the API server does not let one go on, by its namespace, which is empty for that of all.
    trouble: BTreeMap<String, String>,
}

impl Watched {
    /// Whether the first list is in the cache.
    pub(super) fn is_listed(&self) -> bool {
        self.listed
    }

    /// Whether each namespace was listed once: the cache may be filled without those that must not be listed.
    pub(super) fn is_whole(&self) -> bool {
        self.listed && self.unlisted.is_empty()
    }
}

/// The watches of one kind. Clones tell of the same.
#[derive(Clone)]
pub struct Watching {
    resource: &'static str,
    metrics: Metrics,
    watched: watch::Sender<Watched>,
}

/// The watch of one kind in one namespace, or in all.
#[derive(Clone)]
pub(super) struct Part {
    of: Watching,
    namespace: String,
}

/// How the watches of all kinds go.
pub struct Watches(pub(super) Vec<Watching>);

impl Watching {
    /// One that has not begun, of this plural.
    pub(super) fn new(resource: &'static str, metrics: Metrics) -> Self {
        Self {
            resource,
            metrics,
            watched: watch::Sender::default(),
        }
    }

    /// The watch in this namespace; in all, if its name is empty.
    pub(super) fn of(&self, namespace: &str) -> Part {
        self.watched
            .send_if_modified(|watched| watched.unlisted.insert(namespace.to_owned()));
        Part {
            of: self.clone(),
            namespace: namespace.to_owned(),
        }
    }

    /// Takes in what came into the cache.
    pub(super) fn cached<K>(&self, event: &Result<watcher::Event<K>, watcher::Error>) {
        if matches!(event, Ok(watcher::Event::InitDone)) {
            self.watched
                .send_if_modified(|watched| !std::mem::replace(&mut watched.listed, true));
        }
    }

    /// Follows it.
    pub(super) fn subscribe(&self) -> watch::Receiver<Watched> {
        self.watched.subscribe()
    }
}

impl Part {
    /// Takes in an event of the watch, and tells the log why it broke off; nothing else would.
    pub(super) fn follow<K>(&self, event: &Result<watcher::Event<K>, watcher::Error>) {
        match event {
            Ok(watcher::Event::InitDone) => {
                self.of
                    .watched
                    .send_if_modified(|watched| watched.unlisted.remove(&self.namespace));
                self.goes_on();
            }
            Ok(_) => self.goes_on(),
            Err(error) => self.broke_off(error),
        }
    }

    /// A client for the watch. After it broke off, nothing comes out of one that was opened again until something
    /// changes: only the answer tells that it is.
    pub(super) fn client(&self, client: &Client) -> Client {
        let part = self.clone();
        cluster::telling(client, move || part.goes_on())
    }

    fn goes_on(&self) {
        self.of
            .watched
            .send_if_modified(|watched| watched.trouble.remove(&self.namespace).is_some());
    }

    fn broke_off(&self, error: &impl Display) {
        let (resource, namespace) = (self.of.resource, &self.namespace);
        self.of.metrics.upkeep.watch_broke_off(resource);
        warn!(resource, namespace, %error, "a watch broke off: it is opened again");
        let trouble = shown(&error.to_string());
        self.of
            .watched
            .send_modify(|watched| drop(watched.trouble.insert(namespace.clone(), trouble)));
    }
}

impl Watches {
    /// What keeps the caches from being filled, or from following what changes.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        self.0.iter().find_map(|watching| {
            let watched = watching.watched.borrow();
            let unlisted = (!watched.listed).then_some("not listed yet");
            let why = watched.trouble.values().next().map(String::as_str).or(unlisted)?;
            Some(format!("{}: {why}", watching.resource))
        })
    }
}

/// Resolves when the first list is in the cache.
pub(super) async fn until_listed(mut watched: watch::Receiver<Watched>) {
    // An error says that the watch is over, which is the end of the program.
    let _ = watched.wait_for(|watched| watched.listed).await;
}

#[cfg(test)]
#[path = "tests/watched.rs"]
mod tests;
