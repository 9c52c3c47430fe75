//! The real parts around the operator, as processes: a Kubernetes control plane, kubectl and Helm, the simulator of
//! the DataWorks API, and the operator itself with the rights that its chart gives it.
//!
//! Tests take [`ControlPlane::shared`], a namespace of their own, a [`Simulator`] and an [`Operator`]; `testbed up`
//! and `testbed demo` are made of the same parts. Nothing here knows how the operator works inside, and nothing here
//! decides whether it works. What is started ends with its handle, and also when the process that holds the handle
//! is killed: see [`Process`].
//!
//! The binary `testbed` has to be built for the library to work (`cargo build -p testbed`).

mod admin;
pub mod audit;
pub mod chart;
mod cluster;
mod command;
pub mod commands;
mod control_plane;
mod error;
mod files;
mod flux;
mod judge;
mod kubeconfig;
pub mod layout;
mod nodes;
pub mod openmetrics;
mod operator;
mod pod;
pub mod ports;
mod process;
pub mod proxy;
mod rights;
mod scratch;
mod simulator;
mod tools;
pub mod wait;

pub use cluster::Cluster;
pub use control_plane::ControlPlane;
pub use error::{Error, Result};
pub use flux::Flux;
pub use judge::{HEALTH_CHECKS, Judge, Verdict, Verdicts};
pub use nodes::Nodes;
pub use operator::{ApiServer, Operator, OperatorOptions};
pub use process::{Log, Process, Signal};
pub use scratch::Scratch;
pub use simulator::{Simulator, SimulatorOptions};
pub use tools::{Tools, chart_tools};
