//! What the watches of several namespaces come to, taken together.

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

#[test]
fn what_was_made_anew_under_its_name_is_told_as_gone_first() {
    let (reader, mut writer) = store::<ConfigMap>();
    let of = |uid: &str| {
        let mut object = object("a", "a1");
        object.metadata.uid = Some(uid.to_owned());
        object
    };
    writer.apply_watcher_event(&Event::Apply(of("old")));
    let mut merging = Merging {
        places: HashMap::from([("a".to_owned(), Place::default())]),
        begun: true,
        store: reader,
    };
    let mut told = Vec::new();
    for event in [Event::Init, Event::InitApply(of("new")), Event::InitDone] {
        told.extend(merging.take("a", event));
    }
    let told: Vec<String> = told
        .iter()
        .map(|event| match event {
            Event::Delete(object) => format!("gone {}", object.uid().unwrap()),
            Event::Apply(object) => format!("there {}", object.uid().unwrap()),
            _ => "?".to_owned(),
        })
        .collect();
    assert_eq!(told, ["gone old", "there new"]);
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
