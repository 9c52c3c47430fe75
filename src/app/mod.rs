//! Wires the rooms together: configuration, probes, shutdown. The only room that reads the wall clock.

#![allow(clippy::disallowed_types)] // here the client is made

mod clock;
mod health;
mod run;

pub use run::{Options, StartError, run};
