//! Decorators of [`DataWorks`](super::DataWorks): each adds one thing to every call and knows nothing of the
//! others. They neither look into operations nor into answers.

mod corrected;
mod counted;
mod deadline;
mod metered;

pub use corrected::Corrected;
pub use counted::{Counted, Tally};
pub use deadline::Deadline;
pub use metered::{Metered, Permits};

#[cfg(test)]
pub(in crate::dataworks) use deadline::LIMIT;
