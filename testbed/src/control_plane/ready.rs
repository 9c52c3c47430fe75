//! When a control plane is ready, seen from outside, and never past the death of one of its processes.

use std::cell::RefCell;
use std::future::Future;
use std::time::Duration;

use super::{Place, apiserver};
use crate::process::Process;
use crate::wait::{self, Look};
use crate::{Cluster, Error, Result};

/// Cold disks and busy machines included; a healthy start takes three seconds.
const DEADLINE: Duration = Duration::from_secs(300);

/// The API server has written its certificate.
pub(super) async fn certificate(place: &Place<'_>, processes: &mut [&mut Process]) -> Result<()> {
    // The key is written after the certificate, so the certificate is whole once the key is there.
    let key = apiserver::certificate(place).with_extension("key");
    watch("the API server's certificate", processes, || {
        let there = std::fs::metadata(&key).is_ok_and(|file| file.len() > 0);
        std::future::ready(Ok(if there {
            Look::Met(())
        } else {
            Look::NotYet("no file yet".into())
        }))
    })
    .await
}

/// The API server says so itself.
pub(super) async fn api(cluster: &Cluster, processes: &mut [&mut Process]) -> Result<()> {
    watch("the API server", processes, || {
        answer(cluster, &["get", "--raw", "/readyz"])
    })
    .await
}

/// The default ServiceAccount is there, so the controllers work.
pub(super) async fn service_account(cluster: &Cluster, processes: &mut [&mut Process]) -> Result<()> {
    let get = ["get", "serviceaccount", "default", "-n", "default"];
    watch("the default ServiceAccount", processes, || answer(cluster, &get)).await
}

async fn answer(cluster: &Cluster, args: &[&str]) -> Result<Look<()>> {
    match cluster.kubectl(args).await {
        Ok(_) => Ok(Look::Met(())),
        Err(Error::Command { output, .. }) => Ok(Look::NotYet(output)),
        Err(error) => Err(error),
    }
}

async fn watch<F, Fut>(what: &str, processes: &mut [&mut Process], look: F) -> Result<()>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<Look<()>>>,
{
    let processes = RefCell::new(processes);
    wait::until(what, DEADLINE, || {
        let alive = processes
            .borrow_mut()
            .iter_mut()
            .try_for_each(|process| process.check());
        let look = look();
        async move { alive.and(look.await) }
    })
    .await
}
