//! One control plane for all tests of a process.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

use super::ControlPlane;
use crate::tools::Tools;
use crate::{Cluster, Error, Result, layout};

/// The line that `testbed serve` prints when it is ready.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Announcement {
    pub(crate) kubeconfig: PathBuf,
}

struct Shared {
    cluster: Cluster,
    /// Nobody drops a static: the server ends because its standard input closes when this process ends.
    _server: Option<Child>,
}

static SHARED: OnceCell<Shared> = OnceCell::const_new();

impl ControlPlane {
    /// The control plane that all tests of this process share: that of `$TESTBED_KUBECONFIG`, or one that is started
    /// by the first call and ends with the process. Tests keep apart by namespaces of their own.
    pub async fn shared() -> Result<&'static Cluster> {
        let shared = SHARED.get_or_try_init(|| async {
            if let Some(kubeconfig) = std::env::var_os("TESTBED_KUBECONFIG") {
                let cluster = Cluster::new(Path::new(&kubeconfig), Tools::ensure().await?);
                return Ok(Shared {
                    cluster,
                    _server: None,
                });
            }
            let (server, announcement) = tokio::task::spawn_blocking(serve)
                .await
                .map_err(|error| Error::State(format!("starting `testbed serve`: {error}")))??;
            let cluster = Cluster::new(&announcement.kubeconfig, Tools::ensure().await?);
            Ok(Shared {
                cluster,
                _server: Some(server),
            })
        });
        shared.await.map(|shared| &shared.cluster)
    }
}

/// Starts `testbed serve`, which may have to build the tools first and says so on standard error.
fn serve() -> Result<(Child, Announcement)> {
    let mut server = Command::new(layout::testbed_binary()?)
        .arg("serve")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(Error::io("starting `testbed serve`"))?;
    let mut line = String::new();
    if let Some(stdout) = server.stdout.take() {
        BufReader::new(stdout)
            .read_line(&mut line)
            .map_err(Error::io("reading from `testbed serve`"))?;
    }
    if line.is_empty() {
        let status = server.wait().map_err(Error::io("waiting for `testbed serve`"))?;
        return Err(Error::Command {
            command: "testbed serve".into(),
            status: status.to_string(),
            output: "it said why on standard error".into(),
        });
    }
    let announcement =
        serde_json::from_str(&line).map_err(Error::json("the announcement of `testbed serve`"))?;
    Ok((server, announcement))
}
