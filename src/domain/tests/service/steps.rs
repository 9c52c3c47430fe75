//! The steps of the ladder: deployed, running, and down again.

use jiff::{SignedDuration, Timestamp};

use super::perform::success;
use super::task::Run;
use super::{Deployment, Service, refused};
use crate::api::TaskType;
use crate::domain::failure::Failure;
use crate::domain::plan::Fact;

impl Service {
    pub(super) fn deploy(&mut self, id: i64, now: Timestamp) -> Result<(), Failure> {
        let (refuses, step) = (self.quirks.refuses_redeploy, self.quirks.step);
        let fails = std::mem::take(&mut self.next_deployment_fails);
        let task = self.task(id)?;
        let unchanged = task.committed && task.deployed.as_ref() == Some(&task.held);
        if fails || (unchanged && refuses) {
            return Err(refused("submit and deploy fail."));
        }
        if task.deployed.is_none() {
            task.run = Run::Off("NORUN");
        }
        task.deployed = Some(task.held.clone());
        task.deployable = now + SignedDuration::from_secs(step.min(60));
        task.committed = true;
        task.version += 1;
        Ok(())
    }

    pub(super) fn submit(&mut self, id: i64, now: Timestamp) -> Result<Fact, Failure> {
        let refuses = self.quirks.refuses_redeploy;
        let to_production = self.quirks.direct;
        let task = self.task(id)?;
        if task.committed && refuses {
            return Err(refused("nothing to submit"));
        }
        task.committed = true;
        task.version += 1;
        Ok(self.deployment_of(id, to_production, now))
    }

    pub(super) fn publish(&mut self, id: i64, now: Timestamp) -> Result<Fact, Failure> {
        let task = self.task(id)?;
        if !task.committed {
            return Err(refused("not submitted"));
        }
        Ok(self.deployment_of(id, true, now))
    }

    fn deployment_of(&mut self, file_id: i64, to_production: bool, now: Timestamp) -> Fact {
        let id = self.id();
        let version = self
            .tasks
            .get(&file_id)
            .map(|task| task.held.clone())
            .unwrap_or_default();
        let deployment = Deployment {
            file_id,
            version,
            done: now + SignedDuration::from_secs(self.quirks.step.min(60)),
            to_production,
            failed: std::mem::take(&mut self.next_deployment_fails).then(|| "check failed".to_owned()),
        };
        self.deployments.insert(id, deployment);
        self.settle(now);
        Fact::Taken(success(), Some(id))
    }

    pub(super) fn start(&mut self, id: i64, param: String, now: Timestamp) -> Result<(), Failure> {
        let (refuses, step) = (self.quirks.refuses_idle, self.quirks.step);
        let waits = std::mem::take(&mut self.next_start_waits_for_person);
        let solution = self.task_type == TaskType::Solution;
        let task = self.task(id)?;
        let Some(version) = task.deployed.clone().filter(|_| task.deployable <= now) else {
            return Err(refused("not deployed"));
        };
        match task.run {
            Run::Stopping(_) => return Err(refused("it is being stopped")),
            Run::Running | Run::Waiting(_) | Run::Unconfirmed if !solution => {
                return if refuses { Err(refused("it runs")) } else { Ok(()) };
            }
            _ => {}
        }
        task.runs = Some((version, param));
        task.starts += 1;
        task.run = match waits {
            true => Run::Unconfirmed,
            false => Run::Waiting(now + SignedDuration::from_secs(step)),
        };
        task.settle(now, "NORUN");
        Ok(())
    }

    pub(super) fn stop(&mut self, id: i64, now: Timestamp) -> Result<(), Failure> {
        let (refuses, step, stopped) = (self.quirks.refuses_idle, self.quirks.step, self.quirks.stopped());
        let task = self.task(id)?;
        match task.run {
            Run::Off(_) | Run::Stopping(_) => {
                return if refuses {
                    Err(refused("it does not run"))
                } else {
                    Ok(())
                };
            }
            Run::Running | Run::Waiting(_) | Run::Odd | Run::Unconfirmed => {}
        }
        task.runs = None;
        task.run = Run::Stopping(now + SignedDuration::from_secs(step));
        task.settle(now, stopped);
        Ok(())
    }

    pub(super) fn terminate(&mut self, id: i64) -> Result<(), Failure> {
        let (refuses, undeployed) = (self.quirks.refuses_idle, self.quirks.undeployed());
        let task = self.task(id)?;
        if task.is_active() {
            return Err(refused("it runs"));
        }
        if task.deployed.is_none() && refuses {
            return Err(refused("it is not deployed"));
        }
        task.deployed = None;
        task.run = Run::Off(undeployed);
        Ok(())
    }

    pub(super) fn delete(&mut self, id: i64) -> Result<(), Failure> {
        let (keeps, real_time) = (self.quirks.keeps_deployed, self.task_type == TaskType::Realtime);
        let task = self.task(id)?;
        if task.is_active() && real_time {
            return Err(refused("it runs"));
        }
        if task.deployed.is_some() && keeps && real_time {
            return Err(refused("it is deployed"));
        }
        self.tasks.remove(&id);
        Ok(())
    }
}
