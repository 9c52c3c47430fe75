//! What a proxy does to all requests alike: delays, broken watches, and answers of its own.

use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::Method;
use serde_json::json;
use tokio::sync::watch;

/// The head of a request, as far as it is told apart by it.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// Its method.
    pub method: &'a Method,
    /// Its path.
    pub path: &'a str,
    /// Its query, empty when there is none.
    pub query: &'a str,
}

impl Head<'_> {
    /// Whether it opens a watch of the API server.
    pub fn is_watch(&self) -> bool {
        self.query
            .split('&')
            .any(|pair| pair == "watch=true" || pair == "watch=1")
    }
}

type Filter = Box<dyn Fn(&Head<'_>) -> bool + Send>;

/// An answer that a proxy gives itself, in the words of the API server.
pub struct Canned {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: String,
    filter: Filter,
    left: usize,
}

impl fmt::Debug for Canned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Canned")
            .field("status", &self.status)
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}

impl Canned {
    /// This status and reason, to every request that the filter picks.
    pub fn new(status: u16, reason: &str, filter: impl Fn(&Head<'_>) -> bool + Send + 'static) -> Self {
        let body = json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "code": status, "reason": reason, "message": format!("{reason}, as the test has it"),
        });
        Self {
            status,
            headers: Vec::new(),
            body: body.to_string(),
            filter: Box::new(filter),
            left: usize::MAX,
        }
    }

    /// With a header more.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// To so many requests only.
    #[must_use]
    pub fn times(mut self, times: usize) -> Self {
        self.left = times;
        self
    }
}

/// What holds for all requests of a proxy.
#[derive(Debug)]
pub(super) struct Weather {
    requests: AtomicUsize,
    latency_ms: AtomicU64,
    watch_delay_ms: AtomicU64,
    canned: Mutex<Vec<Canned>>,
    drops: watch::Sender<()>,
}

impl Default for Weather {
    fn default() -> Self {
        Self {
            requests: AtomicUsize::new(0),
            latency_ms: AtomicU64::new(0),
            watch_delay_ms: AtomicU64::new(0),
            canned: Mutex::default(),
            drops: watch::channel(()).0,
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl Weather {
    pub(super) fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    pub(super) fn count(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn slow_down(&self, latency: Duration) {
        self.latency_ms.store(millis(latency), Ordering::Relaxed);
    }

    pub(super) fn latency(&self) -> Duration {
        Duration::from_millis(self.latency_ms.load(Ordering::Relaxed))
    }

    pub(super) fn delay_watches(&self, delay: Duration) {
        self.watch_delay_ms.store(millis(delay), Ordering::Relaxed);
    }

    pub(super) fn watch_delay(&self) -> Duration {
        Duration::from_millis(self.watch_delay_ms.load(Ordering::Relaxed))
    }

    pub(super) fn drop_watches(&self) {
        self.drops.send_replace(());
    }

    /// Hears of the watches that are to be dropped from now on.
    pub(super) fn drops(&self) -> watch::Receiver<()> {
        self.drops.subscribe()
    }

    pub(super) fn answer(&self, canned: Canned) {
        self.canned().push(canned);
    }

    pub(super) fn answer_no_more(&self) {
        self.canned().clear();
    }

    /// Takes what `make` makes of the answer that is kept for this request, if there is one.
    pub(super) fn take<T>(&self, head: &Head<'_>, make: impl FnOnce(&Canned) -> T) -> Option<T> {
        let mut canned = self.canned();
        let found = canned
            .iter_mut()
            .find(|canned| canned.left > 0 && (canned.filter)(head))?;
        found.left -= 1;
        Some(make(found))
    }

    fn canned(&self) -> MutexGuard<'_, Vec<Canned>> {
        self.canned.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
