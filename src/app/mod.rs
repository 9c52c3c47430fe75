//! Wires the rooms together: configuration, probes, leadership, shutdown. The only room that reads the wall clock.

#![allow(clippy::disallowed_types)] // here the client is made

mod api_server;
mod clock;
mod gates;
mod health;
mod listening;
mod metrics;
mod run;
mod work;

pub use run::{LeasePlace, Options, StartError, run};
