//! The list of what the admin interface can do.

/// A short text for people.
const HELP: &str = include_str!("help.txt");

/// Shows it.
pub(super) async fn show() -> &'static str {
    HELP
}
