//! Kubernetes operator for the Data Integration synchronization tasks of Alibaba Cloud DataWorks.
//!
//! The rooms, each of which may import only those to its right:
//! `cli -> app -> controller -> {cluster, dataworks} -> domain -> api`; `telemetry` stands apart.

pub mod api;
pub mod app;
pub mod cli;
pub mod cluster;
pub mod controller;
pub mod dataworks;
pub mod domain;
pub mod telemetry;
