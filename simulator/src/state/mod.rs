//! What the simulator knows: the world of the service, and how it has been told to behave.
//!
//! Requests and answers appear here as values only (parameters, an answer that is kept, an error to send); nothing
//! here reads or writes a connection, and every function that needs the time is handed a [`clock::Now`].

pub(crate) mod behaviour;
mod by_hand;
pub(crate) mod calls;
pub(crate) mod clock;
mod course;
pub(crate) mod deployment;
pub(crate) mod fault_rule;
pub(crate) mod faults;
pub(crate) mod file;
pub(crate) mod identity;
pub(crate) mod instance;
pub(crate) mod keys;
pub(crate) mod life;
pub(crate) mod limits;
pub(crate) mod metadata;
pub(crate) mod nonces;
pub(crate) mod plans;
pub(crate) mod process;
pub(crate) mod quota;
pub(crate) mod refused;
pub(crate) mod roles;
pub(crate) mod rules;
pub(crate) mod selection;
pub(crate) mod simulation;
pub(crate) mod solution_plan;
pub(crate) mod styles;
pub(crate) mod tally;
pub(crate) mod task_type;
pub(crate) mod tokens;
mod usage;
pub(crate) mod wait;
mod window;
pub(crate) mod workspace;
pub(crate) mod world;
