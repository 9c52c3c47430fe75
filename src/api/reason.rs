//! The words of the conditions. Users and dashboards match on them: they are part of the API.

use std::fmt;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;

/// Types of the conditions of a `DISyncTask`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionType {
    /// The task exists as specified, and is in the desired state.
    Ready,
    /// The operator works towards the spec. Present only while true.
    Reconciling,
    /// The operator cannot go on without a person. Present only while true.
    Stalled,
    /// DataWorks generated the configuration.
    ConfigGenerated,
    /// The task exists in DataWorks.
    TaskCreated,
    /// The task runs. Not for batch tasks.
    TaskRunning,
    /// The task in DataWorks differs from the spec, without an edit of the spec.
    DriftDetected,
    /// `spec.suspend` keeps the operator from acting. Present only while true.
    Suspended,
}

impl ConditionType {
    /// The word in the status.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "Ready",
            Self::Reconciling => "Reconciling",
            Self::Stalled => "Stalled",
            Self::ConfigGenerated => "ConfigGenerated",
            Self::TaskCreated => "TaskCreated",
            Self::TaskRunning => "TaskRunning",
            Self::DriftDetected => "DriftDetected",
            Self::Suspended => "Suspended",
        }
    }

    /// The condition of this type, if it is there.
    pub fn among(self, conditions: &[Condition]) -> Option<&Condition> {
        conditions
            .iter()
            .find(|condition| condition.type_ == self.as_str())
    }
}

macro_rules! reasons {
    ($($(#[doc = $doc:literal])+ $name:ident,)+) => {
        /// Reasons of conditions and events.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Reason {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Reason {
            /// Every reason, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The word in the status.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)+ }
            }

            /// What the reason says, for the reference documentation.
            pub fn description(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

reasons! {
    /// The resource was seen; DataWorks was not asked for anything yet.
    Pending,
    /// DataWorks generates the configuration.
    Generating,
    /// DataWorks generated the configuration.
    Generated,
    /// The configuration is there, and the task is being created.
    Creating,
    /// The task exists as specified, and is not deployed.
    Created,
    /// The task that exists in DataWorks was taken over, without a change to it.
    Adopted,
    /// The task is being given another configuration or other settings.
    Updating,
    /// The task has another configuration or other settings.
    Updated,
    /// The task is being deployed.
    Deploying,
    /// The batch task is deployed, and runs by its schedule.
    Deployed,
    /// The task was started and does not run yet.
    Starting,
    /// The task runs as specified.
    Running,
    /// The solution did all that it had to do.
    Finished,
    /// The task is being stopped.
    Stopping,
    /// The task is stopped as specified.
    Stopped,
    /// The task should run and does not.
    NotRunning,
    /// The task did not run, and is started again as restartPolicy allows.
    Restarting,
    /// The task waits until somebody confirms it in the DataWorks console.
    ConfirmationPending,
    /// The task was stopped and does not come to rest.
    StopTimedOut,
    /// DataWorks does not do what the desired state asks for: there is no such operation.
    NotSupported,
    /// The task is being removed from DataWorks.
    Deleting,
    /// The task is gone from DataWorks.
    Deleted,
    /// The resource was deleted and the task stays in DataWorks, as deletionPolicy says.
    Retained,
    /// spec.suspend keeps the operator from acting.
    Suspended,
    /// A field of the spec or of the script is wrong: the message names it and the remedy.
    InvalidSpec,
    /// The operator cannot read the object at all, because a field of it has an unexpected form.
    Undecodable,
    /// The ConfigMap, Secret or key of scriptFrom is missing. Heals when it appears.
    ScriptNotFound,
    /// The DataWorksWorkspace is missing. Heals when it appears.
    WorkspaceNotFound,
    /// The DataWorksWorkspace leads to another workspace of DataWorks than the one that the task was made in.
    WorkspaceChanged,
    /// The endpoint of the workspace is not one that the administrator allows.
    EndpointNotAllowed,
    /// What spec.credentials names is missing or incomplete: a Secret or a key of it, a variable or a file of the
    /// operator, the RAM role of its node. Heals when it is mended.
    CredentialsNotFound,
    /// DataWorks refused the AccessKey, or STS the role. Heals when what spec.credentials names is mended.
    CredentialsRefused,
    /// spec.credentials asks for the operator's own identity, which the administrator did not open to the namespace.
    CredentialsForbidden,
    /// Another resource, or a task made by somebody else, has the name.
    NameConflict,
    /// DataWorks, or the way to it, does not answer.
    Unreachable,
    /// DataWorks limits the rate of calls: none is made before the time that the message names.
    Throttled,
    /// The calls of the day are spent, or kept for what is more urgent: the message says when it goes on.
    BudgetExhausted,
    /// DataWorks answered with an error of its own.
    ServiceError,
    /// DataWorks refuses to generate the configuration.
    GenerationFailed,
    /// DataWorks refuses to create the task.
    CreationFailed,
    /// DataWorks refuses to delete the task.
    DeletionFailed,
    /// The outcome of a create is unknown: the task is looked up by its name.
    OutcomeUnknown,
    /// DataWorks did not generate the configuration in time: it is asked again.
    GenerationTimedOut,
    /// DataWorks refuses to deploy the task.
    DeploymentFailed,
    /// DataWorks refuses to start the task.
    StartFailed,
    /// DataWorks refuses to stop the task, or to take it offline.
    StopFailed,
    /// The spec asks for a change that DataWorks cannot make to an existing task: the message lists the fields.
    UpdateUnsupported,
    /// DataWorks refuses to change the task: it goes on as it is.
    UpdateFailed,
    /// The task is deleted and created anew, as replacePolicy says.
    Replacing,
    /// Somebody changed the task in DataWorks: status.drift lists what differs.
    Drifted,
    /// Nothing differs.
    InSync,
    /// What somebody changed in DataWorks is changed back, as driftPolicy says.
    Correcting,
    /// Somebody deleted the task in DataWorks.
    TaskMissing,
    /// The operator may not list each namespace that it is to serve, one of which may keep the task of spec.adoption.
    WatchIncomplete,
    /// The task of spec.adoption cannot be taken over.
    AdoptionFailed,
    /// An annotation with the operator's prefix that the operator does not know.
    UnknownAnnotation,
    /// The workspace can be used.
    Valid,
    /// The operator failed in a way that its authors did not foresee: the message and the log say more.
    InternalError,
}

impl Reason {
    /// Whether what is in the way for this reason stays until a person does something about it. What may go by itself
    /// is no reason for those who wait to give up.
    pub fn needs_a_person(self) -> bool {
        matches!(
            self,
            Self::InvalidSpec
                | Self::EndpointNotAllowed
                | Self::CredentialsRefused
                | Self::CredentialsForbidden
                | Self::NameConflict
                | Self::AdoptionFailed
                | Self::TaskMissing
                | Self::Drifted
                | Self::UpdateUnsupported
                | Self::GenerationFailed
                | Self::UpdateFailed
                | Self::NotRunning
                | Self::NotSupported
                | Self::ConfirmationPending
        )
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
