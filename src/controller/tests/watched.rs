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
    tasks.of("").follow::<()>(&Err(watcher::Error::NoResourceVersion));
    assert!(
        watches
            .trouble()
            .is_some_and(|trouble| trouble.starts_with("tasks: "))
    );
    tasks.of("").goes_on();
    assert_eq!(watches.trouble(), None, "it was listed before");
}
