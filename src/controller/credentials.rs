//! From `spec.credentials` of a workspace to the way to its key, or why there is none.

use kube::ResourceExt;

use super::context::Context;
use super::error::Error;
use super::way::Way;
use crate::api::{AssumeRole, DataWorksWorkspace, EcsRamRoleSource, LocalSecretRef, OidcSource, Reason};
use crate::dataworks::AccessKey;
use crate::dataworks::credentials::{Chain, Role, Source, Sts, Trouble};
use crate::domain::failure::{Consequence, Failure};
use crate::domain::observed::Blocker;
use crate::domain::plan::Fact;

/// How the codes begin by which temporary credentials are refused that others could replace.
const SECURITY_TOKEN: &str = "InvalidSecurityToken";

/// The way to the key of a workspace.
pub async fn chain_of(
    workspace: &DataWorksWorkspace,
    context: &Context,
) -> Result<Result<Chain, Blocker>, Error> {
    if let Err(blocker) = context.identity.permit(workspace) {
        return Ok(Err(blocker));
    }
    let spec = &workspace.spec.credentials;
    let source = match (&spec.secret_ref, &spec.oidc, &spec.ecs_ram_role) {
        (Some(secret), ..) => of_secret(secret, workspace, context).await?,
        (_, Some(oidc), _) => of_oidc(oidc, workspace, context),
        (_, _, Some(node)) => of_node(node, context).map_err(|trouble| told(&trouble)),
        // The rule of the resource leaves nothing else.
        _ => of_environment(context).map_err(|trouble| told(&trouble)),
    };
    let role = spec
        .assume_role
        .as_ref()
        .map(|assumed| role(assumed, workspace, context));
    Ok(source.and_then(|source| {
        Ok(Chain {
            source,
            role: role.transpose()?,
        })
    }))
}

/// What the lack of credentials says of the workspace and its tasks.
pub fn told(trouble: &Trouble) -> Blocker {
    let Trouble::Failed { failure, .. } = trouble else {
        return Blocker {
            reason: Reason::CredentialsNotFound,
            message: format!("{trouble}; it is tried again every few seconds"),
        };
    };
    let (reason, remedy) = match failure.consequence {
        Consequence::Throttled { .. } => (Reason::Throttled, "they are asked for again after a pause"),
        Consequence::Retry | Consequence::Ambiguous if failure.code == "Unreachable" => {
            (Reason::Unreachable, "they are asked for again after a pause")
        }
        Consequence::Retry | Consequence::Ambiguous => {
            (Reason::ServiceError, "they are asked for again after a pause")
        }
        _ => (
            Reason::CredentialsRefused,
            "mend what spec.credentials of the workspace names, or the trust policy of the role; they are asked for again after growing pauses of up to 5 minutes",
        ),
    };
    Blocker {
        reason,
        message: format!("{trouble}: {remedy}"),
    }
}

/// What a refusal of the key means where another is to be had: no more than a short pause. Of a key that cannot be
/// replaced is remembered that it was refused.
pub async fn key_refused(fact: &Fact, way: &Way, context: &Context) -> Option<Fact> {
    let Fact::CallFailed(step, failure) = fact else {
        return None;
    };
    if failure.consequence != Consequence::Credentials {
        return None;
    }
    let now = context.clock.now();
    let replaced = failure.code.starts_with(SECURITY_TOKEN)
        && context.keyring.replace(&way.chain.identity(), way.serial, now);
    if !replaced {
        context.refusals.remember(&way.key_version(), failure, now);
    }
    if replaced || has_changed(way, context).await {
        let failure = Failure {
            consequence: Consequence::Retry,
            ..failure.clone()
        };
        return Some(Fact::CallFailed(*step, failure));
    }
    None
}

/// Whether the Secret holds another key by now, which may be within the seconds for which it is remembered.
async fn has_changed(way: &Way, context: &Context) -> bool {
    let (Some(secret), Source::Key { place, .. }) =
        (&way.workspace.spec.credentials.secret_ref, &way.chain.source)
    else {
        return false;
    };
    let namespace = way.workspace.namespace().unwrap_or_default();
    context.inputs.forget_secret(&namespace, &secret.name);
    let read = context.inputs.secret(&namespace, &secret.name).await;
    // What cannot be read is read again by the next pass, which tells it.
    matches!(read, Ok(Some(now)) if place_of(&namespace, &secret.name, &now.version) != *place)
}

/// A version of a Secret.
fn place_of(namespace: &str, name: &str, version: &str) -> String {
    format!("{namespace}/{name}/{version}")
}

async fn of_secret(
    secret: &LocalSecretRef,
    workspace: &DataWorksWorkspace,
    context: &Context,
) -> Result<Result<Source, Blocker>, Error> {
    let missing = |text| Err(told(&Trouble::Missing(text)));
    let (namespace, name) = (workspace.namespace().unwrap_or_default(), &secret.name);
    let Some(secret) = context.inputs.secret(&namespace, name).await? else {
        return Ok(missing(format!(
            "spec.credentials.secretRef of DataWorksWorkspace {}: there is no Secret {name} in namespace {namespace}: create it with the keys accessKeyId and accessKeySecret",
            workspace.name_any()
        )));
    };
    let part = |key| secret.get(key).unwrap_or_default();
    let key = AccessKey::new(
        part("accessKeyId"),
        part("accessKeySecret"),
        secret.get("securityToken"),
    );
    Ok(match key {
        Ok(key) => Ok(Source::Key {
            key,
            place: place_of(&namespace, name, &secret.version),
        }),
        Err(error) => missing(format!(
            "Secret {name}: {error}: give it the keys accessKeyId and accessKeySecret"
        )),
    })
}

fn of_oidc(oidc: &OidcSource, workspace: &DataWorksWorkspace, context: &Context) -> Result<Source, Blocker> {
    let role = context.identity.environment.oidc_role(
        oidc.role_arn.as_deref(),
        oidc.oidc_provider_arn.as_deref(),
        oidc.session_name.as_deref(),
    );
    let role = role.map_err(|trouble| told(&trouble))?;
    Ok(Source::Oidc(role, sts(workspace, context)?))
}

fn of_node(node: &EcsRamRoleSource, context: &Context) -> Result<Source, Trouble> {
    let environment = &context.identity.environment;
    if !environment.allows_metadata() {
        return Err(Trouble::Missing(
            "spec.credentials.ecsRamRole: ALIBABA_CLOUD_ECS_METADATA_DISABLED of the operator is true: name another source of credentials, or unset it".to_owned(),
        ));
    }
    let name = node.role_name.as_deref().or(environment.node_role());
    Ok(Source::EcsRamRole(name.map(str::to_owned)))
}

fn of_environment(context: &Context) -> Result<Source, Trouble> {
    context.identity.environment.key().map(|key| Source::Key {
        key,
        place: "environment".to_owned(),
    })
}

fn role(role: &AssumeRole, workspace: &DataWorksWorkspace, context: &Context) -> Result<Role, Blocker> {
    Ok(Role {
        arn: role.role_arn.clone(),
        external_id: role.external_id.clone(),
        session_name: role.session_name.clone(),
        duration_seconds: role.duration_seconds,
        sts: sts(workspace, context)?,
    })
}

fn sts(workspace: &DataWorksWorkspace, context: &Context) -> Result<Sts, Blocker> {
    let endpoint = context.endpoints.sts_of(workspace)?;
    Ok(Sts {
        clock: context.clock_of(&endpoint),
        endpoint,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(consequence: Consequence, code: &str) -> Reason {
        told(&Trouble::Failed {
            who: "STS".into(),
            failure: Box::new(Failure {
                consequence,
                code: code.into(),
                message: "No.".into(),
                request_id: None,
            }),
        })
        .reason
    }

    #[test]
    fn what_a_person_has_to_mend_is_told_from_what_goes_by_itself() {
        for (consequence, code, expected) in [
            (
                Consequence::Credentials,
                "EntityNotExist.Role",
                Reason::CredentialsRefused,
            ),
            (
                Consequence::RetrySlowly,
                "NoPermission",
                Reason::CredentialsRefused,
            ),
            (
                Consequence::Terminal,
                "MissingRoleArn",
                Reason::CredentialsRefused,
            ),
            (
                Consequence::Throttled { after: None },
                "Throttling.User",
                Reason::Throttled,
            ),
            (Consequence::Retry, "Unreachable", Reason::Unreachable),
            (Consequence::Retry, "DeadlineExceeded", Reason::ServiceError),
        ] {
            assert_eq!(reason(consequence, code), expected, "{code}");
        }
        let missing = told(&Trouble::Missing("spec.credentials.oidc: no file".into()));
        assert_eq!(missing.reason, Reason::CredentialsNotFound);
    }
}
