//! One watch out of those of several namespaces, for an operator that may see no others.
//!
//! It begins when all are listed, as a watch begins that is one. A namespace that is listed anew later shows as the
//! changes that this makes.

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
        let events = match event {
            Ok(event) => merging.take(&namespace, event).into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        };
        stream::iter(events)
    })
}

struct Merging<K: Resource<DynamicType = ()> + 'static> {
    places: HashMap<String, Place<K>>,
    /// Whether all were listed once.
    begun: bool,
    store: Store<K>,
}

/// What is held back of a namespace, by name.
struct Place<K> {
    held: HashMap<String, K>,
    listed: bool,
}

impl<K> Default for Place<K> {
    fn default() -> Self {
        Self {
            held: HashMap::new(),
            listed: false,
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
                place.listed = true;
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

    fn listed(&mut self, namespace: &str) -> Events<K> {
        if self.begun {
            return self.relisted(namespace);
        }
        self.begun = self.places.values().all(|place| place.listed);
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
        let vanished = stored.filter(|object| {
            object.namespace().as_deref() == Some(namespace) && !held.contains_key(&object.name_any())
        });
        let vanished: Events<K> = vanished.map(|object| Event::Delete(K::clone(&object))).collect();
        vanished
            .into_iter()
            .chain(held.into_values().map(Event::Apply))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use futures::{FutureExt, channel::mpsc};
    use k8s_openapi::api::core::v1::ConfigMap;
    use kube::runtime::WatchStreamExt;
    use kube::runtime::reflector::store;

    use super::*;

    fn object(namespace: &str, name: &str) -> ConfigMap {
        let mut object = ConfigMap::default();
        object.metadata.namespace = Some(namespace.to_owned());
        object.metadata.name = Some(name.to_owned());
        object
    }

    fn list(namespace: &str, names: &[&str]) -> Vec<Event<ConfigMap>> {
        let listed = names.iter().map(|name| Event::InitApply(object(namespace, name)));
        [Event::Init]
            .into_iter()
            .chain(listed)
            .chain([Event::InitDone])
            .collect()
    }

    #[tokio::test]
    async fn it_begins_when_all_are_listed_and_a_new_list_shows_as_changes() {
        let (reader, writer) = store::<ConfigMap>();
        let ((a, from_a), (b, from_b)) = (mpsc::unbounded::<Event<ConfigMap>>(), mpsc::unbounded());
        let watches = [("a", from_a), ("b", from_b)];
        let watches = watches.map(|(namespace, events)| (namespace.to_owned(), events.map(Ok).boxed()));
        let mut merged = Box::pin(merged(watches.into(), reader.clone()).reflect(writer));
        let mut names = || {
            while merged.next().now_or_never().is_some() {}
            let mut names: Vec<String> = reader.state().iter().map(|object| object.name_any()).collect();
            names.sort();
            names.join(" ")
        };
        let send = |to: &mpsc::UnboundedSender<_>, events: Vec<Event<ConfigMap>>| {
            events
                .into_iter()
                .for_each(|event| to.unbounded_send(event).unwrap());
        };

        send(&a, list("a", &["a1", "a2"]));
        send(
            &a,
            vec![Event::Delete(object("a", "a1")), Event::Apply(object("a", "a3"))],
        );
        assert_eq!(names(), "", "b is not listed yet");
        send(&a, list("a", &["a2", "a4"]));
        send(&b, list("b", &["b1"]));
        assert_eq!(names(), "a2 a4 b1");
        send(&a, list("a", &["a4", "a5"]));
        send(&b, vec![Event::Apply(object("b", "b2"))]);
        assert_eq!(names(), "a4 a5 b1 b2");
        send(&b, vec![Event::Delete(object("b", "b1"))]);
        assert_eq!(names(), "a4 a5 b2");
    }
}
