//! The words of the conditions. Users and dashboards match on them: they are part of the API.

use std::fmt;

/// Types of the conditions of a `DISyncTask`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionType {
    /// The task exists as specified.
    Ready,
    /// The operator works towards the spec. Present only while true.
    Reconciling,
    /// The operator cannot go on without a person. Present only while true.
    Stalled,
    /// DataWorks generated the configuration.
    ConfigGenerated,
    /// The task exists in DataWorks.
    TaskCreated,
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
            Self::Suspended => "Suspended",
        }
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
    /// The task exists as specified.
    Created,
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
    /// The Secret of the credentials is missing, or lacks a key. Heals when it is mended.
    CredentialsNotFound,
    /// DataWorks refused the AccessKey. Heals when the Secret changes.
    CredentialsRefused,
    /// Another resource, or a task made by somebody else, has the name.
    NameConflict,
    /// DataWorks, or the way to it, does not answer.
    Unreachable,
    /// DataWorks limits the rate of calls.
    Throttled,
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
    /// The spec changed after the task was created, and this release cannot change a task in place.
    UpdateUnsupported,
    /// The workspace can be used.
    Valid,
    /// The operator failed in a way that its authors did not foresee: the message and the log say more.
    InternalError,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
