//! What the operator thinks: pure functions from what was seen to what is done next and what is said about it.
//!
//! Nothing here reads a clock, calls a server or touches a cluster; time comes in as a value. What is decided here can
//! be tested by tables.

pub mod budget;
pub mod clock;
pub mod comparison;
pub mod decide;
pub mod desired;
pub mod failure;
pub mod field;
pub mod fingerprints;
pub mod folder;
pub mod identity;
pub mod life;
pub mod look;
pub mod observed;
pub mod opaque;
pub mod ownership;
pub mod pace;
pub mod plan;
pub mod record;
pub mod report;
pub mod schedule;
pub mod script;
pub mod settings;
pub mod visible;
pub mod workspace;

#[cfg(test)]
mod tests;
