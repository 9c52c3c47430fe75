//! How far a task has come: which of its versions is submitted, deployed and running.

use serde::Serialize;

use super::clock::Now;
use super::instance::Instance;
use super::task_type::TaskType;
use super::wait::Waiting;

/// The life of one task. Its rules are in [`super::rules`].
#[derive(Clone, Debug, Default, Serialize)]
#[serde(into = "Shown")]
pub(crate) struct Life {
    /// The version that was submitted last.
    pub(crate) submitted_version: Option<i32>,
    /// The version that is deployed.
    pub(crate) deployed_version: Option<i32>,
    /// A deployment under way.
    pub(crate) deploying: Option<Deploying>,
    /// What runs, or does not run, of a real-time task or a solution.
    pub(crate) instance: Option<Instance>,
    /// StartParam of the last start.
    pub(crate) start_param: Option<String>,
    /// When it was deployed last, in the server's time.
    pub(crate) submitted_at: Option<i64>,
    /// When it was started last, in the server's time.
    pub(crate) started_at: Option<i64>,
}

/// A deployment of a real-time task or a solution that takes its time.
#[derive(Clone, Debug)]
pub(crate) struct Deploying {
    /// The version to be deployed.
    pub(crate) version: i32,
    /// How long it still takes.
    pub(crate) waiting: Waiting,
    /// What runs goes on with this version.
    pub(crate) reaches_running: bool,
    /// The status of a solution once it is deployed.
    pub(crate) solution_word: Option<String>,
}

impl Life {
    /// Does what time has brought.
    pub(crate) fn advance(&mut self, task_type: TaskType, now: Now) {
        let now_ms = now.ms();
        if let Some(instance) = &mut self.instance {
            instance.advance(now_ms);
        }
        let is_over = |deploying: &mut Deploying| deploying.waiting.end(now_ms).is_some();
        if let Some(deployed) = self.deploying.take_if(is_over) {
            self.deployed_version = Some(deployed.version);
            let instance = self.instance.get_or_insert_with(|| Instance::idle(task_type));
            if deployed.reaches_running {
                instance.run_version(deployed.version);
            }
            if let Some(word) = deployed.solution_word.filter(|_| !instance.is_active()) {
                instance.put(word);
            }
        }
    }

    /// Counts a look at how it is.
    pub(crate) fn look(&mut self) {
        if let Some(deploying) = &mut self.deploying {
            deploying.waiting.look();
        }
        if let Some(instance) = &mut self.instance {
            instance.look();
        }
    }

    /// How the instance is, if there is one.
    pub(crate) fn word(&self) -> Option<&str> {
        self.instance.as_ref().map(Instance::word)
    }

    /// True while something runs, starts or stops.
    pub(crate) fn is_active(&self) -> bool {
        self.instance.as_ref().is_some_and(Instance::is_active)
    }
}

/// What the admin interface shows of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    submitted_version: Option<i32>,
    deployed: bool,
    deployed_version: Option<i32>,
    run_state: Option<String>,
    running_version: Option<i32>,
    start_param: Option<String>,
}

impl From<Life> for Shown {
    fn from(life: Life) -> Self {
        Self {
            submitted_version: life.submitted_version,
            deployed: life.deployed_version.is_some(),
            deployed_version: life.deployed_version,
            run_state: life.word().map(str::to_owned),
            running_version: life.instance.as_ref().and_then(Instance::running_version),
            start_param: life.start_param,
        }
    }
}
