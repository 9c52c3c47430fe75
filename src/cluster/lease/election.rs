//! Becomes the holder of the lease, stays it, and gives it up.
//!
//! Nothing here ends the process, and nothing spins: what fails is tried again after a pause, until the term is over.

use std::future::Future;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::api::coordination::v1::Lease;
use kube::api::PostParams;
use kube::{Api, Client};
use thiserror::Error;
use tokio::sync::watch;
use tokio::time::{sleep, sleep_until, timeout};
use tracing::{debug, info, warn};
use uuid::Uuid;

use super::sightings::{Look, Sightings, Verdict};
use super::{LOOK, PATIENCE, RENEW, Role, Standing, TERM, Term, record};
use crate::cluster::{is_conflict, is_not_found};
use crate::domain::schedule::spread;

/// A process in the election for one lease.
pub struct Election {
    leases: Api<Lease>,
    name: String,
    identity: String,
    now: fn() -> Timestamp,
    sightings: Sightings,
    /// The lease as it was last seen in our hands.
    held: Lease,
    standing: watch::Sender<Standing>,
}

/// Why a request for the lease brought nothing.
#[derive(Debug, Error)]
enum Trouble {
    #[error("no answer within {} s", PATIENCE.as_secs())]
    Late,
    #[error(transparent)]
    Refused(#[from] kube::Error),
}

impl Trouble {
    fn is(&self, kind: fn(&kube::Error) -> bool) -> bool {
        matches!(self, Self::Refused(error) if kind(error))
    }
}

impl Election {
    /// For the lease of this name and namespace. `instance` is what people know the process by; what the lease calls it
    /// is unique, so that a process never takes the lease of the one before it for its own.
    pub fn new(client: Client, namespace: &str, name: &str, instance: &str, now: fn() -> Timestamp) -> Self {
        let unique = Uuid::new_v4().simple().to_string();
        Self {
            leases: Api::namespaced(client, namespace),
            name: name.to_owned(),
            identity: format!("{instance}_{unique}"),
            now,
            sightings: Sightings::default(),
            held: Lease::default(),
            standing: watch::Sender::new(Standing {
                role: Role::Candidate,
                trouble: None,
                seen: Instant::now(),
            }),
        }
    }

    /// How this process stands, for the probes.
    pub fn standing(&self) -> watch::Receiver<Standing> {
        self.standing.subscribe()
    }

    /// Resolves when this process holds the lease.
    pub async fn win(&mut self) -> Term {
        loop {
            match self.try_to_win().await {
                Ok(Some(term)) => return term,
                Ok(None) => {}
                Err(trouble) if trouble.is(is_conflict) => debug!("somebody else was faster"),
                Err(trouble) => self.warn_of(&trouble),
            }
            sleep(pause()).await;
        }
    }

    async fn try_to_win(&mut self) -> Result<Option<Term>, Trouble> {
        let asked = Instant::now();
        let lease = in_time(self.leases.get_opt(&self.name)).await?;
        let answered = Instant::now();
        let look = Look { asked, answered };
        if self.sightings.judge(lease.as_ref(), &self.identity, look) == Verdict::Held {
            let holder = lease.as_ref().map(record::holder).unwrap_or_default().to_owned();
            if self.standing.borrow().role != Role::Standby(holder.clone()) {
                info!(lease = self.name, leader = holder, "stands by");
            }
            self.stand(Role::Standby(holder));
            return Ok(None);
        }
        let now = (self.now)();
        let sent = Instant::now();
        self.held = match lease {
            None => {
                let lease = record::new(&self.name, &self.identity, now);
                in_time(self.leases.create(&PostParams::default(), &lease)).await?
            }
            Some(lease) => self.replace(&record::taken(lease, &self.identity, now)).await?,
        };
        self.stand(Role::Leader);
        info!(lease = self.name, identity = self.identity, "leads");
        Ok(Some(Term::until(sent + TERM)))
    }

    /// Renews the lease, and resolves when the term is over.
    pub async fn keep(&mut self, term: &Term) {
        let why = tokio::select! {
            why = self.renew_until_lost(term) => why,
            () = end_of(term) => "it was not renewed in time".to_owned(),
        };
        term.close();
        self.stand(Role::Candidate);
        warn!(lease = self.name, why, "lost the lease");
    }

    async fn renew_until_lost(&mut self, term: &Term) -> String {
        let mut rest = RENEW;
        loop {
            sleep(rest).await;
            if !term.holds() {
                return "the process was stopped for too long".to_owned();
            }
            rest = match self.renew(term).await {
                Ok(()) => RENEW,
                Err(trouble) if trouble.is(is_not_found) => return "it was removed".to_owned(),
                Err(trouble) if trouble.is(is_conflict) => match self.read_anew().await {
                    Ok(()) => LOOK,
                    Err(holder) => return format!("{holder} took it"),
                },
                Err(trouble) => {
                    self.warn_of(&trouble);
                    LOOK
                }
            };
        }
    }

    async fn renew(&mut self, term: &Term) -> Result<(), Trouble> {
        let renewed = record::renewed(self.held.clone(), (self.now)());
        let sent = Instant::now();
        self.held = self.replace(&renewed).await?;
        term.extend(sent + TERM);
        self.stand(Role::Leader);
        Ok(())
    }

    /// After a conflict: a renewal that was given up may have been written, or somebody put a label on. An error names
    /// another holder.
    async fn read_anew(&mut self) -> Result<(), String> {
        match in_time(self.leases.get(&self.name)).await {
            Ok(lease) if record::holder(&lease) == self.identity => self.held = lease,
            Ok(lease) => return Err(record::holder(&lease).to_owned()),
            Err(trouble) => self.warn_of(&trouble),
        }
        Ok(())
    }

    /// Gives the lease up if it is ours, so that the next need not wait. Nothing may be sent in the name of the term any
    /// more when this is called.
    pub async fn release(&self) {
        let mut released = self.try_to_release().await;
        if matches!(&released, Err(trouble) if trouble.is(is_conflict)) {
            // A renewal that was dropped with the work was written after all.
            released = self.try_to_release().await;
        }
        match released {
            Ok(true) => info!(lease = self.name, "released the lease"),
            Ok(false) => {}
            Err(trouble) => {
                warn!(lease = self.name, %trouble, "the lease could not be released: the next waits until it runs out");
            }
        }
    }

    async fn try_to_release(&self) -> Result<bool, Trouble> {
        // Read anew: a renewal or a take-over may have been under way when the work ended.
        let Some(lease) = in_time(self.leases.get_opt(&self.name)).await? else {
            return Ok(false);
        };
        if record::holder(&lease) != self.identity {
            return Ok(false);
        }
        let released = record::released(lease, (self.now)());
        self.replace(&released).await.map(|_| true)
    }

    /// Writes the lease, if it is still as it was read.
    async fn replace(&self, lease: &Lease) -> Result<Lease, Trouble> {
        in_time(self.leases.replace(&self.name, &PostParams::default(), lease)).await
    }

    fn stand(&self, role: Role) {
        self.standing.send_replace(Standing {
            role,
            trouble: None,
            seen: Instant::now(),
        });
    }

    fn warn_of(&self, trouble: &Trouble) {
        warn!(lease = self.name, %trouble, "the API server did not answer for the lease");
        self.standing.send_modify(|standing| {
            standing.trouble = Some(trouble.to_string());
            standing.seen = Instant::now();
        });
    }
}

async fn in_time<T>(request: impl Future<Output = kube::Result<T>>) -> Result<T, Trouble> {
    Ok(timeout(PATIENCE, request).await.map_err(|_| Trouble::Late)??)
}

/// Resolves when the term is over, however often its end is moved.
async fn end_of(term: &Term) {
    while term.holds() {
        match term.end() {
            Some(end) => sleep_until(end.into()).await,
            None => std::future::pending().await,
        }
    }
}

/// Between two looks; candidates do not look all at once.
fn pause() -> std::time::Duration {
    let seed = Uuid::new_v4().as_u64_pair().0;
    let second = SignedDuration::try_from(LOOK).unwrap_or_default();
    spread(second, seed).unsigned_abs()
}
