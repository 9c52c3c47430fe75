//! The files of an `up`: what runs, and how to reach it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::shell;
use crate::process::PidFile;
use crate::{
    Cluster, Error, OperatorOptions, Result, SimulatorOptions, control_plane, files, operator, simulator,
};

/// The directory of an `up`.
#[derive(Debug)]
pub(super) struct Place<'a>(pub(super) &'a Path);

/// The names of the processes, in the order in which they are ended.
pub(super) fn processes() -> impl Iterator<Item = &'static str> {
    [operator::NAME, simulator::NAME]
        .into_iter()
        .chain(control_plane::PROCESSES)
}

/// How `up` runs the operator: over all namespaces, for months.
pub(super) fn operator_options() -> OperatorOptions {
    OperatorOptions {
        token_validity: Duration::from_secs(180 * 24 * 60 * 60),
        ..OperatorOptions::default()
    }
}

/// What the file `env` tells.
pub(super) struct Environment<'a> {
    pub(super) cluster: &'a Cluster,
    pub(super) endpoint: &'a str,
    pub(super) simulator: &'a SimulatorOptions,
    pub(super) operator_pid: u32,
    pub(super) testbed: &'a Path,
}

impl Place<'_> {
    /// The file to be sourced. It is there while everything runs.
    pub(super) fn env_file(&self) -> PathBuf {
        self.0.join("env")
    }

    /// Removes the logs of an earlier `up`.
    pub(super) fn forget_logs(&self) -> Result<()> {
        for log in [operator::log_path(self.0), simulator::log_path(self.0)] {
            files::absent(&log, |path| std::fs::remove_file(path))?;
        }
        Ok(())
    }

    /// The processes whose pid files tell that they run.
    pub(super) fn running(&self) -> Result<Vec<&'static str>> {
        let mut running = Vec::new();
        for name in processes() {
            if PidFile::read(self.0, name)?.is_some_and(|file| file.is_alive()) {
                running.push(name);
            }
        }
        Ok(running)
    }

    /// Writes the file to be sourced.
    pub(super) fn write_env(&self, environment: &Environment<'_>) -> Result<()> {
        let tools = environment.cluster.tools();
        let restart = [
            environment.testbed.as_os_str(),
            "run-operator".as_ref(),
            "--dir".as_ref(),
            self.0.as_os_str(),
        ];
        let restart: Vec<_> = restart
            .iter()
            .map(|word| shell::word(&word.to_string_lossy()))
            .collect();
        let mut text = format!(
            "# Written by `testbed up`; `testbed down` removes it.\n{}\n",
            path_line(tools)
        );
        for (name, value) in [
            (
                "KUBECONFIG",
                environment.cluster.kubeconfig().to_string_lossy().as_ref(),
            ),
            ("DATAWORKS_ENDPOINT", environment.endpoint),
            (
                "ALIBABA_CLOUD_ACCESS_KEY_ID",
                &environment.simulator.access_key_id,
            ),
            (
                "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
                &environment.simulator.access_key_secret,
            ),
            ("OPERATOR_PID", &environment.operator_pid.to_string()),
            ("OPERATOR_LOG", &operator::log_path(self.0).to_string_lossy()),
            ("OPERATOR_COMMAND", &restart.join(" ")),
        ] {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "export {name}={}", shell::quoted(value));
        }
        files::write_secret(&self.env_file(), &text)
    }

    /// Puts another process id of the operator into the file to be sourced.
    pub(super) fn replace_operator_pid(&self, pid: u32) -> Result<()> {
        let path = self.env_file();
        let text = std::fs::read_to_string(&path).map_err(Error::path("reading", &path))?;
        let lines = text
            .lines()
            .map(|line| match line.starts_with("export OPERATOR_PID=") {
                true => format!("export OPERATOR_PID='{pid}'\n"),
                false => format!("{line}\n"),
            });
        files::write_secret(&path, &lines.collect::<String>())
    }
}

/// kubectl and helm in front of what the shell has.
fn path_line(tools: &crate::Tools) -> String {
    let mut directories: Vec<_> = [&tools.kubectl, &tools.helm]
        .iter()
        .filter_map(|tool| tool.parent())
        .collect();
    directories.dedup();
    let quoted: Vec<_> = directories
        .iter()
        .map(|directory| shell::quoted(&directory.to_string_lossy()))
        .collect();
    format!("export PATH={}:\"$PATH\"", quoted.join(":"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operator_s_process_id_is_replaced_and_nothing_else() {
        let scratch = crate::Scratch::new("env").unwrap();
        let place = Place(scratch.path());
        std::fs::write(
            place.env_file(),
            "export A='1'\nexport OPERATOR_PID='7'\nexport Z='2'\n",
        )
        .unwrap();
        place.replace_operator_pid(9).unwrap();
        let text = std::fs::read_to_string(place.env_file()).unwrap();
        assert_eq!(text, "export A='1'\nexport OPERATOR_PID='9'\nexport Z='2'\n");
    }
}
