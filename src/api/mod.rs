//! The custom resources of the group `dataworks.alibabacloud.com`: their fields, documentation, validation rules
//! and status. Types only: no defaults that need the world, no decisions, no I/O.

mod budget;
mod crd;
mod credentials;
mod life;
mod operation;
mod pipeline;
mod policy;
mod reason;
mod schedule;
mod script;
mod status;
mod task;
mod workspace;

pub use budget::{BudgetStatus, CallBudget, Edition};
pub use crd::{disynctask_crd, workspace_crd};
pub use credentials::{
    AssumeRole, CredentialsSource, EcsRamRoleSource, EnvironmentSource, LocalSecretRef, OidcSource,
};
pub use life::{DdlMark, DesiredState, ErrorLimit, FailoverLimit, RestartPolicy, StartParam};
pub use operation::{Operation, OperationKind, OperationState};
pub use pipeline::{Pipeline, PipelineDatabase, PipelineOptions, PipelineSink, PipelineSource};
pub use policy::{Adoption, AdoptionById, AdoptionByName, DriftPolicy, ReplacePolicy};
pub use reason::{ConditionType, Reason};
pub use schedule::Schedule;
pub use script::{Script, ScriptDigest};
pub use status::{DISyncTaskStatus, Phase, SeenFile};
pub use task::{DISyncTask, DISyncTaskSpec, DeletionPolicy, KeyRef, ScriptFrom, TaskType, WorkspaceRef};
pub use workspace::{DataWorksWorkspace, DataWorksWorkspaceSpec, DataWorksWorkspaceStatus, TaskDefaults};

/// The API group of both resources.
pub const GROUP: &str = "dataworks.alibabacloud.com";

/// Holds a task until DataWorks says that it is gone there too.
pub const FINALIZER: &str = "dataworks.alibabacloud.com/task";

/// Asks for a visit now, pauses or not, whenever its value changes; `status.lastHandledReconcileAt` echoes it.
pub const RECONCILE_REQUESTED_AT: &str = "dataworks.alibabacloud.com/reconcile-requested-at";

/// Restarts the task, if it is to run, whenever its value changes; `status.lastHandledRestart` echoes it.
pub const RESTART: &str = "dataworks.alibabacloud.com/restart";

/// Name under which the operator owns fields and publishes events.
pub const FIELD_MANAGER: &str = "dataworks-operator";
