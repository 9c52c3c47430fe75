//! What can be done to a task at which point of its life.

use super::behaviour::Behaviour;
use super::clock::Now;
use super::course;
use super::instance::{Fall, Instance};
use super::life::{Deploying, Life};
use super::plans::{Deletable, Undeployed, UpdateApplies};
use super::task_type::TaskType;
use super::wait::Waiting;

/// Why something cannot be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Conflict {
    /// It is so already.
    NothingToDo,
    /// It has to be deployed first.
    NotDeployed,
    /// It was submitted, and cannot be deployed.
    NotDeployable,
    /// It has to be terminated first.
    Deployed,
    /// It is in the middle of something.
    Busy(String),
}

impl Life {
    /// A new task of this type.
    pub(crate) fn new(task_type: TaskType, behaviour: &Behaviour) -> Self {
        let absent = behaviour.instance.before_deploy == Undeployed::Absent;
        let has_instance = match task_type {
            TaskType::Offline => false,
            TaskType::Realtime => !absent,
            TaskType::Solution => true,
        };
        Self {
            instance: has_instance.then(|| Instance::idle(task_type)),
            ..Self::default()
        }
    }

    /// Submits and deploys a version of a real-time task or a solution.
    pub(crate) fn deploy(
        &mut self,
        task_type: TaskType,
        version: i32,
        behaviour: &Behaviour,
        now: Now,
    ) -> Result<(), Conflict> {
        let under_way = self.deploying.as_ref().map(|deploying| deploying.version);
        if under_way.or(self.deployed_version) == Some(version) {
            return Err(Conflict::NothingToDo);
        }
        let plan = &behaviour.instance;
        self.submitted_version = Some(version);
        if plan.submits_only {
            return Err(Conflict::NotDeployable);
        }
        self.submitted_at = Some(now.server_ms());
        self.deploying = Some(Deploying {
            version,
            waiting: Waiting::new(plan.deploy, now.ms()),
            reaches_running: plan.update_applies != UpdateApplies::Restart,
            solution_word: (task_type == TaskType::Solution).then(|| behaviour.solution.deployed.clone()),
        });
        self.advance(task_type, now);
        Ok(())
    }

    /// An edit made this version.
    pub(crate) fn edited(&mut self, version: i32, behaviour: &Behaviour) {
        if behaviour.instance.update_applies == UpdateApplies::Update && self.deployed_version.is_some() {
            self.deployed_version = Some(version);
            if let Some(instance) = &mut self.instance {
                instance.run_version(version);
            }
        }
    }

    /// Starts the version that is deployed.
    pub(crate) fn start(
        &mut self,
        task_type: TaskType,
        start_param: Option<String>,
        behaviour: &Behaviour,
        now: Now,
    ) -> Result<(), Conflict> {
        let version = self.deployed_version.ok_or(Conflict::NotDeployed)?;
        let instance = self.instance.get_or_insert_with(|| Instance::idle(task_type));
        if instance.word() == "KILLING" {
            return Err(Conflict::Busy(instance.word().to_owned()));
        }
        if instance.is_active() {
            return Err(Conflict::NothingToDo);
        }
        let plan = &behaviour.instance.fall;
        let fall = plan.to.clone().map(|to| Fall {
            at_ms: now.ms() + i64::from(plan.after_ms),
            to,
        });
        instance.run_version(version);
        instance.go(course::start(task_type, behaviour), fall, now.ms());
        self.start_param = start_param;
        self.started_at = Some(now.server_ms());
        Ok(())
    }

    /// Stops a real-time task.
    pub(crate) fn stop(&mut self, behaviour: &Behaviour, now: Now) -> Result<(), Conflict> {
        match &mut self.instance {
            Some(instance) if instance.is_active() && instance.word() != "KILLING" => {
                instance.go(course::stop(behaviour), None, now.ms());
                Ok(())
            }
            _ => Err(Conflict::NothingToDo),
        }
    }

    /// Takes a real-time task offline.
    pub(crate) fn terminate(&mut self, task_type: TaskType, behaviour: &Behaviour) -> Result<(), Conflict> {
        self.refuse_active()?;
        if self.deployed_version.is_none() && self.deploying.is_none() {
            return Err(Conflict::NothingToDo);
        }
        self.deployed_version = None;
        self.deploying = None;
        let absent = behaviour.instance.after_terminate == Undeployed::Absent;
        self.instance = (!absent).then(|| Instance::idle(task_type));
        Ok(())
    }

    /// Whether the task can be deleted.
    pub(crate) fn may_be_deleted(&self, behaviour: &Behaviour) -> Result<(), Conflict> {
        match behaviour.instance.delete {
            Deletable::Always => Ok(()),
            Deletable::Stopped => self.refuse_active(),
            Deletable::Undeployed if self.deployed_version.is_some() => Err(Conflict::Deployed),
            Deletable::Undeployed => self.refuse_active(),
        }
    }

    fn refuse_active(&self) -> Result<(), Conflict> {
        match self.word() {
            Some(word) if self.is_active() => Err(Conflict::Busy(word.to_owned())),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
