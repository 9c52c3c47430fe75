//! What the operator's own environment says of its identity, in the variables that the official SDKs read.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use super::chain::{OidcRole, SESSION};
use super::key::AccessKey;
use super::trouble::Trouble;
use crate::dataworks::endpoint::Endpoint;

const KEY_ID: &str = "ALIBABA_CLOUD_ACCESS_KEY_ID";
const KEY_SECRET: &str = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
const SECURITY_TOKEN: &str = "ALIBABA_CLOUD_SECURITY_TOKEN";
const ROLE_ARN: &str = "ALIBABA_CLOUD_ROLE_ARN";
const PROVIDER_ARN: &str = "ALIBABA_CLOUD_OIDC_PROVIDER_ARN";
const TOKEN_FILE: &str = "ALIBABA_CLOUD_OIDC_TOKEN_FILE";
const SESSION_NAME: &str = "ALIBABA_CLOUD_ROLE_SESSION_NAME";
const NODE_ROLE: &str = "ALIBABA_CLOUD_ECS_METADATA";
const METADATA_DISABLED: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";
const IMDSV1_DISABLED: &str = "ALIBABA_CLOUD_IMDSV1_DISABLED";
const VPC: &str = "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED";
const STS_REGION: &str = "ALIBABA_CLOUD_STS_REGION";

const ALL: [&str; 12] = [
    KEY_ID,
    KEY_SECRET,
    SECURITY_TOKEN,
    ROLE_ARN,
    PROVIDER_ARN,
    TOKEN_FILE,
    SESSION_NAME,
    NODE_ROLE,
    METADATA_DISABLED,
    IMDSV1_DISABLED,
    VPC,
    STS_REGION,
];

/// The variables, as they were when the operator started. They are not printed.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<&'static str, SecretString>);

impl Environment {
    /// Reads the variables. One that is empty counts as absent.
    #[must_use]
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        let values = ALL.into_iter().filter_map(|name| {
            let value = variable(name)?.trim().to_owned();
            (!value.is_empty()).then(|| (name, value.into()))
        });
        Self(values.collect())
    }

    /// The AccessKey.
    ///
    /// # Errors
    ///
    /// Which of its variables are missing.
    pub fn key(&self) -> Result<AccessKey, Trouble> {
        let missing = [KEY_ID, KEY_SECRET].map(|name| self.lacks(name, ""));
        let (Some(id), Some(secret)) = (self.get(KEY_ID), self.get(KEY_SECRET)) else {
            return Err(incomplete(
                "environment",
                missing,
                "set it from a Secret (extraEnv of the chart)",
            ));
        };
        AccessKey::new(id, secret, self.get(SECURITY_TOKEN))
            .map_err(|error| Trouble::Missing(format!("spec.credentials.environment: {error}")))
    }

    /// The role of the operator's ServiceAccount, where these are the fields of the workspace that were given.
    ///
    /// # Errors
    ///
    /// Which of its variables are missing.
    pub fn oidc_role(
        &self,
        role_arn: Option<&str>,
        provider_arn: Option<&str>,
        session_name: Option<&str>,
    ) -> Result<OidcRole, Trouble> {
        let (role, provider) = (
            role_arn.or(self.get(ROLE_ARN)),
            provider_arn.or(self.get(PROVIDER_ARN)),
        );
        let missing = [
            role.map_or_else(|| self.lacks(ROLE_ARN, " (or the field roleArn)"), |_| None),
            provider.map_or_else(
                || self.lacks(PROVIDER_ARN, " (or the field oidcProviderArn)"),
                |_| None,
            ),
            self.lacks(TOKEN_FILE, ""),
        ];
        let (Some(role), Some(provider), Some(file)) = (role, provider, self.get(TOKEN_FILE)) else {
            let remedy = "enable RRSA for the ServiceAccount of the operator, and restart its Pods";
            return Err(incomplete("oidc", missing, remedy));
        };
        let session = session_name.or(self.get(SESSION_NAME)).unwrap_or(SESSION);
        Ok(OidcRole {
            role_arn: role.to_owned(),
            provider_arn: provider.to_owned(),
            session_name: session.to_owned(),
            token_file: PathBuf::from(file),
        })
    }

    /// The role of the node, where it is named.
    #[must_use]
    pub fn node_role(&self) -> Option<&str> {
        self.get(NODE_ROLE)
    }

    /// Whether the metadata service may be asked.
    #[must_use]
    pub fn allows_metadata(&self) -> bool {
        !self.is_true(METADATA_DISABLED)
    }

    /// Whether the metadata service may be asked without a token.
    #[must_use]
    pub fn allows_metadata_v1(&self) -> bool {
        !self.is_true(IMDSV1_DISABLED)
    }

    /// Whether services are reached through the VPC.
    #[must_use]
    pub fn is_in_vpc(&self) -> bool {
        self.is_true(VPC)
    }

    /// The region whose STS is asked, where it is named.
    ///
    /// # Errors
    ///
    /// If what is named is no region.
    pub fn sts_region(&self) -> Result<Option<String>, Trouble> {
        let Some(region) = self.get(STS_REGION) else {
            return Ok(None);
        };
        match Endpoint::sts_of_region(region) {
            Ok(_) => Ok(Some(region.to_owned())),
            Err(error) => Err(Trouble::Missing(format!("{STS_REGION}: {error}"))),
        }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(SecretString::expose_secret)
    }

    fn lacks(&self, name: &str, or: &str) -> Option<String> {
        self.get(name).is_none().then(|| format!("{name}{or}"))
    }

    fn is_true(&self, name: &str) -> bool {
        self.get(name)
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }
}

fn incomplete<const N: usize>(field: &str, missing: [Option<String>; N], remedy: &str) -> Trouble {
    let missing: Vec<_> = missing.into_iter().flatten().collect();
    Trouble::Missing(format!(
        "spec.credentials.{field}: the environment of the operator has no {}: {remedy}",
        missing.join(" and no ")
    ))
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
#[path = "tests/environment.rs"]
mod tests;
