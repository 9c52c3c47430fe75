//! The wall clock.

use jiff::Timestamp;

/// The time now.
#[allow(clippy::disallowed_methods)] // here it comes from; everywhere else it is a value
pub(super) fn now() -> Timestamp {
    Timestamp::now()
}
