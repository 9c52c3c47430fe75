//! What holds of whatever a host answers and a caller sends: fed with hostile inputs by tests and by the fuzzer.

mod answer;
mod signature;

pub use answer::answer;
pub use signature::signature;
