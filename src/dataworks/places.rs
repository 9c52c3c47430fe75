//! Places for long answers, of which few are read at a time: hosts that all send as much as they may would otherwise take
//! more memory than the operator has.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// An answer that is no longer than this needs no place, in bytes. All but generated configurations are shorter.
pub(super) const SHORT_ANSWER: usize = 256 * 1024;

/// Long answers in memory at once.
pub(super) const LONG_ANSWERS: usize = 2;

/// Long answers of one host in memory at once: one host alone does not keep the others waiting.
pub(super) const OF_ONE_HOST: usize = 1;

/// The places. Cloning shares them.
#[derive(Clone)]
pub(super) struct Places {
    all: Arc<Semaphore>,
    hosts: Arc<Mutex<HashMap<String, Weak<Semaphore>>>>,
}

/// A place, which is free again when this is dropped. Whoever holds the answer holds it.
pub(super) struct Place {
    _of_host: Option<OwnedSemaphorePermit>,
    _of_all: Option<OwnedSemaphorePermit>,
}

impl Default for Places {
    fn default() -> Self {
        Self {
            all: Arc::new(Semaphore::new(LONG_ANSWERS)),
            hosts: Arc::default(),
        }
    }
}

impl Places {
    /// A place for an answer of this host, once there is one. Who came first gets it first.
    pub(super) async fn take(&self, host: &str) -> Place {
        // Neither is ever closed, so that both always end in a permit.
        let of_host = self.of(host).acquire_owned().await.ok();
        let of_all = self.all.clone().acquire_owned().await.ok();
        Place {
            _of_host: of_host,
            _of_all: of_all,
        }
    }

    fn of(&self, host: &str) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.retain(|_, places| places.strong_count() > 0);
        if let Some(places) = hosts.get(host).and_then(Weak::upgrade) {
            return places;
        }
        let places = Arc::new(Semaphore::new(OF_ONE_HOST));
        hosts.insert(host.to_owned(), Arc::downgrade(&places));
        places
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[test]
    fn a_host_has_one_place_and_all_hosts_have_two() {
        let places = Places::default();
        let take = |host| places.take(host).now_or_never();
        let one = take("a").unwrap();
        assert!(take("a").is_none(), "the host has a place already");
        let two = take("b").unwrap();
        assert!(take("c").is_none(), "all places are taken");
        drop(one);
        let three = take("a").unwrap();
        drop((two, three));
        assert!(take("c").is_some());
        assert!(places.hosts.lock().unwrap().len() <= 1, "hosts are forgotten");
    }
}
