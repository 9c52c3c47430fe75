//! What is done with the operator while it is measured, one phase a file.

pub mod creation;
pub mod idleness;
pub mod restart;
pub mod starts;
