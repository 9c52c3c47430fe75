//! What is told of the watches.

use super::*;

#[test]
fn it_tells_what_is_in_the_way_until_the_api_server_answers() {
    let new = |resource| Watching::new(resource, Metrics::default());
    let (tasks, workspaces) = (new("tasks"), new("workspaces"));
    let watches = Watches(vec![tasks.clone(), workspaces.clone()]);
    let listed: Result<_, watcher::Error> = Ok(watcher::Event::<()>::InitDone);
    assert_eq!(watches.trouble().as_deref(), Some("tasks: not listed yet"));
    tasks.cached(&listed);
    let [a, b] = ["a", "b"].map(|namespace| workspaces.of(namespace));
    a.broke_off(&"forbidden");
    assert_eq!(watches.trouble().as_deref(), Some("workspaces: forbidden"));
    b.goes_on();
    assert_eq!(watches.trouble().as_deref(), Some("workspaces: forbidden"));
    a.goes_on();
    assert_eq!(watches.trouble().as_deref(), Some("workspaces: not listed yet"));
    workspaces.cached(&listed);
    assert_eq!(watches.trouble(), None);
    let all = tasks.of("");
    all.follow::<()>(&Err(watcher::Error::NoResourceVersion));
    assert!(
        watches
            .trouble()
            .is_some_and(|trouble| trouble.starts_with("tasks: "))
    );
    all.goes_on();
    assert_eq!(watches.trouble(), None, "it was listed before");
}

#[test]
fn it_is_whole_when_each_namespace_was_listed() {
    let tasks = Watching::new("tasks", Metrics::default());
    let watched = tasks.subscribe();
    let listed: Result<_, watcher::Error> = Ok(watcher::Event::<()>::InitDone);
    let [a, b] = ["a", "b"].map(|namespace| tasks.of(namespace));
    a.follow(&listed);
    b.follow::<()>(&Err(watcher::Error::NoResourceVersion));
    tasks.cached(&listed);
    assert!(watched.borrow().is_listed());
    assert!(!watched.borrow().is_whole(), "one is kept out");
    b.follow(&listed);
    assert!(watched.borrow().is_whole());
    b.follow::<()>(&Err(watcher::Error::NoResourceVersion));
    assert!(watched.borrow().is_whole(), "it is known, as it was");
}
