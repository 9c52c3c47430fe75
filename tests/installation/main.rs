//! The operator as an administrator installs, upgrades and removes it: by the commands of docs/install.md, on control planes
//! with a node, and over what earlier releases left in a cluster.

#![allow(clippy::disallowed_types)] // tests look at the cluster themselves
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod compatible;
mod ground;
mod helm;
mod page;
mod recording;
mod release;
#[allow(dead_code, unused_imports)] // these tests need a part of it
#[path = "../cluster/stage/mod.rs"]
mod stage;
mod stored;
mod teams;
mod upgrade;
mod ways;
