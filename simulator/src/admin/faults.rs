//! The faults to come.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;

use super::body::{Answer, Refused, done, read, show};
use crate::app::App;
use crate::operations;
use crate::state::fault_rule::Rule;
use crate::state::faults::Faults;

/// Rules in force with what is left of them.
pub(super) async fn list(State(app): State<Arc<App>>) -> Answer {
    app.with(|simulation| show(&simulation.faults.rules()))
}

/// Adds a rule.
pub(super) async fn add(State(app): State<Arc<App>>, body: Bytes) -> Answer {
    let rule: Rule = read(&body)?;
    if rule.action != "*" && operations::find(&rule.action).is_none() {
        let known: Vec<&str> = operations::names().collect();
        return Err(Refused::bad(format!(
            "action: expected * or one of {}",
            known.join(", ")
        )));
    }
    app.with(|simulation| {
        simulation.faults.add(rule).map_err(Refused::bad)?;
        show(&simulation.faults.rules())
    })
}

/// Removes all rules.
pub(super) async fn clear(State(app): State<Arc<App>>) -> Answer {
    app.with(|simulation| simulation.faults = Faults::default());
    done()
}
