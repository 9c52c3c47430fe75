//! An API server that refuses, forgets, dawdles or is not there: the operator neither ends nor spins, and goes on when
//! it is over.

use std::time::Duration;

use kube::ResourceExt;
use serde_json::json;
use testbed::proxy::{Canned, Head};
use tokio::time::{Instant, sleep, sleep_until};

use crate::stage::*;

/// How long a fault lasts.
const FAULT: Duration = Duration::from_secs(8);

/// Requests a second that are not spinning, with one task: a conflict is retried after a fifth of a second, with a read
/// and a write, and both watches are opened again at growing pauses.
const MOST_A_SECOND: usize = 20;

/// A stage behind proxies, with a workspace and a task at rest.
async fn behind(name: &str) -> (Stage, Proxies) {
    let unnamed = |_: &Head<'_>, _: &[u8]| None;
    let (stage, proxies) = Ground::new().await.stage(name, unnamed, unnamed).await;
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(json!({})).await;
    stage.create("before", realtime()).await;
    stage.until_ready("before").await;
    (stage, proxies)
}

/// Creates a task during a fault, which lasts a while, and waits for it afterwards. The operator asks no more than it
/// should meanwhile.
async fn endures(mut stage: Stage, proxies: Proxies, what: &str) {
    let (before, begin) = (proxies.kubernetes.requests(), Instant::now());
    stage.create("orders", realtime()).await;
    sleep_until(begin + FAULT).await;
    let asked = proxies.kubernetes.requests() - before;
    let seconds = usize::try_from(begin.elapsed().as_secs()).unwrap() + 1;
    println!("{what}: {asked} requests in {seconds} s");
    assert!(
        asked <= MOST_A_SECOND * seconds,
        "{what}: {asked} requests in {seconds} s"
    );
    stage.operator.check().unwrap();
    proxies.kubernetes.answer_no_more();
    proxies.kubernetes.slow_down(Duration::ZERO);
    stage.until_ready("orders").await;
    stage.delete("before").await;
    stage.until_gone("before").await;
    stage.operator.check().unwrap();
    assert_eq!(stage.remote().await.len(), 1);
}

fn is_task_write(head: &Head<'_>) -> bool {
    *head.method == "PATCH" && head.path.contains("/disynctasks/")
}

#[tokio::test]
async fn every_write_conflicts_for_a_while() {
    let (stage, proxies) = behind("conflicts").await;
    proxies
        .kubernetes
        .answer(Canned::new(409, "Conflict", is_task_write));
    endures(stage, proxies, "conflicts").await;
}

#[tokio::test]
async fn every_watch_has_expired_for_a_while() {
    let (stage, proxies) = behind("expired").await;
    proxies
        .kubernetes
        .answer(Canned::new(410, "Expired", |head| head.is_watch()));
    proxies.kubernetes.drop_watches();
    endures(stage, proxies, "expired watches").await;
}

#[tokio::test]
async fn the_api_server_is_busy_for_a_while() {
    let (stage, proxies) = behind("busy").await;
    let busy = Canned::new(429, "TooManyRequests", |_| true).with_header("retry-after", "1");
    proxies.kubernetes.answer(busy);
    proxies.kubernetes.drop_watches();
    endures(stage, proxies, "busy").await;
}

#[tokio::test]
async fn the_api_server_fails_for_a_while() {
    let (stage, proxies) = behind("failing").await;
    proxies
        .kubernetes
        .answer(Canned::new(500, "InternalError", |_| true));
    proxies.kubernetes.drop_watches();
    endures(stage, proxies, "failing").await;
}

#[tokio::test]
async fn the_api_server_is_slow() {
    let (stage, proxies) = behind("slow").await;
    proxies.kubernetes.slow_down(Duration::from_secs(1));
    endures(stage, proxies, "slow").await;
}

#[tokio::test]
async fn watches_break_off_again_and_again() {
    let (stage, proxies) = behind("broken-off").await;
    let before = proxies.kubernetes.requests();
    for n in 0..8 {
        proxies.kubernetes.drop_watches();
        // What happens between two watches is not missed.
        stage.create(&format!("task-{n}"), realtime()).await;
        sleep(Duration::from_millis(500)).await;
    }
    for n in 0..8 {
        stage.until_ready(&format!("task-{n}")).await;
    }
    let asked = proxies.kubernetes.requests() - before;
    // About ten for each task, and six for each drop.
    assert!(asked <= 400, "{asked} requests");
    assert_eq!(stage.remote().await.len(), 9);
}

#[tokio::test]
async fn the_api_server_is_not_there_for_a_while() {
    let (mut stage, proxies) = behind("absent").await;
    stage.until_readyz(200, "[+] resources-watched").await;
    proxies.kubernetes.close();
    stage.create("orders", realtime()).await;
    stage.delete("before").await;
    stage.until_readyz(503, "[-] resources-watched: ").await;
    sleep(Duration::from_secs(15)).await;
    stage.operator.check().unwrap();
    let before = proxies.kubernetes.requests();
    proxies.kubernetes.open();
    stage.until_readyz(200, "[+] resources-watched").await;
    stage.until_ready("orders").await;
    stage.until_gone("before").await;
    stage.operator.check().unwrap();
    let asked = proxies.kubernetes.requests() - before;
    assert!(asked <= 100, "{asked} requests");
    assert_eq!(stage.remote().await.len(), 1);
}

#[tokio::test]
async fn a_resource_that_takes_the_place_of_another_gets_a_task_of_its_own() {
    for dead in [false, true] {
        let (mut stage, proxies) = behind("place").await;
        proxies.kubernetes.delay_watches(Duration::from_secs(1));
        let first = stage.create("orders", realtime()).await.uid().unwrap();
        let old = stage.until_ready("orders").await.status.unwrap().file_id;
        if dead {
            stage.operator.kill().await.unwrap();
        }
        // Somebody takes the finalizer off: the resource goes, and its task stays.
        let loose = json!({ "metadata": { "finalizers": null } });
        stage.delete("orders").await;
        if stage.tasks().get_opt("orders").await.unwrap().is_some() {
            let _ = stage.try_edit("orders", loose).await;
        }
        stage.until_gone("orders").await;
        // The operator may have begun with the deletion meanwhile.
        proxies.quiet().await;
        let held = stage.remote().await.len();
        let second = stage.create("orders", realtime()).await.uid().unwrap();
        assert_ne!(first, second);
        if dead {
            stage.operator.restart().await.unwrap();
        }
        if held == 2 {
            // The task of the one before has the name, and it is older than the one that is there now.
            stage.until_reason("orders", "NameConflict").await;
            assert_eq!(stage.remote().await.len(), 2, "{dead}");
            let adopt = json!({ "spec": { "adoption": "IfExists" } });
            stage.edit("orders", adopt).await;
            let adopted = stage.until_ready("orders").await.status.unwrap();
            assert_eq!(adopted.file_id, old, "{dead}");
        } else {
            let new = stage.until_ready("orders").await.status.unwrap();
            assert_ne!(new.file_id, old, "{dead}");
        }
        stage.operator.check().unwrap();
        assert_eq!(stage.remote().await.len(), 2, "{dead}");
    }
}
