//! Which operations a script is for.

/// The operation of STS. It is no operation of DataWorks, so `*` does not mean it: what is scripted to strike the
/// third call, or what a key may not do at DataWorks, does not change because a client asks whose key it has.
pub(crate) const CALLER_IDENTITY: &str = "GetCallerIdentity";

/// True if this name of a script means the operation: its own, or `*` for all of DataWorks.
pub(crate) fn selects(name: &str, action: &str) -> bool {
    name == action || (name == "*" && action != CALLER_IDENTITY)
}
