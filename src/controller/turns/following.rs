//! What the watch tells of those that wait.

use kube::runtime::watcher;

use super::queues::{Queue, order};
use super::{Turns, uid};
use crate::controller::cached::Cached;

impl Turns {
    /// Takes in an event of the watch: whoever waits and has become more urgent waits no longer than it has to, and
    /// who is gone does not keep a place.
    pub fn follow(&self, event: &Result<watcher::Event<Cached>, watcher::Error>) {
        let Ok(event) = event else { return };
        match event {
            watcher::Event::Init => self.queues().shown.clear(),
            watcher::Event::InitApply(cached) => {
                if let Some(uid) = uid(cached) {
                    self.queues().shown.insert(uid.to_owned());
                }
                self.changed(cached);
            }
            watcher::Event::Apply(cached) => self.changed(cached),
            watcher::Event::Delete(cached) => {
                if let Some(uid) = uid(cached) {
                    self.forget([uid]);
                }
            }
            watcher::Event::InitDone => {
                let gone = self.queues().not_shown();
                self.forget(gone.iter().map(String::as_str));
            }
        }
    }

    /// Looks at a task that waits as the cache has it by now: it may have changed since it was waked, and what changes
    /// from now on is followed. If it is gone, nobody comes when its turn does.
    pub fn compare(&self, waits: &Cached, latest: Option<&Cached>) {
        let Some(waits) = uid(waits) else { return };
        match latest.filter(|latest| uid(latest) == Some(waits)) {
            Some(latest) => self.changed(latest),
            None => self.forget([waits]),
        }
    }

    /// Ranks a task anew, if it waits.
    fn changed(&self, cached: &Cached) {
        if let Ok(task) = &cached.0
            && let Some(uid) = uid(cached)
        {
            self.queues().rank_anew(uid, order(task));
        }
    }

    /// They come no more. What was kept for them goes to others when all of them are out.
    fn forget<'a>(&self, gone: impl IntoIterator<Item = &'a str>) {
        let mut queues = self.queues();
        let kept: Vec<Queue> = gone.into_iter().filter_map(|uid| queues.remove(uid)).collect();
        drop(queues);
        for queue in kept {
            drop(self.turn(queue));
        }
    }
}
