//! What a person does to the life of a task in the console. It follows no rules: a person can do anything.

use super::behaviour::Behaviour;
use super::clock::Now;
use super::course;
use super::instance::Instance;
use super::life::Life;
use super::task_type::TaskType;

impl Life {
    /// A person puts the instance into this state; what was not deployed is deployed with it.
    pub(crate) fn put(
        &mut self,
        task_type: TaskType,
        word: &str,
        version: i32,
        behaviour: &Behaviour,
        now: Now,
    ) {
        let course = course::put(task_type, word, behaviour);
        let instance = self.instance.get_or_insert_with(|| Instance::idle(task_type));
        let was_active = instance.is_active();
        instance.go(course, None, now.ms());
        if instance.is_active() {
            let deployed = *self.deployed_version.get_or_insert(version);
            if !was_active {
                instance.run_version(deployed);
            }
        }
    }

    /// A person deploys this version.
    pub(crate) fn put_deployed(&mut self, version: i32) {
        self.submitted_version = Some(version);
        self.deployed_version = Some(version);
        self.deploying = None;
    }

    /// A person takes it offline, whatever it does.
    pub(crate) fn put_undeployed(&mut self, task_type: TaskType) {
        self.deployed_version = None;
        self.deploying = None;
        if let Some(instance) = &mut self.instance {
            *instance = Instance::idle(task_type);
        }
    }
}
