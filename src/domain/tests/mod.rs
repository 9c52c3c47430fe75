//! Tests of the decision as a whole: tables for single steps, random histories for what holds over many.

mod adopting;
mod changing;
mod correcting;
mod deciding;
mod deciding_deletion;
mod descending;
mod desiring;
mod doubting;
mod falling;
mod fixture;
mod history;
mod keeping;
mod looking;
mod owning;
mod publishing;
mod recording;
mod refusing;
mod replacing;
mod reporting;
mod resuming;
mod running;
mod searching;
mod service;
mod short_of_calls;
mod solutions;
mod stopping;
