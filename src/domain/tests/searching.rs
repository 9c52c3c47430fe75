//! One row a creation whose outcome is unknown: what a look-up by its name tells.

use jiff::SignedDuration;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::deciding::{decided, failure, file, saw};
use super::fixture::*;
use crate::api::{OperationKind as Kind, OperationState as State};
use crate::domain::failure::Consequence;
use crate::domain::look::{Look, due};
use crate::domain::observed::{File, Likeness, Named, Seen};

fn alike(seconds: i64, likeness: Likeness) -> Named {
    Named {
        likeness,
        ..file(seconds, Some(900))
    }
}

#[test]
fn an_unknown_outcome_is_looked_up_before_anything_is_repeated() {
    let name = Look::Name("orders_rt".into());
    for task in [
        amid(Kind::Create, State::Announced),
        amid(Kind::Create, State::Contested),
    ] {
        assert_eq!(due(&task, None, now()), Some(name.clone()));
        assert_eq!(saw(&task, Seen::Named(Ok(None))), "NameFree");
        for (found, ours) in [
            (file(0, Some(900)), true),
            (file(-1, Some(900)), true),
            (file(0, None), true),
            (alike(-3, Likeness::Same), true),
            (alike(-240, Likeness::Same), true),
            (alike(0, Likeness::Different), true),
            (alike(-3, Likeness::Unknown), true),
            (alike(-600, Likeness::Same), false),
            (file(0, Some(23)), false),
            (
                Named {
                    claimant: Some("DISyncTask team/other".into()),
                    ..file(0, Some(900))
                },
                false,
            ),
        ] {
            let decided = saw(&task, Seen::Named(Ok(Some(found.clone()))));
            let expected = if ours { "Created(42" } else { "NameForeign" };
            assert!(decided.starts_with(expected), "{found:?}: {decided}");
        }
    }
    let other_case = Named {
        exact: false,
        ..file(0, Some(900))
    };
    let task = amid(Kind::Create, State::Announced);
    let decided = saw(&task, Seen::Named(Ok(Some(other_case))));
    assert!(
        decided.starts_with("NameForeign"),
        "a name that differs in case blocks, and is never ours"
    );
    let undated = Named {
        file: File {
            created_at: None,
            ..file(0, None).file
        },
        exact: true,
        claimant: None,
        likeness: Likeness::Same,
    };
    let task = amid(Kind::Create, State::Announced);
    assert!(
        saw(&task, Seen::Named(Ok(Some(undated)))).starts_with("NameUnproven"),
        "no proof"
    );
    assert!(
        saw(&task, Seen::Named(Ok(Some(alike(-3, Likeness::Different))))).starts_with("NameUnproven"),
        "somebody else's, or ours and edited"
    );
    assert_eq!(
        saw(&task, Seen::Named(Err(failure(Consequence::Retry)))),
        "CallFailed Look Code"
    );
    // A generation that finds the name taken has created nothing.
    let generating = amid(Kind::Generate, State::Contested);
    assert!(saw(&generating, Seen::Named(Ok(Some(file(0, Some(900)))))).starts_with("NameForeign"));
}

#[test]
fn a_creation_announced_before_the_clock_was_known_is_found() {
    let blind = with(amid(Kind::Create, State::Announced), |status| {
        let operation = status.operation.as_mut().unwrap();
        (operation.started_at, operation.unresolved_since) = (None, Some(Time(now())));
    });
    let look = |offset: i64, created: i64| {
        decided(&blind, |snapshot| {
            snapshot.clock_offset = Some(SignedDuration::from_secs(offset));
            snapshot.seen = Some(Seen::Named(Ok(Some(file(created, Some(900))))));
        })
    };
    assert!(look(-600, -600).starts_with("Created(42"));
    assert!(look(600, 600).starts_with("Created(42"));
    assert!(look(600, 0).starts_with("NameForeign"));
    assert!(look(60, 0).starts_with("Created(42"));
}
