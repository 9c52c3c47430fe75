//! Runs an operation once per ClientToken.

use super::answer::Answer;
use super::error::ApiError;
use super::parameters::Parameters;
use crate::operations::{Arguments, Operation, Refusal, Scene, envelope};
use crate::state::clock::Now;
use crate::state::identity::Identity;
use crate::state::simulation::Simulation;
use crate::state::styles::TokenRule;
use crate::state::tokens::{Fingerprint, Known, TokenKey};

/// The rule common to the products of the platform; DataWorks documents none of its own.
const TOKEN_LIMIT: usize = 64;

/// What is to be run.
pub(crate) struct Order<'a> {
    /// The operation.
    pub(crate) operation: &'static Operation,
    /// Its parameters.
    pub(crate) parameters: &'a Parameters,
    /// Who calls it.
    pub(crate) caller: &'a Identity,
    /// The endpoint that was called.
    pub(crate) host: &'a str,
}

/// An answer and how it came about.
pub(crate) struct Execution {
    /// What to answer.
    pub(crate) answer: Answer,
    /// It was stored by an earlier call with the same token.
    pub(crate) replayed: bool,
}

/// Runs the operation, or gives the stored answer if the call is a repeat.
pub(crate) fn execute(simulation: &mut Simulation, order: &Order<'_>, now: Now) -> Execution {
    let Order {
        operation,
        parameters,
        host,
        caller,
    } = order;
    let honoured = operation.takes_token && simulation.behaviour.token == TokenRule::Honoured;
    let Some(token) = parameters
        .get("ClientToken")
        .filter(|token| honoured && !token.is_empty())
    else {
        return Execution {
            answer: run(simulation, order, now),
            replayed: false,
        };
    };
    if token.len() > TOKEN_LIMIT || !token.is_ascii() {
        return refuse(&ApiError::invalid("ClientToken"), host);
    }
    let fingerprint: Fingerprint = parameters
        .business()
        .filter(|(name, ..)| *name != "ClientToken")
        .map(|(name, value, _)| (name.to_owned(), value.to_owned()))
        .collect();
    let key = TokenKey {
        account_id: caller.account_id.clone(),
        action: operation.name,
        token: token.to_owned(),
    };
    match simulation.tokens.look_up(&key, &fingerprint, now.ms()) {
        Known::Repeat(answer) => Execution {
            answer,
            replayed: true,
        },
        Known::Mismatch => {
            let text = "The specified client token was used before with other parameters.";
            refuse(&ApiError::bad_request("IdempotentParameterMismatch", text), host)
        }
        Known::New => {
            let answer = run(simulation, order, now);
            // Only a request that was accepted uses its token up: a refused one has had no effect.
            if answer.status.is_success() {
                let kept = answer.clone();
                simulation.tokens.keep(key, fingerprint, kept, now.ms());
            }
            Execution {
                answer,
                replayed: false,
            }
        }
    }
}

fn refuse(error: &ApiError, host: &str) -> Execution {
    Execution {
        answer: Answer::error(error, host),
        replayed: false,
    }
}

fn run(simulation: &mut Simulation, order: &Order<'_>, now: Now) -> Answer {
    let Order {
        operation,
        parameters,
        host,
        caller,
    } = order;
    let behaviour = &simulation.behaviour;
    simulation.world.advance(now);
    if let Some(plan) = behaviour.refused(operation.name, parameters.get("TaskType")) {
        return envelope::answer(operation, Err(Refusal::from(plan)), behaviour, host);
    }
    let mut scene = Scene {
        world: &mut simulation.world,
        behaviour,
        keys: &mut simulation.keys,
        roles: &simulation.roles,
        caller,
        now,
    };
    let result = (operation.run)(&mut scene, &Arguments::new(parameters));
    envelope::answer(operation, result, behaviour, host)
}
