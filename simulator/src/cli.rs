//! Command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;

use crate::state::behaviour::Behaviour;
use crate::state::clock::Clock;
use crate::state::identity::ACCOUNT;
use crate::state::keys::AccessKey;
use crate::state::process::ProcessPlan;
use crate::state::simulation::Start;

/// The DataWorks Data Integration API on a socket, for demos and tests without an account.
#[derive(Clone, Parser)]
#[command(name = "dataworks-simulator", version)]
pub struct Options {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, env = "SIMULATOR_LISTEN", default_value = "127.0.0.1:8765")]
    pub listen: SocketAddr,

    /// File that the URL is written to once the simulator listens
    #[arg(long, env = "SIMULATOR_ADDRESS_FILE", value_name = "PATH")]
    pub address_file: Option<PathBuf>,

    /// AccessKey that is valid from the start
    #[arg(
        long,
        env = "SIMULATOR_ACCESS_KEY_ID",
        value_name = "ID",
        default_value = "LTAI5tSimulator"
    )]
    pub access_key_id: String,

    /// Its secret
    #[arg(
        long,
        env = "SIMULATOR_ACCESS_KEY_SECRET",
        value_name = "SECRET",
        default_value = "simulator-secret",
        hide_env_values = true
    )]
    pub access_key_secret: String,

    /// Account that it belongs to, which the call limits are for
    #[arg(
        long,
        env = "SIMULATOR_ACCOUNT_ID",
        value_name = "ID",
        default_value = ACCOUNT
    )]
    pub account_id: String,

    /// Workspace that exists from the start; may be repeated
    #[arg(
        long = "project-id",
        env = "SIMULATOR_PROJECT_ID",
        value_name = "N",
        value_delimiter = ',',
        default_value = "10000"
    )]
    pub project_ids: Vec<i64>,

    /// Answer so many polls of a process with "in progress"
    #[arg(long, env = "SIMULATOR_PROCESS_POLLS", value_name = "N", default_value_t = 0)]
    pub process_polls: u32,

    /// Answer the polls of a process with "in progress" for so long
    #[arg(
        long,
        env = "SIMULATOR_PROCESS_DURATION_MS",
        value_name = "MS",
        default_value_t = 0
    )]
    pub process_duration_ms: u32,

    /// Let each start, stop and deployment take so long
    #[arg(long, env = "SIMULATOR_TRANSITION_MS", value_name = "MS", default_value_t = 0)]
    pub transition_ms: u32,

    /// Let time run faster: the simulated time is START + (time of the machine - START) * FACTOR, whenever the
    /// simulator is started
    #[arg(long, env = "SIMULATOR_CLOCK", value_name = "START*FACTOR")]
    clock: Option<Clock>,

    /// End when standard input is closed, so that the simulator does not outlive whoever started it
    #[arg(long, env = "SIMULATOR_EXIT_WITH_STDIN")]
    pub exit_with_stdin: bool,
}

impl Options {
    /// The state to start from.
    pub(crate) fn start(&self) -> Start {
        let process = ProcessPlan {
            polls: self.process_polls,
            duration_ms: self.process_duration_ms,
            ..ProcessPlan::default()
        };
        Start {
            clock: self.clock.unwrap_or_default(),
            key: AccessKey::permanent(
                self.access_key_id.clone(),
                self.access_key_secret.clone(),
                self.account_id.clone(),
            ),
            project_ids: self.project_ids.clone(),
            behaviour: Behaviour {
                process,
                ..Behaviour::default()
            }
            .with_transitions(self.transition_ms),
        }
    }
}
