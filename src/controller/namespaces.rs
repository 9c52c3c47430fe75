//! One watch out of those of several namespaces, for an operator that may see no others.
//!
//! It begins when all are listed, as a watch begins that is one; but it does not wait for those that it has no right to
//! list, which may be gone for good. A namespace that is listed later, or anew, shows as the changes that this makes.

use std::collections::HashMap;

use futures::stream::{self, BoxStream, Stream, StreamExt, select_all};
use kube::runtime::reflector::Store;
use kube::runtime::watcher::{Error, Event};
use kube::{Resource, ResourceExt};

/// What comes of an event.
type Events<K> = Vec<Event<K>>;

/// A watch of one namespace, which is named.
type Named<K> = (String, BoxStream<'static, Result<Event<K>, Error>>);

/// The events of all these watches, each of one namespace. `store` is what is filled by them.
pub fn merged<K>(
    watches: Vec<Named<K>>,
    store: Store<K>,
) -> impl Stream<Item = Result<Event<K>, Error>> + Send
where
    K: Resource<DynamicType = ()> + Clone + Send + Sync + 'static,
{
    let mut merging = Merging {
        places: watches
            .iter()
            .map(|(namespace, _)| (namespace.clone(), Place::default()))
            .collect(),
        begun: false,
        store,
    };
    let named = |(namespace, events): Named<K>| events.map(move |event| (namespace.clone(), event));
    select_all(watches.into_iter().map(named)).flat_map(move |(namespace, event)| {
        let (broken, events) = match event {
            Ok(event) => (None, merging.take(&namespace, event)),
            Err(error) => {
                let events = merging.broke_off(&namespace, &error);
                (Some(Err(error)), events)
            }
        };
        stream::iter(broken.into_iter().chain(events.into_iter().map(Ok)))
    })
}

struct Merging<K: Resource<DynamicType = ()> + 'static> {
    places: HashMap<String, Place<K>>,
    /// Whether all were listed once that may be.
    begun: bool,
    store: Store<K>,
}

/// What is held back of a namespace, by name.
struct Place<K> {
    held: HashMap<String, K>,
    stands: Stands,
}

/// How far the list of a namespace is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    UnderWay,
    Forbidden,
    Listed,
}

impl<K> Default for Place<K> {
    fn default() -> Self {
        Self {
            held: HashMap::new(),
            stands: Stands::UnderWay,
        }
    }
}

impl<K: Resource<DynamicType = ()> + Clone + 'static> Merging<K> {
    fn take(&mut self, namespace: &str, event: Event<K>) -> Events<K> {
        let Some(place) = self.places.get_mut(namespace) else {
            return Events::new();
        };
        match event {
            Event::Init => {
                *place = Place::default();
                Events::new()
            }
            Event::InitApply(object) => {
                place.held.insert(object.name_any(), object);
                Events::new()
            }
            Event::InitDone => {
                place.stands = Stands::Listed;
                self.listed(namespace)
            }
            event if self.begun => vec![event],
            Event::Apply(object) => {
                place.held.insert(object.name_any(), object);
                Events::new()
            }
            Event::Delete(object) => {
                place.held.remove(&object.name_any());
                Events::new()
            }
        }
    }

    /// What follows if the API server does not let a namespace be listed.
    fn broke_off(&mut self, namespace: &str, error: &Error) -> Events<K> {
        let forbidden =
            matches!(error, Error::InitialListFailed(kube::Error::Api(status)) if status.code == 403);
        match self.places.get_mut(namespace) {
            Some(place) if forbidden && !self.begun => {
                place.stands = Stands::Forbidden;
                self.begin()
            }
            _ => Events::new(),
        }
    }

    fn listed(&mut self, namespace: &str) -> Events<K> {
        if self.begun {
            self.relisted(namespace)
        } else {
            self.begin()
        }
    }

    /// Begins, if nothing is under way any more. Where none at all is listed, the rights may be on their way.
    fn begin(&mut self) -> Events<K> {
        let any = |stands| self.places.values().any(|place| place.stands == stands);
        self.begun = !any(Stands::UnderWay) && any(Stands::Listed);
        if !self.begun {
            return Events::new();
        }
        let held = self
            .places
            .values_mut()
            .flat_map(|place| std::mem::take(&mut place.held));
        let held = held.map(|(_, object)| Event::InitApply(object));
        [Event::Init]
            .into_iter()
            .chain(held)
            .chain([Event::InitDone])
            .collect()
    }

    /// All that came before is in the store by now.
    fn relisted(&mut self, namespace: &str) -> Events<K> {
        let held = self
            .places
            .get_mut(namespace)
            .map(|place| std::mem::take(&mut place.held));
        let held = held.unwrap_or_default();
        let stored = self.store.state().into_iter();
        // One that was made anew under its name is another.
        let is_held = |object: &K| {
            held.get(&object.name_any())
                .is_some_and(|held| held.uid() == object.uid())
        };
        let vanished =
            stored.filter(|object| object.namespace().as_deref() == Some(namespace) && !is_held(object));
        let vanished: Events<K> = vanished.map(|object| Event::Delete(K::clone(&object))).collect();
        vanished
            .into_iter()
            .chain(held.into_values().map(Event::Apply))
            .collect()
    }
}

#[cfg(test)]
#[path = "tests/namespaces.rs"]
mod tests;
