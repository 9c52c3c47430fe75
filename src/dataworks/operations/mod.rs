//! The operations of the service, one file each: what is sent, and how the answer reads.
//!
//! They know the names and positions of parameters (SDK and API pages agree on them) and the vocabularies of
//! answers. They neither send anything nor decide what a caller does with an answer.

mod accepted;
mod create_task;
mod delete_file;
mod delete_task;
mod deploy_task;
mod file;
mod find_by_id;
mod find_by_name;
mod generate_config;
mod generate_config_for_updating;
mod generated;
mod get_instance;
mod get_task;
mod instance;
mod progress;
mod query_config;
mod run_state;
mod solution;
mod solution_state;
mod start_instance;
mod start_param;
mod stop_instance;
mod terminate_instance;
mod update_task;

pub use accepted::Accepted;
pub use create_task::{CreateTask, Created};
pub use delete_file::{DeleteFile, FileDeleted};
pub use delete_task::DeleteTask;
pub use deploy_task::DeployTask;
pub use file::{File, Files};
pub use find_by_id::FindById;
pub use find_by_name::FindByName;
pub use generate_config::GenerateConfig;
pub use generate_config_for_updating::GenerateConfigForUpdating;
pub use generated::Generated;
pub use get_instance::GetInstance;
pub use get_task::{GetTask, Task};
pub use instance::{Instance, RealTimeInstance, SolutionInstance, Step};
pub use progress::Progress;
pub use query_config::{ConfigResult, QueryConfig};
pub use run_state::RunState;
pub use solution::Solution;
pub use solution_state::SolutionState;
pub use start_instance::StartInstance;
pub use start_param::{ErrorLimit, FailoverLimit, StartParam};
pub use stop_instance::StopInstance;
pub use terminate_instance::TerminateInstance;
pub use update_task::{Resources, UpdateTask};
pub use crate::domain::desired::Settings;
pub use crate::domain::opaque::{TaskContent, TaskParam};
