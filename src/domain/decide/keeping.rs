//! A task that exists: whether it still does, and what is said of it when nothing is to be done.

use jiff::Timestamp;

use super::{change, falling};
use crate::api::{DriftPolicy, Reason};
use crate::domain::observed::{Blocker, Snapshot};
use crate::domain::plan::{Fact, Plan, Rest, Transit};
use crate::domain::schedule::{CORRECTION_PAUSE, LIST_LAG, seed, spread};
use crate::domain::{life, look};

/// Somebody deleted it in DataWorks. Lists may lag, so one look does not prove it.
pub(super) fn is_missing(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    let sight = snapshot.sight()?;
    if !sight.lacks_it() {
        return None;
    }
    let status = snapshot.task.status.as_ref()?;
    if status.replacing.is_some() {
        return None;
    }
    // What it refuses to show may be there all the same: a person has to say that it is gone.
    let gone = sight.tells_of_absence() || look::is_asked_for(snapshot.task);
    let certain = status.missing_since.as_ref().map_or(now, |since| since.0) + LIST_LAG;
    Some(Plan::Note(if now < certain {
        Fact::UnderWay(Transit {
            reason: Reason::TaskMissing,
            message: "DataWorks does not list the task any more: it is looked up once more".to_owned(),
            late: true,
            next_look: Some(certain),
        })
    } else if gone && may_correct(snapshot, now) {
        Fact::Forgotten(Reason::Correcting)
    } else {
        at_rest(
            snapshot,
            now,
            Some(Blocker {
                reason: Reason::TaskMissing,
                message: match life::drift_policy(snapshot.task) {
                    DriftPolicy::Correct if !gone => "DataWorks neither lists the task nor says that it is gone, since it refuses to show it: see whether the key has lost its rights; if somebody deleted the task, have it created again with the annotation dataworks.alibabacloud.com/reconcile-requested-at",
                    DriftPolicy::Correct => "somebody deleted the task in DataWorks: it was changed back a short while ago, and is created again after a pause",
                    DriftPolicy::Report | DriftPolicy::Ignore => "somebody deleted the task in DataWorks: set spec.driftPolicy to Correct to have it created again, or delete this resource",
                }
                .to_owned(),
            }),
        )
    }))
}

/// Nothing is to be done.
pub(super) fn is_at_rest(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Plan> {
    let complaint = snapshot
        .desired
        .as_ref()
        .err()
        .cloned()
        .or_else(|| change::complaint(snapshot, now))
        .or_else(|| falling::complaint(snapshot))
        .or_else(|| drifted(snapshot, now));
    Some(Plan::Note(at_rest(snapshot, now, complaint)))
}

fn at_rest(snapshot: &Snapshot<'_>, now: Timestamp, complaint: Option<Blocker>) -> Fact {
    let status = snapshot.task.status.as_ref();
    let planned = status.and_then(|status| status.next_poll_time.as_ref());
    let next_look = match planned {
        // Nothing was looked at now: the next look stays where it was.
        Some(planned) if snapshot.seen.is_none() && planned.0 > now => planned.0,
        _ => {
            let looked_at = snapshot.sight().and_then(|sight| sight.looked_at).unwrap_or(now);
            let seed = seed(snapshot.task.metadata.uid.as_deref().unwrap_or_default());
            // Those that share a look share the next, a little apart.
            (looked_at + spread(snapshot.watch_interval, seed)).max(now)
        }
    };
    let correctable = status
        .filter(|status| {
            (!status.drift.is_empty() || status.missing_since.is_some())
                && life::drift_policy(snapshot.task) == DriftPolicy::Correct
        })
        .and_then(|status| status.last_correction_time.as_ref())
        .map(|last| last.0 + CORRECTION_PAUSE)
        .filter(|at| *at > now);
    let asked_again = status
        .and_then(|status| status.refused_until.as_ref())
        .map(|until| until.0)
        .filter(|at| *at > now);
    let next_look = [correctable, asked_again]
        .into_iter()
        .flatten()
        .fold(next_look, Timestamp::min);
    Fact::AtRest(Rest {
        hash: snapshot.desired.as_ref().ok().map(|desired| desired.hash.clone()),
        complaint,
        next_look,
    })
}

/// Whether drift may be corrected now.
pub(super) fn may_correct(snapshot: &Snapshot<'_>, now: Timestamp) -> bool {
    let status = snapshot.task.status.as_ref();
    let last = status.and_then(|status| status.last_correction_time.as_ref());
    life::drift_policy(snapshot.task) == DriftPolicy::Correct
        && last.is_none_or(|last| now >= last.0 + CORRECTION_PAUSE)
}

fn drifted(snapshot: &Snapshot<'_>, now: Timestamp) -> Option<Blocker> {
    let policy = life::drift_policy(snapshot.task);
    let status = snapshot.task.status.as_ref()?;
    if status.drift.is_empty() {
        return None;
    }
    let paths = status.drift.join(", ");
    let remedy = match policy {
        DriftPolicy::Correct if life::was_corrected_in_vain(status) => {
            "it was changed back, and DataWorks shows it the same: make the spec say what it shows, set spec.driftPolicy to Ignore, or have it changed back once more with the annotation dataworks.alibabacloud.com/reconcile-requested-at"
        }
        DriftPolicy::Correct if !may_correct(snapshot, now) => {
            "it was changed back a short while ago, and is again after a pause"
        }
        DriftPolicy::Correct => {
            "DataWorks has no operation that changes this back: do it in the console, or make the spec say the same"
        }
        DriftPolicy::Report | DriftPolicy::Ignore => {
            "change it back in the console, make the spec say the same, or set spec.driftPolicy to Correct or Ignore"
        }
    };
    Some(Blocker {
        reason: Reason::Drifted,
        message: format!("the task in DataWorks differs from the spec in {paths}: {remedy}"),
    })
}
