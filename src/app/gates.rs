//! What has to be so before the operator is ready, gate by gate.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::cluster::lease::{LEASE, Role, Standing};
use crate::controller::Watches;

/// The election waits for nothing that takes longer; if it did not get on in this time, it is stuck.
const STUCK: Duration = Duration::from_secs(3 * LEASE.as_secs());

/// What has to be so before the operator is ready. Clones tell of the same operator.
#[derive(Clone)]
pub(super) struct Gates {
    standing: Option<watch::Receiver<Standing>>,
    watches: Arc<Mutex<Option<Watches>>>,
    stopping: Arc<AtomicBool>,
}

/// One gate: open or closed, its name, and what there is to say.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Gate {
    open: bool,
    name: &'static str,
    note: String,
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.open { '+' } else { '-' };
        match self.note.is_empty() {
            true => write!(f, "[{sign}] {}", self.name),
            false => write!(f, "[{sign}] {}: {}", self.name, self.note),
        }
    }
}

impl Gates {
    /// All closed; `standing` is `None` where there is no election.
    pub(super) fn new(standing: Option<watch::Receiver<Standing>>) -> Self {
        Self {
            standing,
            watches: Arc::default(),
            stopping: Arc::default(),
        }
    }

    /// The watches that fill the caches, while there are any. Each term has its own.
    pub(super) fn watching(&self, watches: Option<Watches>) {
        *self.watches.lock().unwrap_or_else(PoisonError::into_inner) = watches;
    }

    /// No new work is taken on.
    pub(super) fn stopping(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether all are open, and a line for each.
    pub(super) fn answer(&self) -> (bool, String) {
        let standing = self.standing.as_ref().map(|standing| standing.borrow().clone());
        let unwatched = {
            let watches = self.watches.lock().unwrap_or_else(PoisonError::into_inner);
            let trouble = watches.as_ref().map(Watches::trouble);
            trouble.unwrap_or_else(|| Some("the resources are not listed yet".to_owned()))
        };
        let stopping = self.stopping.load(Ordering::Relaxed);
        let gates = gates(standing.as_ref(), unwatched.as_deref(), stopping);
        let lines = gates.iter().map(|gate| format!("{gate}\n")).collect();
        (gates.iter().all(|gate| gate.open), lines)
    }

    /// Whether the election got on lately. It always does, whatever the API server answers.
    pub(super) fn alive(&self, now: Instant) -> bool {
        let standing = self.standing.as_ref().map(|standing| standing.borrow().seen);
        standing.is_none_or(|seen| now.saturating_duration_since(seen) < STUCK)
    }
}

/// `unwatched` says why the caches do not follow what changes, if they do not.
fn gates(standing: Option<&Standing>, unwatched: Option<&str>, stopping: bool) -> Vec<Gate> {
    let gate = |name, open, note: &str| Gate {
        open,
        name,
        note: note.to_owned(),
    };
    let trouble = standing.and_then(|standing| standing.trouble.as_deref());
    let role = standing.map(|standing| &standing.role);
    let election = match role {
        None => gate("leader-election", true, "off"),
        Some(Role::Leader) => gate("leader-election", true, "leads"),
        Some(Role::Standby(leader)) => {
            let note = format!("stands by for {leader}");
            gate("leader-election", true, &note)
        }
        Some(Role::Candidate) => gate("leader-election", false, "nobody is known to lead yet"),
    };
    let resources = match role {
        Some(Role::Standby(_)) => gate("resources-watched", true, "not asked for while standing by"),
        _ => gate(
            "resources-watched",
            unwatched.is_none(),
            unwatched.unwrap_or_default(),
        ),
    };
    let mut gates = vec![
        gate("api-server", trouble.is_none(), trouble.unwrap_or_default()),
        election,
        resources,
    ];
    if stopping {
        gates.push(gate("stopping", false, "visits under way are finished"));
    }
    gates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(role: Role) -> Standing {
        Standing {
            role,
            trouble: None,
            seen: Instant::now(),
        }
    }

    fn closed(standing: Option<&Standing>, unwatched: Option<&str>, stopping: bool) -> Vec<String> {
        let gates = gates(standing, unwatched, stopping);
        gates
            .iter()
            .filter(|gate| !gate.open)
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn the_gate_that_is_closed_says_so() {
        let unwatched = Some("disynctasks: not listed yet");
        let listing = "[-] resources-watched: disynctasks: not listed yet";
        let unknown = "[-] leader-election: nobody is known to lead yet";
        let (leader, standby) = (
            standing(Role::Leader),
            standing(Role::Standby("other".to_owned())),
        );
        let candidate = standing(Role::Candidate);
        let none: [&str; 0] = [];
        assert_eq!(closed(None, unwatched, false), [listing]);
        assert_eq!(closed(None, None, false), none);
        assert_eq!(closed(Some(&candidate), unwatched, false), [unknown, listing]);
        assert_eq!(closed(Some(&leader), unwatched, false), [listing]);
        assert_eq!(closed(Some(&leader), None, false), none);
        assert_eq!(closed(Some(&standby), unwatched, false), none);
        let stopping = "[-] stopping: visits under way are finished";
        assert_eq!(closed(Some(&leader), None, true), [stopping]);
        let troubled = Standing {
            trouble: Some("no answer within 4 s".to_owned()),
            ..standby
        };
        assert_eq!(
            closed(Some(&troubled), unwatched, false),
            ["[-] api-server: no answer within 4 s"]
        );
    }

    #[test]
    fn a_standby_is_ready_and_names_its_leader() {
        let (_sender, receiver) = watch::channel(standing(Role::Standby("pod-a_7".to_owned())));
        let (ready, lines) = Gates::new(Some(receiver)).answer();
        assert!(ready);
        assert_eq!(
            lines,
            "[+] api-server\n[+] leader-election: stands by for pod-a_7\n\
             [+] resources-watched: not asked for while standing by\n"
        );
    }

    #[test]
    fn an_election_that_does_not_get_on_is_not_alive() {
        let start = standing(Role::Leader);
        let seen = start.seen;
        let (_sender, receiver) = watch::channel(start);
        let gates = Gates::new(Some(receiver));
        assert!(gates.alive(seen + Duration::from_secs(44)));
        assert!(!gates.alive(seen + Duration::from_secs(45)));
        assert!(Gates::new(None).alive(seen + Duration::from_secs(4500)));
    }
}
