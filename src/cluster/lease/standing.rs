//! What the probes tell of the election.

use std::time::Instant;

/// How this process stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What it is.
    pub role: Role,
    /// Why the last request for the lease failed, if it did.
    pub trouble: Option<String>,
    /// When it got on with its work last. The loop waits for nothing longer than a request may take.
    pub seen: Instant,
}

/// What a process is in the election.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// It has not seen the lease yet, or has just lost it.
    Candidate,
    /// Another one leads, and this one waits.
    Standby(String),
    /// It leads.
    Leader,
}
