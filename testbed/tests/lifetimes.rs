//! A control plane serves, and leaves nothing behind: not when it is dropped, and not when its owner is killed.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use testbed::wait::{self, Look};
use testbed::{ControlPlane, Error, Scratch, Tools};

const SOON: Duration = Duration::from_secs(60);

/// The processes whose command line names `directory`.
fn processes_of(directory: &Path) -> Vec<String> {
    let needle = directory.to_string_lossy().into_owned();
    let lines = std::fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| {
        let line = std::fs::read(entry.path().join("cmdline")).ok()?;
        Some(String::from_utf8_lossy(&line).replace('\0', " "))
    });
    lines.filter(|line| line.contains(&needle)).collect()
}

async fn nothing_is_left_of(directory: &Path) {
    wait::until("the end of all processes", SOON, || {
        let left = processes_of(directory);
        let look = if left.is_empty() {
            Look::Met(())
        } else {
            Look::NotYet(left.join("\n"))
        };
        std::future::ready(Ok(look))
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_control_plane_serves_and_ends_with_its_handle() {
    let scratch = Scratch::new("drop").unwrap();
    let tools = Tools::ensure().await.unwrap();
    let control_plane = ControlPlane::start(scratch.path(), &tools).await.unwrap();
    let cluster = control_plane.cluster();

    cluster.create_namespace("one").await.unwrap();
    let configmap = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}"#;
    cluster.apply("one", configmap).await.unwrap();
    // It is written down after it was answered.
    wait::until("the audit log to tell of it", SOON, || {
        let audit = std::fs::read_to_string(cluster.audit_log().unwrap()).unwrap();
        let told = audit.contains("/api/v1/namespaces/one/configmaps");
        std::future::ready(Ok(match told {
            true => Look::Met(()),
            false => Look::NotYet(format!("{} lines", audit.lines().count())),
        }))
    })
    .await
    .unwrap();

    let kubeconfig = scratch.path().join("somebody");
    cluster
        .service_account_kubeconfig("one", "default", Duration::from_secs(600), &kubeconfig)
        .await
        .unwrap();
    let somebody = testbed::Cluster::new(&kubeconfig, tools);
    let who = somebody
        .kubectl(&["auth", "whoami", "-o", "jsonpath={.status.userInfo.username}"])
        .await
        .unwrap();
    assert_eq!(who, "system:serviceaccount:one:default");
    let refused = somebody
        .kubectl(&["get", "configmaps"])
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("Forbidden"), "RBAC is on: {refused}");

    assert!(processes_of(scratch.path()).len() >= 3);
    drop(control_plane);
    nothing_is_left_of(scratch.path()).await;
}

#[tokio::test]
async fn a_control_plane_ends_when_its_owner_is_killed() {
    let scratch = Scratch::new("kill").unwrap();
    let mut server = Command::new(env!("CARGO_BIN_EXE_testbed"))
        .args(["serve", "--dir"])
        .arg(scratch.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert!(line.contains("kubeconfig"), "{line}");
    assert!(processes_of(scratch.path()).len() >= 4);
    server.kill().unwrap();
    server.wait().unwrap();
    nothing_is_left_of(scratch.path()).await;
}

#[tokio::test]
async fn a_failed_start_names_the_process_and_its_last_words() {
    let scratch = Scratch::new("fail").unwrap();
    let mut tools = Tools::ensure().await.unwrap();
    tools.etcd = "/bin/false".into();
    let error = ControlPlane::start(scratch.path(), &tools).await.unwrap_err();
    assert!(
        matches!(&error, Error::Exited { name, .. } if name == "etcd"),
        "{error}"
    );
    nothing_is_left_of(scratch.path()).await;
}

#[tokio::test]
async fn the_shared_control_plane_is_one() {
    let one = ControlPlane::shared().await.unwrap();
    let other = ControlPlane::shared().await.unwrap();
    assert!(std::ptr::eq(one, other));
    assert_eq!(one.kubectl(&["get", "--raw", "/readyz"]).await.unwrap(), "ok");
}
