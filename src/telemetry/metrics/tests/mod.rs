//! What is told, and what the documentation and the alerts say of it.

mod alerts;
mod page;
mod sample;
mod told;
