//! The Data Integration part of the DataWorks OpenAPI (version 2020-05-18) on a socket.
//!
//! It is for demos and tests without an account: it verifies signatures, keeps tasks and processes, and goes wrong on
//! command. It shares no code with any client: the official SDKs are the judge between the two.
//!
//! Rooms: `gateway` (protocol), `operations` (one file each), `script` (what clients send), `state` (what exists and
//! how to behave), `admin` (the interface under `/_admin/`), and here the listener and the command line.

mod admin;
mod app;
mod cli;
mod connection;
mod gateway;
mod metadata;
mod operations;
mod script;
mod server;
mod state;

pub use cli::Options;
pub use server::Server;
