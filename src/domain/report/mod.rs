//! From the old status and a fact to the new status, the events and the next visit.
//!
//! Only this room writes conditions. The result equals the old status where nothing changed, and then nothing is
//! written.

mod conditions;
mod draft;
mod failing;
mod kstatus;
mod milestones;
mod progress;
mod refusal;
mod stages;
mod verdict;

use jiff::Timestamp;
use kube::ResourceExt;

use crate::api::{DISyncTask, DISyncTaskStatus, DesiredState, DriftPolicy, Phase, Reason};
use crate::domain::plan::{Fact, Step};
use crate::domain::{life, look, schedule};
pub use conditions::{set_condition, shown};
pub use failing::key_refused_as;
pub use kstatus::contradictions;
use verdict::Verdict;

/// What follows from a fact.
#[derive(Debug, PartialEq)]
pub struct Report {
    /// The new status.
    pub status: DISyncTaskStatus,
    /// What people are told, on transitions only.
    pub event: Option<Notice>,
    /// When the task is visited next, though nothing wakes it.
    pub next: Next,
}

/// An event about a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Whether it is a Warning.
    pub warning: bool,
    /// Why.
    pub reason: Reason,
    /// What happened, and what helps.
    pub note: String,
}

impl Notice {
    /// The type of the event.
    pub fn event_type(&self) -> &'static str {
        if self.warning { "Warning" } else { "Normal" }
    }
}

/// When a task is visited next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// At once: there is more to do.
    Now,
    /// At this time.
    At(Timestamp),
}

/// Tells the status of `task` this fact.
pub fn report(task: &DISyncTask, fact: &Fact, now: Timestamp) -> Report {
    let old = task.status.clone().unwrap_or_default();
    let mut status = old.clone();
    let next = progress::apply(
        task,
        &mut status,
        fact,
        now,
        schedule::seed(&task.uid().unwrap_or_default()),
    );
    // A visit that had to be put off was not made, and one whose look failed has not seen what was asked for.
    let put_off = matches!(fact, Fact::NotDue(_) | Fact::CallFailed(Step::Look, _));
    if !put_off && !makes_anew_later(task, &status, fact, now) {
        status.last_handled_reconcile_at = look::request(task).or(status.last_handled_reconcile_at);
    }
    if let Some(verdict) = verdict::of(task, &status, fact).or_else(|| verdict::legible_again(&status)) {
        status.observed_generation = task.metadata.generation;
        status.phase = Some(phase(task, &verdict, &status));
        conditions::apply(&mut status, &verdict, task, now);
    }
    debug_assert_eq!(
        contradictions(
            task.metadata.generation,
            status.observed_generation,
            &status.conditions
        ),
        [""; 0]
    );
    let event = conditions::notice(&old, &status);
    Report { status, event, next }
}

/// Whether the task that is asked for is missing, and made anew only once that is certain, or after a pause: what was asked
/// for holds until then.
fn makes_anew_later(task: &DISyncTask, status: &DISyncTaskStatus, fact: &Fact, now: Timestamp) -> bool {
    let pauses = status
        .last_correction_time
        .as_ref()
        .is_some_and(|last| now < last.0 + schedule::CORRECTION_PAUSE);
    let missing = match fact {
        Fact::UnderWay(transit) => transit.reason == Reason::TaskMissing,
        Fact::AtRest(rest) => {
            pauses
                && rest
                    .complaint
                    .as_ref()
                    .is_some_and(|complaint| complaint.reason == Reason::TaskMissing)
        }
        _ => false,
    };
    missing && life::drift_policy(task) == DriftPolicy::Correct
}

fn phase(task: &DISyncTask, verdict: &Verdict, status: &DISyncTaskStatus) -> Phase {
    let named = match verdict {
        Verdict::Ready(reason, _) | Verdict::Progressing(reason, _) | Verdict::Waiting(reason, _) => {
            match reason {
                Reason::Generating => Some(Phase::Generating),
                Reason::Creating => Some(Phase::Creating),
                Reason::Created | Reason::Adopted => Some(Phase::Created),
                Reason::Updating | Reason::Correcting => Some(Phase::Updating),
                Reason::Deploying => Some(Phase::Deploying),
                Reason::Deployed => Some(Phase::Deployed),
                Reason::Starting | Reason::Restarting => Some(Phase::Starting),
                Reason::Running | Reason::Finished => Some(Phase::Running),
                Reason::Stopping => Some(Phase::Stopping),
                Reason::Stopped => Some(Phase::Stopped),
                Reason::Deleting | Reason::Replacing => Some(Phase::Deleting),
                _ => None,
            }
        }
        // The task goes on: what is wrong is the spec, or what somebody else made of the task.
        Verdict::Stalled(
            Reason::InvalidSpec
            | Reason::Drifted
            | Reason::UpdateUnsupported
            | Reason::GenerationFailed
            | Reason::UpdateFailed,
            _,
        ) if status.file_id.is_some() => Some(standing(task, status)),
        Verdict::Stalled(..) => Some(Phase::Failed),
        Verdict::Suspended => None,
    };
    named
        .or(status.phase.filter(|phase| *phase != Phase::Failed))
        .unwrap_or(Phase::Pending)
}

/// Where a task is that nothing is done for.
fn standing(task: &DISyncTask, status: &DISyncTaskStatus) -> Phase {
    match (status.run_state.as_deref(), status.reached_state) {
        (None, Some(DesiredState::Running)) if life::has_instance(task) => Phase::Created,
        (Some(word), _) if life::is_running_word(word) => Phase::Running,
        (Some(_), Some(DesiredState::Running | DesiredState::Stopped)) => Phase::Stopped,
        (None, Some(DesiredState::Running)) => Phase::Deployed,
        _ => Phase::Created,
    }
}

/// When a task is visited next for which no time is set.
fn resync(now: Timestamp) -> Next {
    Next::At(now + schedule::RESYNC)
}
