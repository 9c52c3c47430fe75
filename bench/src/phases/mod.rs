//! What is done with the operator while it is measured, one phase a file.

pub mod creation;
pub mod failover;
pub mod idleness;
pub mod passes;
pub mod restart;
pub mod singles;
pub mod starts;
