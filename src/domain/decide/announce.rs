//! Makes the announcement of a change: which attempt it is, and with which token.

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use crate::api::{DISyncTask, Operation, OperationKind, OperationState};
use crate::domain::observed::Snapshot;
use crate::domain::schedule::GENERATION_DEADLINE;
use crate::domain::{identity, life};

/// Announces a change of `kind` that carries the payload of this hash.
///
/// The token is the one of the last announcement where that may still be answered: the same payload, and no definitive
/// refusal. A creation belongs to the generation before it and shares its attempt.
pub(super) fn announce(
    snapshot: &Snapshot<'_>,
    kind: OperationKind,
    hash: &str,
    now: Timestamp,
) -> Operation {
    let last = snapshot
        .task
        .status
        .as_ref()
        .and_then(|status| status.operation.as_ref());
    let made = snapshot
        .task
        .status
        .as_ref()
        .and_then(|status| status.attempts)
        .unwrap_or(0);
    let attempt = match last {
        Some(last) if is_continued(last, kind, hash) => last.attempt,
        Some(last) => last.attempt.max(made) + 1,
        None => made + 1,
    };
    let repeated = last.filter(|last| last.kind == kind && last.attempt == attempt);
    let generation = snapshot.task.metadata.generation.unwrap_or_default();
    let uid = snapshot.task.metadata.uid.as_deref().unwrap_or_default();
    let server_time = snapshot.clock_offset.map(|offset| Time(now + offset));
    let unresolved = last.and_then(|last| match (&last.started_at, snapshot.clock_offset) {
        // Announced before DataWorks had answered this operator: its clock is known by now.
        (None, Some(offset)) => last.unresolved_since.as_ref().map(|since| Time(since.0 + offset)),
        _ => last.unresolved_since.clone(),
    });
    Operation {
        kind,
        state: OperationState::Announced,
        attempt,
        client_token: match repeated {
            Some(last) => last.client_token.clone(),
            None => identity::client_token(uid, kind, generation, attempt),
        },
        payload_hash: hash.to_owned(),
        announced_at: Time(now),
        unresolved_since: match kind {
            OperationKind::Create => unresolved.or_else(|| Some(server_time.clone().unwrap_or(Time(now)))),
            OperationKind::Deploy | OperationKind::Terminate => last.and_then(|last| in_doubt(last, kind)),
            _ => unresolved,
        },
        started_at: server_time,
        deadline: Time(now + deadline(snapshot.task, kind)),
        polls: 0,
        empty_look_ups: 0,
        empty_since: None,
        process_id: last
            .filter(|last| kind == OperationKind::Update && is_continued(last, kind, hash))
            .and_then(|last| last.process_id),
        deployment_id: None,
        start_time_before: snapshot
            .run()
            .filter(|_| kind == OperationKind::Start)
            .and_then(|run| run.start_time.clone()),
        silent_failures: 0,
        // How often what it started was lost, its next attempt has to know.
        lost_processes: last
            .filter(|last| last.kind == kind && last.payload_hash == hash)
            .map_or(0, |last| last.lost_processes),
    }
}

/// Since when it is unknown whether a step was done that no look shows. If its repeat is refused, it was.
fn in_doubt(last: &Operation, kind: OperationKind) -> Option<Time> {
    let same = last.kind == kind;
    let lost = (same && last.state == OperationState::Announced).then(|| last.announced_at.clone());
    last.unresolved_since.clone().filter(|_| same).or(lost)
}

/// Whether the last announcement and the next are the same attempt.
fn is_continued(last: &Operation, kind: OperationKind, hash: &str) -> bool {
    use OperationKind::{Create, Generate, GenerateUpdate, Update};

    let same_payload = last.payload_hash == hash;
    match (last.kind, kind) {
        (Generate, Create) | (GenerateUpdate, Update) => same_payload,
        (Create, Generate) => false,
        (_, OperationKind::Delete) => true,
        (last_kind, _) => same_payload && last_kind == kind && last.state != OperationState::Failed,
    }
}

fn deadline(task: &DISyncTask, kind: OperationKind) -> SignedDuration {
    match kind {
        OperationKind::Generate | OperationKind::GenerateUpdate => GENERATION_DEADLINE,
        OperationKind::Start | OperationKind::Stop | OperationKind::Submit | OperationKind::Deploy => {
            life::patience(task)
        }
        OperationKind::Create
        | OperationKind::Update
        | OperationKind::Schedule
        | OperationKind::Terminate
        | OperationKind::Delete => SignedDuration::from_mins(1),
    }
}
