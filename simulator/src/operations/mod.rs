//! The operations of the API, one file each.
//!
//! A new operation is a new file with an [`Operation`] constant, named in [`ALL`].

mod arguments;
mod assume_role;
mod assume_role_with_oidc;
mod conflict;
mod create_task;
mod delete_file;
mod delete_task;
mod deploy_file;
mod deploy_task;
pub(crate) mod envelope;
mod file_entry;
mod generate_for_creating;
mod generate_for_updating;
mod get_caller_identity;
mod get_deployment;
mod get_file;
mod get_instance_info;
mod get_task;
mod list_files;
mod query_process_result;
mod refusal;
mod reply;
mod scene;
mod session;
mod solution;
mod start_instance;
mod stop_instance;
mod submit_file;
mod terminate_instance;
mod update_file;
mod update_task;
mod which_file;

pub(crate) use arguments::Arguments;
pub(crate) use refusal::Refusal;
pub(crate) use reply::Reply;
pub(crate) use scene::Scene;

use crate::state::tally::Access;

/// Everything that can be called.
const ALL: [&Operation; 22] = [
    &generate_for_creating::OPERATION,
    &generate_for_updating::OPERATION,
    &query_process_result::OPERATION,
    &create_task::OPERATION,
    &update_task::OPERATION,
    &get_task::OPERATION,
    &delete_task::OPERATION,
    &deploy_task::OPERATION,
    &start_instance::OPERATION,
    &stop_instance::OPERATION,
    &terminate_instance::OPERATION,
    &get_instance_info::OPERATION,
    &list_files::OPERATION,
    &get_file::OPERATION,
    &update_file::OPERATION,
    &submit_file::OPERATION,
    &deploy_file::OPERATION,
    &get_deployment::OPERATION,
    &delete_file::OPERATION,
    &get_caller_identity::OPERATION,
    &assume_role::OPERATION,
    &assume_role_with_oidc::OPERATION,
];

/// The envelope that an operation answers in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// `Success`, `Data` with `Status` and `Message`.
    Task,
    /// `Success`, `Data`, `HttpStatusCode`, `ErrorCode`, `ErrorMessage`.
    File,
    /// The fields alone. These operations are of another product, which is on the same socket here.
    Sts,
    /// The same, and nobody signs them.
    StsUnsigned,
}

impl Family {
    /// The one version that is simulated.
    pub(crate) fn version(self) -> &'static str {
        match self {
            Self::Task | Self::File => "2020-05-18",
            Self::Sts | Self::StsUnsigned => "2015-04-01",
        }
    }

    /// True for what the call limits of DataWorks are for.
    pub(crate) fn is_of_dataworks(self) -> bool {
        !matches!(self, Self::Sts | Self::StsUnsigned)
    }
}

/// One operation.
#[derive(Debug)]
pub(crate) struct Operation {
    /// Its name, the `Action`.
    pub(crate) name: &'static str,
    /// Its envelope.
    pub(crate) family: Family,
    /// Its class in the call limits.
    pub(crate) access: Access,
    /// True if it has the parameter `ClientToken`.
    pub(crate) takes_token: bool,
    /// What it does.
    pub(crate) run: fn(&mut Scene<'_>, &Arguments<'_>) -> Result<Reply, Refusal>,
}

/// The operation of a name.
pub(crate) fn find(name: &str) -> Option<&'static Operation> {
    ALL.into_iter().find(|operation| operation.name == name)
}

/// Names of all operations.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    ALL.into_iter().map(|operation| operation.name)
}
