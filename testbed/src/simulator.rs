//! The simulator of the DataWorks API, as a process on loopback.

use std::path::{Path, PathBuf};
use std::time::Duration;

use hyper::Method;
use serde_json::Value;

use crate::process::{Lifetime, Log, Process, Program, Signal};
use crate::wait::{self, Look};
use crate::{Error, Result, admin, files, layout};

pub(crate) const NAME: &str = "simulator";

/// A machine where many of them start at once included.
const DEADLINE: Duration = Duration::from_secs(120);

/// What the simulator is told at its start.
#[derive(Debug, Clone)]
pub struct SimulatorOptions {
    /// The AccessKey that it accepts.
    pub access_key_id: String,
    /// The secret of that AccessKey.
    pub access_key_secret: String,
    /// The workspace that it holds.
    pub project_id: i64,
    /// The loopback port that it listens on; 0 takes a free one.
    pub port: u16,
    /// Further arguments.
    pub args: Vec<String>,
}

impl Default for SimulatorOptions {
    fn default() -> Self {
        Self {
            access_key_id: "LTAI5tSimulator".into(),
            access_key_secret: "simulator-secret".into(),
            project_id: 10000,
            port: 0,
            args: Vec::new(),
        }
    }
}

/// A running simulator; it ends when this is dropped.
#[derive(Debug)]
pub struct Simulator {
    process: Process,
    address: String,
    options: SimulatorOptions,
}

impl Simulator {
    /// Starts a simulator, with its files in `directory`.
    pub async fn start(directory: &Path, options: SimulatorOptions) -> Result<Self> {
        Self::start_with(directory, options, Lifetime::Tethered).await
    }

    pub(crate) async fn start_with(
        directory: &Path,
        options: SimulatorOptions,
        lifetime: Lifetime<'_>,
    ) -> Result<Self> {
        std::fs::create_dir_all(directory).map_err(Error::path("creating", directory))?;
        let file = directory.join("simulator.address");
        files::absent(&file, |path| std::fs::remove_file(path))?;
        let program = Program::new(NAME, &layout::simulator_binary()?)
            .args([
                "--listen",
                &format!("127.0.0.1:{}", options.port),
                "--address-file",
            ])
            .args([&file])
            .args([
                "--access-key-id",
                &options.access_key_id,
                "--access-key-secret",
                &options.access_key_secret,
            ])
            .args(["--project-id", &options.project_id.to_string()])
            .args(&options.args);
        let mut process = Process::spawn(&program, &log_path(directory), lifetime)?;
        let address = wait::until("the simulator's address", DEADLINE, || {
            let look = process.check().map(|()| read_address(&file));
            std::future::ready(look)
        })
        .await?;
        Ok(Self {
            process,
            address,
            options,
        })
    }

    /// Its base address, for the `endpoint` of a workspace.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it was told at its start.
    pub fn options(&self) -> &SimulatorOptions {
        &self.options
    }

    /// What it printed.
    pub fn log(&self) -> &Log {
        self.process.log()
    }

    /// Kills it, freezes it, and so on.
    pub fn signal(&mut self, signal: Signal) -> Result<()> {
        self.process.signal(signal)
    }

    /// Reads from its admin interface; `path` is what follows `/_admin/`.
    pub async fn get(&self, path: &str) -> Result<Value> {
        self.admin(Method::GET, path, None).await
    }

    /// Puts to its admin interface.
    pub async fn put(&self, path: &str, body: &Value) -> Result<Value> {
        self.admin(Method::PUT, path, Some(body)).await
    }

    /// Patches through its admin interface.
    pub async fn patch(&self, path: &str, body: &Value) -> Result<Value> {
        self.admin(Method::PATCH, path, Some(body)).await
    }

    /// Posts to its admin interface.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.admin(Method::POST, path, Some(body)).await
    }

    /// Deletes through its admin interface.
    pub async fn delete(&self, path: &str) -> Result<Value> {
        self.admin(Method::DELETE, path, None).await
    }

    pub(crate) fn leave_running(self) {
        self.process.leave_running();
    }

    async fn admin(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value> {
        admin::request(&self.address, method, &format!("/_admin/{path}"), body).await
    }
}

/// The log of the simulator whose files are in `directory`.
pub(crate) fn log_path(directory: &Path) -> PathBuf {
    directory.join("simulator.log")
}

/// The address, once its line is whole. The file may hold the address alone or with the scheme.
fn read_address(file: &Path) -> Look<String> {
    match std::fs::read_to_string(file) {
        Ok(text) if !text.trim().is_empty() => Look::Met(
            text.trim()
                .trim_start_matches("http://")
                .trim_end_matches('/')
                .to_owned(),
        ),
        _ => Look::NotYet("no address file yet".into()),
    }
}
