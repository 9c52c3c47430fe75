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
    use kube::core::Status;
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

    fn forbidden() -> Error {
        let status = Status::failure("it may not be listed", "Forbidden").with_code(403);
        Error::InitialListFailed(kube::Error::Api(status.boxed()))
    }

    #[tokio::test]
    async fn one_that_may_not_be_listed_keeps_no_other_waiting_and_comes_in_later() {
        let (reader, writer) = store::<ConfigMap>();
        let ((a, from_a), (b, from_b)) = (mpsc::unbounded(), mpsc::unbounded());
        let watches = [("a", from_a), ("b", from_b)];
        let watches = watches.map(|(namespace, events)| (namespace.to_owned(), events.boxed()));
        let mut merged = Box::pin(merged(watches.into(), reader.clone()).reflect(writer));
        let mut errors = 0;
        let mut names = || {
            while let Some(Some(event)) = merged.next().now_or_never() {
                errors += usize::from(event.is_err());
            }
            let mut names: Vec<String> = reader.state().iter().map(|object| object.name_any()).collect();
            names.sort();
            (names.join(" "), errors)
        };
        let send = |to: &mpsc::UnboundedSender<_>, events: Vec<Event<ConfigMap>>| {
            events
                .into_iter()
                .for_each(|event| to.unbounded_send(Ok(event)).unwrap());
        };

        a.unbounded_send(Err(forbidden())).unwrap();
        b.unbounded_send(Err(Error::NoResourceVersion)).unwrap();
        assert_eq!(names(), (String::new(), 2), "b may be listed at any moment");
        b.unbounded_send(Err(forbidden())).unwrap();
        assert_eq!(names(), (String::new(), 3), "nothing is listed at all");
        send(&b, list("b", &["b1", "b2"]));
        assert_eq!(names(), ("b1 b2".to_owned(), 3), "it waits for a no more");
        a.unbounded_send(Err(forbidden())).unwrap();
        send(&b, vec![Event::Delete(object("b", "b2"))]);
        assert_eq!(
            names(),
            ("b1".to_owned(), 4),
            "and tells each time that it may not"
        );
        send(&a, list("a", &["a1"]));
        assert_eq!(names(), ("a1 b1".to_owned(), 4));
    }
}
