//! The operations of the service: what is sent, and how the answer reads. Each has its file; those of one
//! shape share one.
//!
//! They know the names and positions of parameters (SDK and API pages agree on them) and the vocabularies of
//! answers. They neither send anything nor decide what a caller does with an answer.

mod accepted;
mod assume_role;
mod assume_role_with_oidc;
mod create_task;
mod delete_file;
mod deploy_file;
mod deployment_started;
mod deployment_state;
mod file;
mod find_by_id;
mod find_by_name;
mod generate_config;
mod generate_config_for_updating;
mod generated;
mod get_caller_identity;
mod get_deployment;
mod get_file;
mod get_instance;
mod get_task;
mod list_files;
mod on_task;
mod query_config;
mod run_state;
mod schedule;
mod search;
mod solution;
mod solution_state;
mod start_instance;
mod submit_file;
mod update_file;
mod update_task;

pub use crate::domain::desired::{Schedule, Settings, StartParam};
pub use crate::domain::opaque::{TaskContent, TaskParam};
pub use accepted::Accepted;
pub use assume_role::AssumeRole;
pub use assume_role_with_oidc::AssumeRoleWithOidc;
pub use create_task::{CreateTask, Created};
pub use delete_file::{DeleteFile, FileDeleted};
pub use deploy_file::DeployFile;
pub use deployment_started::DeploymentStarted;
pub use deployment_state::DeploymentState;
pub use file::{File, Files};
pub use find_by_id::FindById;
pub use find_by_name::FindByName;
pub use generate_config::GenerateConfig;
pub use generate_config_for_updating::GenerateConfigForUpdating;
pub use generated::Generated;
pub use get_caller_identity::GetCallerIdentity;
pub use get_deployment::{Deployment, GetDeployment};
pub use get_file::{FileDetails, GetFile};
pub use get_instance::{GetInstance, Instance};
pub use get_task::{GetTask, Task};
pub use list_files::{ListFiles, Page};
pub use on_task::{DeleteTask, DeployTask, StopInstance, TerminateInstance};
pub use query_config::{ConfigResult, QueryConfig};
pub use run_state::RunState;
pub use search::{Search, find};
pub use solution::Solution;
pub use solution_state::SolutionState;
pub use start_instance::StartInstance;
pub use submit_file::SubmitFile;
pub use update_file::UpdateFile;
pub use update_task::{Resources, UpdateTask};
