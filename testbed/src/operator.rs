//! The operator under test, as a process that has the rights of the chart's ServiceAccount and no more.

use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use crate::process::{Lifetime, Log, Process, Program, Signal, tether};
use crate::wait::{self, Look};
use crate::{Cluster, Error, Result, chart, kubeconfig, layout};

pub(crate) const NAME: &str = "operator";

/// The way to the API server, beside the log.
pub(crate) const KUBECONFIG: &str = "operator.kubeconfig";
/// A machine where many of them start at once included.
const PATIENCE: Duration = Duration::from_secs(120);

/// How the operator is run.
#[derive(Debug, Clone)]
pub struct OperatorOptions {
    /// The namespace that it watches; all of them when `None`.
    pub watch_namespace: Option<String>,
    /// May a workspace name a loopback endpoint, that is, the simulator's?
    pub allow_loopback_endpoints: bool,
    /// The lease that it must hold to act, in the namespace of its ServiceAccount. Without one it acts at once, and so it
    /// does after a kill.
    pub lease: Option<String>,
    /// `text` or `json`.
    pub log_format: String,
    /// Further arguments of `dataworks-operator run`.
    pub args: Vec<String>,
    /// Further environment variables.
    pub env: Vec<(String, String)>,
    /// How long its token is valid.
    pub token_validity: Duration,
    /// Another way to the API server than the cluster's own.
    pub api_server: Option<ApiServer>,
}

/// A way to the API server: a proxy that stands before it.
#[derive(Debug, Clone)]
pub struct ApiServer {
    /// Where it is, on plain HTTP.
    pub address: String,
    /// The token that the operator signs in with.
    pub token: String,
}

impl Default for OperatorOptions {
    fn default() -> Self {
        Self {
            watch_namespace: None,
            allow_loopback_endpoints: true,
            lease: None,
            log_format: "text".into(),
            args: Vec::new(),
            env: Vec::new(),
            token_validity: Duration::from_secs(24 * 60 * 60),
            api_server: None,
        }
    }
}

/// A running operator; it is killed when this is dropped.
#[derive(Debug)]
pub struct Operator {
    program: Program,
    log: PathBuf,
    /// How long the log was before the process that runs now.
    logged_before: usize,
    process: Process,
}

impl Operator {
    /// Starts the operator as the ServiceAccount of the installed chart, with its files in `directory`.
    pub async fn start(cluster: &Cluster, directory: &Path, options: &OperatorOptions) -> Result<Self> {
        Self::start_with(cluster, directory, options, Lifetime::Tethered).await
    }

    pub(crate) async fn start_with(
        cluster: &Cluster,
        directory: &Path,
        options: &OperatorOptions,
        lifetime: Lifetime<'_>,
    ) -> Result<Self> {
        std::fs::create_dir_all(directory).map_err(Error::path("creating", directory))?;
        let kubeconfig = directory.join(KUBECONFIG);
        match &options.api_server {
            Some(ApiServer { address, token }) => {
                let server = kubeconfig::Server::plain(address);
                kubeconfig::write(&kubeconfig, &server, chart::RELEASE, token, chart::NAMESPACE)?;
            }
            None => {
                let validity = options.token_validity;
                cluster
                    .service_account_kubeconfig(chart::NAMESPACE, chart::RELEASE, validity, &kubeconfig)
                    .await?;
            }
        }
        Self::spawn_with(program(directory, options)?, directory, lifetime)
    }

    /// Starts this program as an operator whose files are in `directory`.
    pub(crate) fn spawn(program: Program, directory: &Path) -> Result<Self> {
        Self::spawn_with(program, directory, Lifetime::Tethered)
    }

    fn spawn_with(program: Program, directory: &Path, lifetime: Lifetime<'_>) -> Result<Self> {
        let log = log_path(directory);
        let logged_before = Log::new(&log).read().len();
        let process = Process::spawn(&program, &log, lifetime)?;
        Ok(Self {
            program,
            log,
            logged_before,
            process,
        })
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// All that it logged, over restarts.
    pub fn log(&self) -> &Log {
        self.process.log()
    }

    /// Fails when it has ended, with the end of its log.
    pub fn check(&mut self) -> Result<()> {
        self.process.check()
    }

    /// Where it serves `/livez` and `/readyz`, once it does.
    pub async fn health_address(&mut self) -> Result<String> {
        self.address_of("/readyz").await
    }

    /// Where it serves `/metrics`, once it does.
    pub async fn metrics_address(&mut self) -> Result<String> {
        self.address_of("/metrics").await
    }

    async fn address_of(&mut self, path: &str) -> Result<String> {
        let (before, log) = (self.logged_before, Log::new(&self.log));
        wait::until(&format!("the operator's address of {path}"), PATIENCE, || {
            let look = self.process.check().map(|()| {
                let text = log.read();
                match text.get(before..).and_then(|log| address_of(path, log)) {
                    Some(address) => Look::Met(address.to_owned()),
                    None => Look::NotYet("it is not in the log yet".into()),
                }
            });
            std::future::ready(look)
        })
        .await
    }

    /// Kills it at once, as a lost node would, and waits for its end.
    pub async fn kill(&mut self) -> Result<ExitStatus> {
        self.process.signal(Signal::Kill)?;
        self.process.wait(PATIENCE).await
    }

    /// Asks it to end, as the kubelet does, and waits for its end.
    pub async fn terminate(&mut self) -> Result<ExitStatus> {
        self.process.signal(Signal::Terminate)?;
        self.process.wait(PATIENCE).await
    }

    /// Waits for its end, which something else brought about.
    pub async fn ended(&mut self) -> Result<ExitStatus> {
        self.process.wait(PATIENCE).await
    }

    /// What kills the process that runs now, at once and from wherever it is called.
    pub fn killer(&self) -> impl FnOnce() + Send + 'static + use<> {
        let pid = self.pid();
        move || drop(tether::signal_pid(pid, Signal::Kill))
    }

    /// Freezes it or lets it go on.
    pub fn signal(&mut self, signal: Signal) -> Result<()> {
        self.process.signal(signal)
    }

    /// Starts it again with the same settings, after killing it if it still runs.
    pub async fn restart(&mut self) -> Result<()> {
        self.kill().await?;
        self.logged_before = self.log().read().len();
        self.process = Process::spawn(&self.program, &self.log, Lifetime::Tethered)?;
        Ok(())
    }

    pub(crate) fn leave_running(self) {
        self.process.leave_running();
    }
}

/// The log of the operator whose files are in `directory`.
pub(crate) fn log_path(directory: &Path) -> PathBuf {
    directory.join("operator.log")
}

/// The operator with the kubeconfig that [`Operator::start`] left in `directory`.
pub(crate) fn program(directory: &Path, options: &OperatorOptions) -> Result<Program> {
    let mut program = Program::new(NAME, &layout::operator_binary()?)
        .args([
            "run",
            "--health-address",
            "127.0.0.1:0",
            "--log-format",
            &options.log_format,
        ])
        .args(&options.args)
        .env("KUBECONFIG", directory.join(KUBECONFIG))
        .env("METRICS_ADDRESS", "127.0.0.1:0");
    if let Some(namespace) = &options.watch_namespace {
        program = program.args(["--watch-namespace", namespace]);
    }
    program = match &options.lease {
        Some(lease) => program.args(["--lease-name", lease]),
        None => program.args(["--leader-elect=false"]),
    };
    if options.allow_loopback_endpoints {
        program = program.args(["--allow-loopback-endpoints"]);
    }
    Ok(options
        .env
        .iter()
        .fold(program, |program, (name, value)| program.env(name, value)))
}

/// The address on the line that tells of `path`, in either format of the log.
fn address_of<'a>(path: &str, log: &'a str) -> Option<&'a str> {
    let line = log
        .split_inclusive('\n')
        .find(|line| line.contains(path) && line.ends_with('\n'))?;
    let address = &line[line.find("127.0.0.1:")?..];
    let end = address.find(|character: char| !(character.is_ascii_digit() || ".:".contains(character)));
    Some(&address[..end.unwrap_or(address.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_from_both_formats_and_not_from_half_a_line() {
        let text = "INFO ready\nINFO serves /livez and /readyz address=127.0.0.1:41825\n";
        let health_address = |log| address_of("/readyz", log);
        assert_eq!(health_address(text), Some("127.0.0.1:41825"));
        assert_eq!(address_of("/metrics", text), None);
        let json = "{\"fields\":{\"message\":\"serves /livez and /readyz\",\"address\":\"127.0.0.1:7\"}}\n";
        assert_eq!(health_address(json), Some("127.0.0.1:7"));
        assert_eq!(
            health_address("INFO serves /livez and /readyz address=127.0.0.1:41"),
            None
        );
    }
}
