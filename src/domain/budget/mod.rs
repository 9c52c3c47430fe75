//! The calls of an account: how many there are, who may spend them, and when there are more.

mod breaker;
mod closure;
mod ledger;
mod limits;
mod priority;
mod queue;
mod stage;
#[cfg(test)]
mod tests;
mod whose;
mod window;

pub use breaker::Breaker;
pub use closure::{Closure, Outcome};
pub use ledger::{Block, Ledger};
pub use limits::Limits;
pub use priority::Priority;
pub use queue::{Needed, Queue};
pub use stage::waits_for_calls;
pub use whose::Whose;
pub use window::Window;
