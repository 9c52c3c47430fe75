//! The operations of the service, one file each: what is sent, and how the answer reads.
//!
//! They know the names and positions of parameters (SDK and API pages agree on them) and the vocabularies of
//! answers. They neither send anything nor decide what a caller does with an answer.

mod create_task;
mod delete_file;
mod delete_task;
mod file;
mod find_by_id;
mod find_by_name;
mod generate_config;
mod get_task;
mod query_config;

pub use create_task::{CreateTask, Created};
pub use delete_file::{DeleteFile, FileDeleted};
pub use delete_task::{DeleteTask, Deleted};
pub use file::{File, Files};
pub use find_by_id::FindById;
pub use find_by_name::FindByName;
pub use generate_config::{GenerateConfig, Generated};
pub use get_task::{GetTask, Solution, Task};
pub use query_config::{ConfigResult, QueryConfig};
pub use crate::domain::desired::Settings;
pub use crate::domain::opaque::{TaskContent, TaskParam};
