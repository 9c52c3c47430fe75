//! The scripts that clients send: what is accepted, and what the service makes of them.
//!
//! The API page gives samples and no schema. What is checked here is what every sample has in common.

mod connection;
mod cron;
pub(crate) mod expand;
pub(crate) mod folder;
mod generated;
pub(crate) mod name;
mod pipeline;
pub(crate) mod schedule;
pub(crate) mod settings;
pub(crate) mod start_param;
pub(crate) mod table_change;
pub(crate) mod task_content;
pub(crate) mod task_param;
