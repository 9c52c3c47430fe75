//! Credentials: keys, where they come from, and how temporary ones are kept fresh.
//!
//! ```text
//! key           an AccessKey, permanent or temporary, which never prints what it holds
//! chain         a source of keys, and a role that is assumed with them
//! environment   what the operator's own environment says of its identity
//! issuer        gets temporary credentials: from STS, or from the metadata service
//! freshness     when they are renewed, and until when they serve
//! keyring       keeps them for each identity, and renews them one at a time
//! ```

mod chain;
mod environment;
mod freshness;
mod issuer;
mod key;
mod keyring;
mod metadata;
mod slot;
mod temporary;
mod trouble;

#[cfg(test)]
pub(in crate::dataworks) use issuer::PATIENCE as STS_PATIENCE;
#[cfg(test)]
pub(in crate::dataworks) use metadata::PATIENCE as METADATA_PATIENCE;

pub use chain::{Chain, OidcRole, Role, Source, Sts};
pub use environment::Environment;
pub use issuer::{Grant, Granted, Issuer};
pub use key::{AccessKey, BadKey};
pub use keyring::Keyring;
pub use metadata::Metadata;
pub use slot::Issued;
pub use temporary::Temporary;
pub use trouble::Trouble;
