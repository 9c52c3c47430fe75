//! Gets temporary credentials: from STS for a role, from the metadata service for that of the node.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;

use super::chain::{Chain, OidcRole, Role, Source, Sts};
use super::key::AccessKey;
use super::metadata::Metadata;
use super::trouble::Trouble;
use crate::dataworks::client::Client;
use crate::dataworks::http::Http;
use crate::dataworks::layers::{Counted, Deadline, Tally};
use crate::dataworks::operations::{AssumeRole, AssumeRoleWithOidc};
use crate::dataworks::port::{DataWorks, Operation};
use crate::domain::clock::Clock;
use crate::domain::failure::Failure;

/// How long STS may take. Calls wait for it when they have no credentials.
pub(in crate::dataworks) const PATIENCE: Duration = Duration::from_secs(10);

/// Credentials that were just got.
#[derive(Clone, Debug)]
pub struct Granted {
    /// The key.
    pub key: AccessKey,
    /// How long it lives from now on.
    pub life: SignedDuration,
}

/// Whatever gets credentials along a chain.
pub trait Grant: Send + Sync + 'static {
    /// Gets new ones.
    ///
    /// # Errors
    ///
    /// Why there are none.
    fn grant(&self, chain: &Chain) -> impl Future<Output = Result<Granted, Trouble>> + Send;
}

/// Gets credentials over the network.
#[derive(Clone, Debug)]
pub struct Issuer {
    http: Http,
    metadata: Metadata,
    clock: Clock,
    tally: Arc<dyn Tally>,
}

impl Issuer {
    /// Asks STS through this client, and this metadata service, whose clock is the node's; `tally` is told of the
    /// calls of STS.
    #[must_use]
    pub fn new(http: Http, metadata: Metadata, clock: Clock, tally: Arc<dyn Tally>) -> Self {
        Self {
            http,
            metadata,
            clock,
            tally,
        }
    }

    async fn call<O: Operation>(&self, sts: Client, asked: &O) -> Result<O::Answer, Failure> {
        let sts = Counted::new(Deadline::after(sts, PATIENCE), self.tally.clone());
        sts.call(asked).await
    }

    async fn first(&self, source: &Source) -> Result<Granted, Trouble> {
        match source {
            Source::Key { key, .. } => Ok(Granted {
                key: key.clone(),
                life: SignedDuration::MAX,
            }),
            Source::Oidc(role, sts) => self.with_token(role, sts).await,
            Source::EcsRamRole(name) => {
                let now = || self.clock.now();
                self.metadata.credentials(&self.http, name.as_deref(), now).await
            }
        }
    }

    async fn with_token(&self, role: &OidcRole, sts: &Sts) -> Result<Granted, Trouble> {
        // It is small and in memory, and the kubelet puts another in its place every hour.
        let token = std::fs::read_to_string(&role.token_file).map_err(|error| {
            Trouble::Missing(format!(
                "spec.credentials.oidc: the file of ALIBABA_CLOUD_OIDC_TOKEN_FILE cannot be read ({error}): mount the projected token of the ServiceAccount there"
            ))
        })?;
        let asked = AssumeRoleWithOidc {
            role_arn: role.role_arn.clone(),
            provider_arn: role.provider_arn.clone(),
            token: token.trim().into(),
            session_name: role.session_name.clone(),
        };
        let client = Client::anonymous(self.http.clone(), sts.endpoint.clone(), sts.clock.clone());
        let given = self.call(client, &asked).await;
        let given = given.map_err(|failure| {
            Trouble::failed(format!("STS (AssumeRoleWithOIDC for {})", role.role_arn), failure)
        })?;
        Ok(Granted {
            life: given.life(sts.clock.current()),
            key: given.key,
        })
    }

    async fn with_key(&self, key: AccessKey, role: &Role) -> Result<Granted, Trouble> {
        let sts = &role.sts;
        let asked = AssumeRole {
            role_arn: role.arn.clone(),
            session_name: role.session().to_owned(),
            duration_seconds: role.duration(),
            external_id: role.external_id.clone(),
        };
        let client = Client::new(self.http.clone(), sts.endpoint.clone(), key, sts.clock.clone());
        let given = self.call(client, &asked).await;
        let given = given
            .map_err(|failure| Trouble::failed(format!("STS (AssumeRole for {})", role.arn), failure))?;
        Ok(Granted {
            life: given.life(sts.clock.current()),
            key: given.key,
        })
    }
}

impl Grant for Issuer {
    async fn grant(&self, chain: &Chain) -> Result<Granted, Trouble> {
        let first = self.first(&chain.source).await?;
        let last = match &chain.role {
            Some(role) => self.with_key(first.key, role).await?,
            None => first,
        };
        Ok(Granted {
            key: last.key.of_holder(chain.holder()),
            ..last
        })
    }
}
