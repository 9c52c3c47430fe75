//! What exists at the service: workspaces and processes, with the numbers they are given.

use std::collections::BTreeMap;

use super::clock::Now;
use super::deployment::{Deployment, DeploymentPlan, NewDeployment};
use super::file::{Fields, File, NewFile};
use super::process::{Process, ProcessPlan};
use super::task_type::TaskType;
use super::workspace::Workspace;

/// Everything that outlives a call.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    /// Workspaces by ProjectId.
    pub(crate) workspaces: BTreeMap<i64, Workspace>,
    /// Processes by ProcessId.
    pub(crate) processes: BTreeMap<i64, Process>,
    processes_made: i64,
    files_made: i64,
    deployments_made: i64,
}

impl World {
    /// A world with these workspaces, each with the samples' data sources.
    pub(crate) fn with_projects(project_ids: &[i64]) -> Self {
        let workspaces = project_ids
            .iter()
            .map(|id| (*id, Workspace::with_samples()))
            .collect();
        Self {
            workspaces,
            ..Self::default()
        }
    }

    /// Does what time has brought.
    pub(crate) fn advance(&mut self, now: Now) {
        for workspace in self.workspaces.values_mut() {
            workspace.advance(now);
        }
    }

    /// Starts a process and gives its number.
    pub(crate) fn start_process(
        &mut self,
        project_id: i64,
        task_type: TaskType,
        content: String,
        plan: ProcessPlan,
        now: Now,
    ) -> i64 {
        self.processes_made += 1;
        let process_id = 480_000 + self.processes_made;
        let started_ms = now.ms();
        let process = Process {
            process_id,
            project_id,
            task_type,
            content,
            plan,
            started_ms,
            polls: 0,
        };
        self.processes.insert(process_id, process);
        process_id
    }

    /// Puts a file into a workspace; `None` if there is no such workspace. The caller has looked at the name.
    pub(crate) fn add_file(&mut self, project_id: i64, new: NewFile, now: Now) -> Option<&File> {
        let workspace = self.workspaces.get_mut(&project_id)?;
        self.files_made += 1;
        let file_id = 500_000_000 + self.files_made;
        let file = File {
            file_id,
            node_id: 700_000_000 + self.files_made,
            name: new.name,
            task_type: new.task_type,
            folder: new.folder,
            resource_group: new.resource_group,
            cu: new.cu,
            content: new.content,
            create_time: now.server_ms(),
            last_edit_time: now.server_ms(),
            version: 1,
            life: new.life,
            schedule: Fields::new(),
            properties: Fields::new(),
            alarm_list: Vec::new(),
            deployments: Vec::new(),
            listed_from: now.ms() + i64::from(new.lag_ms),
        };
        Some(workspace.files.entry(file_id).or_insert(file))
    }
    /// Starts a deployment and gives its number; `None` if there is no such workspace.
    pub(crate) fn start_deployment(
        &mut self,
        project_id: i64,
        what: NewDeployment,
        plan: &DeploymentPlan,
        now: Now,
    ) -> Option<i64> {
        let workspace = self.workspaces.get_mut(&project_id)?;
        self.deployments_made += 1;
        let deployment_id = 30_000_000 + self.deployments_made;
        let deployment = Deployment::new(deployment_id, what, plan, now);
        workspace.deployments.insert(deployment_id, deployment);
        if let Some(file) = workspace.files.get_mut(&what.file_id) {
            file.deployments.push(deployment_id);
        }
        workspace.advance(now);
        Some(deployment_id)
    }
}
