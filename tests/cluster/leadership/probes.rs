//! What the probes tell of a leader and of one that stands by.

use super::led;
use crate::stage::{probe, until_readyz};

#[tokio::test]
async fn both_are_ready_and_say_as_what() {
    let (mut stage, mut standby) = led("probes").await;
    let leads = "[+] api-server\n[+] leader-election: leads\n[+] resources-watched\n";
    until_readyz(&mut stage.operator, 200, leads).await;
    let stands_by = "[+] leader-election: stands by for dataworks-operator_";
    until_readyz(&mut standby, 200, stands_by).await;
    for operator in [&mut stage.operator, &mut standby] {
        assert!(probe(operator, "/livez").await.starts_with("HTTP/1.1 200"));
    }
}
