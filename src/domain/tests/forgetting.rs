//! A process that DataWorks does not know any more: forgotten, or what some services say of a script that they refuse.

use super::fixture::*;
use crate::api::{OperationKind as Kind, OperationState as State};
use crate::domain::decide::decide;
use crate::domain::observed::Answer;
use crate::domain::plan::{Action, Fact, Plan};
use crate::domain::report::{Next, report};
use crate::domain::schedule::REFUSED_RESTS;

#[test]
fn a_process_that_is_lost_again_and_again_is_a_refusal() {
    let words = Answer {
        message: Some("The parameter is invalid.".into()),
        ..Answer::default()
    };
    for mut task in [
        amid(Kind::Generate, State::Accepted),
        during(edited(running()), Kind::GenerateUpdate, State::Accepted),
    ] {
        let kind = task.status.as_ref().unwrap().operation.as_ref().unwrap().kind;
        let made_from = wanted(&task).hash_for(&task).to_owned();
        task = with(task, |status| {
            status.operation.as_mut().unwrap().payload_hash = made_from;
            // Failures of polls before it say nothing of the process.
            status.failures = Some(9);
        });
        let mut at = now();
        for lost in 1..=5 {
            let told = report(&task, &Fact::ProcessLost(words.clone()), at);
            let status = &told.status;
            let until = match (told.next, &status.refused_until) {
                (_, Some(until)) => until.0,
                (Next::At(next), None) => next,
                (Next::Now, None) => at,
            };
            assert_eq!(until >= at + REFUSED_RESTS, lost == 5, "{kind:?} {lost}");
            let stalled = status
                .conditions
                .iter()
                .find(|condition| condition.type_ == "Stalled");
            assert_eq!(stalled.is_some(), lost == 5, "{kind:?} {lost}");
            if let Some(stalled) = stalled {
                assert!(
                    stalled.message.contains("The parameter is invalid."),
                    "{}",
                    stalled.message
                );
            }
            task = with(task, |status| *status = told.status);
            at = until;
            let Plan::Act(Action::Call(call)) = decide(&snapshot(&task), at) else {
                panic!("{kind:?} {lost}: it is asked for again")
            };
            assert_eq!(call.announcement.kind, kind);
            let announced = report(
                &task,
                &Fact::Announced(call.announcement, place(), call.cause),
                at,
            );
            task = with(task, |status| {
                *status = announced.status;
                status.operation.as_mut().unwrap().state = State::Accepted;
            });
        }
    }
}
