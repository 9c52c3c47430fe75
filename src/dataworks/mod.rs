//! The room that speaks with DataWorks: the port (a trait in our words) and its adapter for the OpenAPI
//! (product `dataworks-public`, version `2020-05-18`, RPC style, signature version 1.0).
//!
//! It sends one call, says what the answer means and what a failure demands. It must not decide what to call,
//! repeat a call on its own (but for a wrong clock, which the service refuses before it acts), know
//! Kubernetes, or let a key, a token or a script into anything that can be shown.
//!
//! ```text
//! operations    what can be asked: parameters out, answer in
//! port          the trait that carries them
//! client        the adapter: parameters -> request -> sign -> http -> reply -> envelope -> codes
//! layers        decorators of the same trait
//! credentials   keys, and how temporary ones are got and kept fresh
//! fence         whether anything may be sent at all; it stands right before the socket
//! ```

pub mod client;
pub mod clock;
pub mod codes;
pub mod credentials;
pub mod endpoint;
pub mod envelope;
mod fault;
pub mod fence;
mod hidden;
#[cfg(any(test, fuzzing))]
pub mod hostile;
pub mod http;
pub mod layers;
mod lenient;
mod message;
pub mod operations;
pub mod parameters;
mod places;
mod plain;
pub mod port;
pub mod reply;
mod request;
mod reserved;
mod sign;
#[cfg(test)]
mod tests;

pub use client::{Client, Sender};
pub use clock::ServerClock;
pub use credentials::AccessKey;
pub use endpoint::Endpoint;
pub use envelope::Envelope;
pub use fence::Fence;
pub use http::Http;
pub use parameters::Parameters;
pub use port::{DataWorks, Effect, Operation};
pub use reply::Reply;
