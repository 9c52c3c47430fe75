//! The custom resources of the group `dataworks.alibabacloud.com`: their fields, documentation, validation rules
//! and status. Types only: no defaults that need the world, no decisions, no I/O.

mod crd;
mod operation;
mod pipeline;
mod reason;
mod script;
mod status;
mod task;
mod workspace;

pub use crd::{disynctask_crd, workspace_crd};
pub use operation::{Operation, OperationKind, OperationState};
pub use pipeline::{Pipeline, PipelineDatabase, PipelineOptions, PipelineSink, PipelineSource};
pub use reason::{ConditionType, Reason};
pub use script::{Script, ScriptDigest};
pub use status::{DISyncTaskStatus, Phase};
pub use task::{DISyncTask, DISyncTaskSpec, DeletionPolicy, KeyRef, ScriptFrom, TaskType, WorkspaceRef};
pub use workspace::{
    CredentialsSource, DataWorksWorkspace, DataWorksWorkspaceSpec, DataWorksWorkspaceStatus, LocalSecretRef,
    TaskDefaults,
};

/// The API group of both resources.
pub const GROUP: &str = "dataworks.alibabacloud.com";

/// Holds a task until DataWorks says that it is gone there too.
pub const FINALIZER: &str = "dataworks.alibabacloud.com/task";

/// Asks for a visit now, pauses or not, whenever its value changes; `status.lastHandledReconcileAt` echoes it.
pub const RECONCILE_REQUESTED_AT: &str = "dataworks.alibabacloud.com/reconcile-requested-at";

/// Name under which the operator owns fields and publishes events.
pub const FIELD_MANAGER: &str = "dataworks-operator";
