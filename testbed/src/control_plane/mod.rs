//! A real Kubernetes control plane: etcd, kube-apiserver and kube-controller-manager on loopback ports.
//!
//! There is no kubelet and no scheduler: Deployments get their Pods, and the Pods stay Pending.

mod apiserver;
mod controller_manager;
mod etcd;
mod keys;
mod ready;
mod shared;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub(crate) use apiserver::AUDIT_LOG;
pub(crate) use shared::Announcement;

use crate::process::{Lifetime, Process, Program, Signal};
use crate::tools::Tools;
use crate::{Cluster, Error, Result, files, ports};

/// How often other ports are tried when one was taken before it could be used.
const ATTEMPTS: usize = 5;

/// How long a process may take to end.
const PATIENCE: Duration = Duration::from_secs(120);

/// The names of the processes, in the order in which they are ended.
pub(crate) const PROCESSES: [&str; 3] = [controller_manager::NAME, apiserver::NAME, etcd::NAME];

/// A running control plane; it ends when this is dropped.
#[derive(Debug)]
pub struct ControlPlane {
    cluster: Cluster,
    /// In the order of [`PROCESSES`]: what depends on another goes first.
    processes: [Process; 3],
    /// How the store is started again over its data.
    store: Program,
    store_log: PathBuf,
}

/// Where the files of a control plane are.
#[derive(Debug)]
struct Place<'a> {
    directory: &'a Path,
}

impl Place<'_> {
    fn file(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    /// Makes the directory and takes away what an earlier start left: its data would be joined, its logs shown.
    fn prepare(&self) -> Result<()> {
        std::fs::create_dir_all(self.directory).map_err(Error::path("creating", self.directory))?;
        for name in [etcd::DATA, apiserver::CERTIFICATES] {
            files::absent(&self.file(name), |path| std::fs::remove_dir_all(path))?;
        }
        for log in PROCESSES
            .map(|process| self.log(process))
            .into_iter()
            .chain([self.file(AUDIT_LOG)])
        {
            files::absent(&log, |path| std::fs::remove_file(path))?;
        }
        Ok(())
    }

    fn log(&self, process: &str) -> PathBuf {
        self.directory.join(format!("{process}.log"))
    }
}

impl ControlPlane {
    /// Starts a control plane with its files in `directory` and waits until it serves. It ends with its handle.
    pub async fn start(directory: &Path, tools: &Tools) -> Result<Self> {
        Self::start_with(directory, tools, Lifetime::Tethered).await
    }

    pub(crate) async fn start_with(directory: &Path, tools: &Tools, lifetime: Lifetime<'_>) -> Result<Self> {
        let mut attempt = 1;
        loop {
            match Self::attempt(directory, tools, lifetime).await {
                Err(Error::Exited { tail, .. }) if attempt < ATTEMPTS && ports::was_taken(&tail) => {
                    attempt += 1
                }
                outcome => return outcome,
            }
        }
    }

    /// The way in.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// Kills the store at once. The API server stays, and can answer nothing.
    pub async fn kill_store(&mut self) -> Result<()> {
        let store = self.store();
        store.signal(Signal::Kill)?;
        store.wait(PATIENCE).await.map(drop)
    }

    /// Starts the store again, over the data that it had.
    pub fn start_store(&mut self) -> Result<()> {
        let store = Process::spawn(&self.store, &self.store_log, Lifetime::Tethered)?;
        *self.store() = store;
        Ok(())
    }

    fn store(&mut self) -> &mut Process {
        let [_, _, store] = &mut self.processes;
        store
    }

    /// Lets detached processes go on without us.
    pub(crate) fn leave_running(self) {
        self.processes.into_iter().for_each(Process::leave_running);
    }

    async fn attempt(directory: &Path, tools: &Tools, lifetime: Lifetime<'_>) -> Result<Self> {
        let place = Place { directory };
        place.prepare()?;
        let [etcd_port, api_port] = ports::free()?;
        let keys = keys::Keys::create(&place)?;
        let store = etcd::program(&place, tools, etcd_port);
        let mut etcd = Process::spawn(&store, &place.log(etcd::NAME), lifetime)?;
        let apiserver = apiserver::program(&place, tools, &keys, etcd_port, api_port)?;
        let mut apiserver = Process::spawn(&apiserver, &place.log(apiserver::NAME), lifetime)?;
        ready::certificate(&place, &mut [&mut etcd, &mut apiserver]).await?;
        let cluster = Cluster::new(&apiserver::kubeconfig(&place, &keys, api_port)?, tools.clone());
        ready::api(&cluster, &mut [&mut etcd, &mut apiserver]).await?;
        let manager = controller_manager::program(&place, tools, &keys, cluster.kubeconfig());
        let mut manager = Process::spawn(&manager, &place.log(controller_manager::NAME), lifetime)?;
        ready::service_account(&cluster, &mut [&mut etcd, &mut apiserver, &mut manager]).await?;
        Ok(Self {
            cluster,
            processes: [manager, apiserver, etcd],
            store,
            store_log: place.log(etcd::NAME),
        })
    }
}
