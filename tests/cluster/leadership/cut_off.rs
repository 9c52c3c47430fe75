//! A leader that the API server does not answer any more, while its process and the way to DataWorks are well.

use std::path::Path;
use std::time::{Duration, Instant};

use testbed::{Cluster, Scratch};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::{SOON, logged, time_of};
use crate::stage::*;

/// A way to a server that can be made to swallow all that is sent.
struct Way {
    address: String,
    open: watch::Sender<bool>,
}

impl Way {
    async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let open = watch::Sender::new(true);
        let asked = open.subscribe();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, mut asked) = (server.clone(), asked.clone());
                tokio::spawn(async move {
                    // While it is closed a connection stays as it is, without a byte.
                    let _ = asked.wait_for(|open| *open).await;
                    let upstream = TcpStream::connect(server).await.unwrap();
                    carry(client, upstream, asked).await;
                });
            }
        });
        Self { address, open }
    }
}

/// Carries bytes until the way is closed, holds the connection while it is, and drops it when it is open again.
async fn carry(mut client: TcpStream, mut server: TcpStream, mut asked: watch::Receiver<bool>) {
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => return,
        _ = asked.wait_for(|open| !*open) => {}
    }
    let _ = asked.wait_for(|open| *open).await;
}

/// The cluster as it is reached over this address.
fn over(address: &str, cluster: &Cluster, directory: &Path) -> Cluster {
    let kubeconfig = std::fs::read_to_string(cluster.kubeconfig()).unwrap();
    let kubeconfig = kubeconfig.replace(&server_of(cluster), address);
    let path = directory.join("kubeconfig");
    std::fs::write(&path, kubeconfig).unwrap();
    Cluster::new(&path, cluster.tools().clone())
}

/// Host and port of the API server.
fn server_of(cluster: &Cluster) -> String {
    let kubeconfig = std::fs::read_to_string(cluster.kubeconfig()).unwrap();
    let (_, rest) = kubeconfig.split_once("https://").unwrap();
    let end = rest.find(|character: char| !(character.is_ascii_alphanumeric() || ".:-".contains(character)));
    rest[..end.unwrap_or(rest.len())].to_owned()
}

#[tokio::test]
async fn a_leader_that_is_cut_off_steps_down_and_comes_back_as_a_standby() {
    let mut stage = Stage::led("cut-off").await;
    let scratch = Scratch::new("cut-off").unwrap();
    let way = Way::to(server_of(stage.cluster)).await;
    logged(&stage.operator, "leads").await;
    let mut far = stage
        .join(&over(&way.address, stage.cluster, scratch.path()))
        .await;
    logged(&far, "stands by").await;
    stage.operator.kill().await.unwrap();
    logged(&far, "leads").await;
    stage.create("orders", realtime()).await;
    stage.until_ready("orders").await;

    way.open.send_replace(false);
    let cut = Instant::now();
    let near = stage.join(stage.cluster).await;
    let stepped_down = logged(&far, "lost the lease").await - cut;
    let took = logged(&near, "leads").await - cut;
    stage.create("more", realtime()).await;
    stage.until_ready("more").await;
    println!("cut off: steps down after {stepped_down:.1?}, another one leads after {took:.1?}");
    let (stepped_down, led) = (time_of(&far, "lost the lease"), time_of(&near, "leads"));
    assert!(
        stepped_down < led,
        "two led at once: from {led}, and until {stepped_down}"
    );
    assert!(took < SOON, "{took:?}");
    tokio::time::sleep(Duration::from_secs(5)).await;
    let complaints = far.log().read().matches("did not answer for the lease").count();
    // It looks once a second, and waits longer for an answer.
    let seconds = usize::try_from(cut.elapsed().as_secs()).unwrap() + 1;
    assert!(
        (1..=seconds).contains(&complaints),
        "{complaints} complaints in {seconds} s"
    );

    way.open.send_replace(true);
    far.check().unwrap();
    let back = || async {
        Ok(match far.log().read().rsplit_once("stands by") {
            Some((before, _)) if before.contains("lost the lease") => testbed::wait::Look::Met(()),
            _ => testbed::wait::Look::NotYet(far.log().tail(20)),
        })
    };
    testbed::wait::until("the other to stand by again", PATIENCE, back)
        .await
        .unwrap();
    assert_eq!(stage.remote().await.len(), 2);
}
