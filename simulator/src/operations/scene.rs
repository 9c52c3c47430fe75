//! What an operation works on.

use serde_json::Value;

use super::Refusal;
use crate::gateway::error::ApiError;
use crate::state::behaviour::Behaviour;
use crate::state::clock::Now;
use crate::state::file::File;
use crate::state::identity::Identity;
use crate::state::keys::Keys;
use crate::state::roles::Roles;
use crate::state::styles::IdStyle;
use crate::state::task_type::TaskType;
use crate::state::workspace::Workspace;
use crate::state::world::World;

/// The world, the switches and the time.
pub(crate) struct Scene<'a> {
    /// What exists.
    pub(crate) world: &'a mut World,
    /// How to answer.
    pub(crate) behaviour: &'a Behaviour,
    /// The keys that are valid, and those that STS makes.
    pub(crate) keys: &'a mut Keys,
    /// The roles that there are.
    pub(crate) roles: &'a Roles,
    /// Who calls.
    pub(crate) caller: &'a Identity,
    /// When.
    pub(crate) now: Now,
}

impl Scene<'_> {
    /// A workspace. The API does not tell one that does not exist from one that the caller may not see.
    pub(crate) fn workspace(&self, project_id: i64) -> Result<&Workspace, ApiError> {
        self.world
            .workspaces
            .get(&project_id)
            .ok_or_else(ApiError::no_privilege)
    }

    /// A workspace to change.
    pub(crate) fn workspace_mut(&mut self, project_id: i64) -> Result<&mut Workspace, ApiError> {
        self.world
            .workspaces
            .get_mut(&project_id)
            .ok_or_else(ApiError::no_privilege)
    }

    /// A task of this type, to change. `fileId` is all that a client is told of one that is not there.
    pub(crate) fn task_mut(
        &mut self,
        project_id: i64,
        file_id: i64,
        task_type: TaskType,
    ) -> Result<&mut File, Refusal> {
        let file = self.workspace_mut(project_id)?.files.get_mut(&file_id);
        file.filter(|file| file.task_type == task_type)
            .ok_or_else(|| Refusal::file(file_id))
    }

    /// An identifier in the style that is set.
    pub(crate) fn id(&self, id: i64) -> Value {
        match self.behaviour.id_style {
            IdStyle::Number => Value::from(id),
            IdStyle::String => Value::from(id.to_string()),
        }
    }
}
