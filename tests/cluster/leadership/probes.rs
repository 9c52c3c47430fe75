//! What the probes tell of a leader and of one that stands by.

use testbed::Operator;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::led;

/// The answer of a probe, from the status on.
async fn probe(operator: &mut Operator, path: &str) -> String {
    let address = operator.health_address().await.unwrap();
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

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
