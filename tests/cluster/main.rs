//! The operator, through a real API server and with the rights of its chart, against the simulator of DataWorks.
//!
//! Each test has a namespace, a simulator and an operator process of its own, so all run at once. Every status that a
//! test sees goes through the checker of conditions.

#![allow(clippy::disallowed_types)] // tests look at the cluster themselves
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod adoption;
mod ambiguity;
mod batch;
mod broken;
mod budget;
mod costs;
mod creation;
mod credentials;
mod deletion;
mod descent;
mod drift;
mod fairness;
mod falling;
mod hostile;
mod input;
mod installation;
mod keys;
mod kubernetes;
mod leadership;
mod lossy;
mod metrics;
mod names;
mod namespaced;
mod outage;
mod redaction;
mod refusals;
mod refused;
mod restart;
mod rights;
mod running;
mod shards;
mod soak;
mod stage;
mod tenancy;
mod trouble;
mod unanswered;
mod unfit;
mod unlisted;
mod updating;
