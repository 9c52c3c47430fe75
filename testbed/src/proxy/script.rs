//! What becomes of which effect: the script that proxies obey, and what they saw.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};

/// How long whoever got an answer may take to ask for something else, before it is taken to be at rest.
const LINGER: Duration = Duration::from_millis(300);

/// Something that a request changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// What the namer calls it.
    pub name: String,
    /// Which of its name it is, from 1.
    pub nth: usize,
}

/// What becomes of an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is passed on like everything else.
    Undisturbed,
    /// It does not reach the server, and its sender is cut off.
    Before,
    /// The server does it, and its answer is lost: the sender is cut off.
    Lost,
    /// The server does it, and its answer arrives.
    Delivered,
    /// The server gets the same bytes twice, and the second answer arrives.
    Duplicated,
}

/// What a script says of an effect.
pub struct Turn {
    pub(super) fate: Fate,
    pub(super) then: Option<Box<dyn FnOnce() + Send>>,
}

impl Turn {
    /// Only this fate.
    pub fn new(fate: Fate) -> Self {
        Self { fate, then: None }
    }

    /// And then, once the fate is sealed, this, such as a kill. From that instant nothing reaches any server until
    /// [`Script::thaw`]: the dead ask for nothing.
    pub fn then(fate: Fate, action: impl FnOnce() + Send + 'static) -> Self {
        Self {
            fate,
            then: Some(Box::new(action)),
        }
    }
}

type Director = Box<dyn FnMut(&Effect) -> Turn + Send>;

/// A script, shared by the proxies that obey it.
#[derive(Clone)]
pub struct Script(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
    frozen: watch::Sender<bool>,
    knocked: Notify,
}

#[derive(Default)]
struct State {
    director: Option<Director>,
    seen: Vec<Effect>,
    counts: HashMap<String, usize>,
}

impl Default for Script {
    fn default() -> Self {
        Self(Arc::new(Inner {
            state: Mutex::default(),
            frozen: watch::channel(false).0,
            knocked: Notify::new(),
        }))
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script")
            .field("seen", &self.state().seen)
            .finish_non_exhaustive()
    }
}

impl Script {
    /// From now on this decides; what was seen is forgotten, and counts begin anew.
    pub fn direct(&self, director: impl FnMut(&Effect) -> Turn + Send + 'static) {
        let mut state = self.state();
        *state = State {
            director: Some(Box::new(director)),
            ..State::default()
        };
    }

    /// The effects that came so far, in their order.
    pub fn seen(&self) -> Vec<Effect> {
        self.state().seen.clone()
    }

    /// Lets requests pass again. Those that came meanwhile are cut off.
    pub fn thaw(&self) {
        self.0.frozen.send_replace(false);
    }

    pub(super) fn freeze(&self) {
        self.0.frozen.send_replace(true);
    }

    /// Passes at once, or waits for the thaw and says no: whoever waited is of an earlier life.
    pub(super) async fn admits(&self) -> bool {
        let mut frozen = self.0.frozen.subscribe();
        if !*frozen.borrow_and_update() {
            return true;
        }
        self.0.knocked.notify_one();
        let _ = frozen.wait_for(|frozen| !frozen).await;
        false
    }

    /// Resolves when something is asked for although all is frozen, or nothing was for a while: an answer that was
    /// given before was taken notice of.
    pub(super) async fn knock(&self) {
        let _ = tokio::time::timeout(LINGER, self.0.knocked.notified()).await;
    }

    pub(super) fn turn(&self, name: String) -> Turn {
        let mut state = self.state();
        let count = state.counts.entry(name.clone()).or_default();
        *count += 1;
        let effect = Effect { name, nth: *count };
        let turn = match &mut state.director {
            Some(director) => director(&effect),
            None => Turn::new(Fate::Undisturbed),
        };
        state.seen.push(effect);
        turn
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
