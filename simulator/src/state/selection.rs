//! Which operations a script is for.

/// Tells whose a key is.
pub(crate) const CALLER_IDENTITY: &str = "GetCallerIdentity";

/// Gives credentials of a role for a key.
pub(crate) const ASSUME_ROLE: &str = "AssumeRole";

/// Gives credentials of a role for a token.
pub(crate) const ASSUME_ROLE_WITH_OIDC: &str = "AssumeRoleWithOIDC";

/// The operations of STS. They are none of DataWorks, so `*` does not mean them: what is scripted to strike the third
/// call, or what a key may not do at DataWorks, does not change because a client asks whose key it has.
const STS: [&str; 3] = [CALLER_IDENTITY, ASSUME_ROLE, ASSUME_ROLE_WITH_OIDC];

/// True if this name of a script means the operation: its own, or `*` for all of DataWorks.
pub(crate) fn selects(name: &str, action: &str) -> bool {
    name == action || (name == "*" && !STS.contains(&action))
}
