//! Tests of the decision as a whole: tables for single steps, random histories for what holds over many.

mod deciding;
mod deciding_deletion;
mod desiring;
mod fixture;
//mod history;
mod owning;
mod publishing;
mod reporting;
mod resuming;
mod running;
//mod service;
