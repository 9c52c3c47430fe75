//! One row an answer to a deletion: what lets a task count as told to go.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::fixture::*;
use super::reporting::{failed, told};
use crate::api::{OperationKind as Kind, OperationState as State};
use crate::domain::failure::Consequence;
use crate::domain::plan::Step;
use crate::domain::report::Next;

#[test]
fn what_dataworks_does_not_know_is_let_go_and_what_it_refuses_is_not() {
    for missing in [true, false] {
        let task = with(
            during(deleting(running()), Kind::Delete, State::Announced),
            |status| {
                status.missing_since = missing.then(|| Time(ago(10)));
                status.failures = Some(9);
            },
        );
        for (consequence, state) in [
            (Consequence::NotFound, State::Accepted),
            (Consequence::Refused, State::Failed),
            (Consequence::RetrySlowly, State::Failed),
        ] {
            let report = told(&task, &failed(Step::Change(Kind::Delete), consequence));
            let at_once = missing && consequence == Consequence::NotFound;
            assert_eq!(report.next == Next::Now, at_once, "{consequence:?} {missing}");
            assert_eq!(report.status.operation.unwrap().state, state, "{consequence:?}");
        }
    }
}
