//! The gateway in front of the operations: it reads a request, checks who sent it, and writes the answer.
//!
//! It knows both signature versions and both formats, and nothing of what an operation does.

mod admission;
pub(crate) mod answer;
mod authenticate;
mod claim;
mod delivery;
mod encoding;
pub(crate) mod error;
mod exchange;
#[cfg(test)]
mod hostile;
mod idempotence;
pub(crate) mod parameters;
mod render;
mod request;
mod signature_v1;
mod signature_v3;
mod xml;

pub(crate) use delivery::Reset;
pub(crate) use exchange::endpoint;
