//! The scripts that clients send: what is accepted, and what the service makes of them.
//!
//! The API page gives samples and no schema. What is checked here is what every sample has in common.

pub(crate) mod expand;
pub(crate) mod folder;
pub(crate) mod name;
mod pipeline;
pub(crate) mod settings;
pub(crate) mod task_content;
pub(crate) mod task_param;
