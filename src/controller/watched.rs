//! How the watches go that fill the caches: whether the first list is there, and why one broke off.

use std::fmt::Display;

use kube::Client;
use kube::runtime::watcher;
use tokio::sync::watch;
use tracing::warn;

use crate::cluster;
use crate::domain::report::shown;

/// How a watch goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// Whether the first list is in the cache.
    listed: bool,
    /// Why the API server does not let it go on, if so.
    trouble: Option<String>,
}

/// The watch of one kind. Clones tell of the same.
#[derive(Clone)]
pub struct Watching {
    resource: &'static str,
    watched: watch::Sender<Watched>,
}

/// How the watches of all kinds go.
pub struct Watches(pub(super) Vec<Watching>);

impl Watching {
    /// One that has not begun, of this plural.
    pub(super) fn new(resource: &'static str) -> Self {
        Self {
            resource,
            watched: watch::Sender::default(),
        }
    }

    /// Takes in an event of the watch, and tells the log why it broke off; nothing else would.
    pub(super) fn follow<K>(&self, event: &Result<watcher::Event<K>, watcher::Error>) {
        match event {
            Ok(event) => self.goes_on(matches!(event, watcher::Event::InitDone)),
            Err(error) => self.broke_off(error),
        }
    }

    /// A client for the watch. After it broke off, nothing comes out of one that was opened again until something
    /// changes: only the answer tells that it is.
    pub(super) fn client(&self, client: &Client) -> Client {
        let watching = self.clone();
        cluster::telling(client, move || watching.goes_on(false))
    }

    /// Follows it.
    pub(super) fn subscribe(&self) -> watch::Receiver<Watched> {
        self.watched.subscribe()
    }

    fn goes_on(&self, listed: bool) {
        self.watched.send_if_modified(|watched| {
            let now = Watched {
                listed: watched.listed || listed,
                trouble: None,
            };
            std::mem::replace(watched, now.clone()) != now
        });
    }

    fn broke_off(&self, error: &impl Display) {
        warn!(resource = self.resource, %error, "a watch broke off: it is opened again");
        let trouble = Some(shown(&error.to_string()));
        self.watched.send_modify(|watched| watched.trouble = trouble);
    }
}

impl Watches {
    /// What keeps the caches from being filled, or from following what changes.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        self.0.iter().find_map(|watching| {
            let watched = watching.watched.borrow();
            let unlisted = (!watched.listed).then_some("not listed yet");
            let why = watched.trouble.as_deref().or(unlisted)?;
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
mod tests {
    use super::*;

    #[test]
    fn it_tells_what_is_in_the_way_until_the_api_server_answers() {
        let (tasks, workspaces) = (Watching::new("tasks"), Watching::new("workspaces"));
        let watches = Watches(vec![tasks.clone(), workspaces.clone()]);
        let listed: Result<_, watcher::Error> = Ok(watcher::Event::<()>::InitDone);
        assert_eq!(watches.trouble().as_deref(), Some("tasks: not listed yet"));
        tasks.follow(&listed);
        workspaces.broke_off(&"forbidden");
        assert_eq!(watches.trouble().as_deref(), Some("workspaces: forbidden"));
        workspaces.goes_on(false);
        assert_eq!(watches.trouble().as_deref(), Some("workspaces: not listed yet"));
        workspaces.follow(&listed);
        assert_eq!(watches.trouble(), None);
        tasks.follow::<()>(&Err(watcher::Error::NoResourceVersion));
        assert!(
            watches
                .trouble()
                .is_some_and(|trouble| trouble.starts_with("tasks: "))
        );
        tasks.goes_on(false);
        assert_eq!(watches.trouble(), None, "it was listed before");
    }
}
