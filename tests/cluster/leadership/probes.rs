//! What the probes tell of a leader and of one that stands by.

use super::led;
use crate::stage::probe;

#[tokio::test]
async fn both_are_ready_and_say_as_what() {
    let (mut stage, mut standby) = led("probes").await;
    let leader = probe(&mut stage.operator, "/readyz").await;
    assert!(leader.starts_with("HTTP/1.1 200"), "{leader}");
    assert!(
        leader.ends_with("[+] api-server\n[+] leader-election: leads\n[+] resources-watched\n"),
        "{leader}"
    );
    let other = probe(&mut standby, "/readyz").await;
    assert!(other.starts_with("HTTP/1.1 200"), "{other}");
    assert!(
        other.contains("[+] leader-election: stands by for dataworks-operator_"),
        "{other}"
    );
    for operator in [&mut stage.operator, &mut standby] {
        assert!(probe(operator, "/livez").await.starts_with("HTTP/1.1 200"));
    }
}
