//! The operator under the tools of GitOps: what kstatus and Argo CD make of each status, what they see of a fresh apply,
//! and a whole delivery by Flux.

#![allow(clippy::disallowed_types)] // tests look at the cluster themselves
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod argocd;
mod corpus;
mod flux;
mod helm;
mod live;
#[allow(dead_code, unused_imports)] // these tests need a part of it
#[path = "../cluster/stage/mod.rs"]
mod stage;
mod verdicts;
