//! How the task in DataWorks differs from the spec, by what the service holds.

use super::super::service::{BY_HAND, Run, Task};
use super::ledger::fixed;
use super::world::World;
use crate::api::{DesiredState, TaskType};
use crate::domain::desired::Desired;

/// How the task in DataWorks differs from the spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Difference {
    Gone,
    Fixed,
    Tables,
    Group,
    Schedule,
    Name,
    Other,
    Undeployed,
    Deployed,
    OldVersion,
    Idle,
    Active,
    OldRuns,
}

/// The task that the resource keeps.
pub(super) fn kept(world: &World) -> Option<&Task> {
    world.service.tasks.get(&world.status().file_id?)
}

/// All of it.
pub(super) fn differences(world: &World, desired: &Desired) -> Vec<Difference> {
    let Some(task) = kept(world) else {
        return vec![Difference::Gone];
    };
    let spec = &world.task.spec;
    let wish = spec.desired_state.unwrap_or_default();
    let instance = spec.task_type != TaskType::Offline;
    let real_time = spec.task_type == TaskType::Realtime;
    let schedule = spec.schedule.as_deref().unwrap_or(&task.held.schedule);
    let param = serde_json::json!(spec.start_param.clone().unwrap_or_default()).to_string();
    let current = task.runs.as_ref().is_some_and(|(version, with)| {
        Some(version) == task.deployed.as_ref() && (*with == param || with == BY_HAND || !real_time)
    });
    let group = &desired.settings.resource_group;
    let comparable = instance || fixed(&desired.parts).0 != world.ledger.made.clone().unwrap_or_default().0;
    [
        (
            Difference::Fixed,
            comparable && world.ledger.made.as_ref() != Some(&fixed(&desired.parts)),
        ),
        (Difference::Tables, task.held.tables() != world.wanted.tables),
        (Difference::Tables, task.held.source() != world.wanted.source),
        (Difference::Group, group.is_some() && task.held.group != *group),
        (Difference::Schedule, *schedule != task.held.schedule),
        (Difference::Name, task.name != desired.task_name),
        (
            Difference::Other,
            task.held
                .content
                .get("setting")
                .is_some_and(|it| it.get("jvmOption").is_some()),
        ),
        (
            Difference::Undeployed,
            wish != DesiredState::Created && task.deployed.is_none(),
        ),
        (
            Difference::Deployed,
            wish == DesiredState::Created && task.deployed.is_some(),
        ),
        (
            Difference::OldVersion,
            wish != DesiredState::Created && task.deployed.as_ref() != Some(&task.held),
        ),
        (
            Difference::Idle,
            instance && wish == DesiredState::Running && task.run != Run::Running,
        ),
        (
            Difference::Active,
            real_time && wish != DesiredState::Running && task.is_active(),
        ),
        (
            Difference::OldRuns,
            instance && wish == DesiredState::Running && task.run == Run::Running && !current,
        ),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(difference, _)| difference)
    .collect()
}
