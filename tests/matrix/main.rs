//! The operator is killed at every effect of every path, and the world is whole afterwards.
//!
//! The effects are enumerated by running each path once undisturbed; tests hold that list against the code, so that a
//! new effect without a path fails.

#![allow(clippy::disallowed_types)] // tests look at the cluster themselves
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod cell;
mod configuration;
mod coverage;
mod crashes;
mod invariants;
mod names;
mod paths;
mod scenes;
#[allow(dead_code, unused_imports)] // the matrix needs a part of it
#[path = "../cluster/stage/mod.rs"]
mod stage;
mod table;
mod torment;
