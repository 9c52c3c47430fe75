//! Where the credentials of a workspace come from.

use kube::KubeSchema;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the credentials of a workspace come from: exactly one source, and a role to assume with it.
#[derive(KubeSchema, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = Rule::new("[has(self.secretRef), has(self.oidc), has(self.ecsRamRole), has(self.environment)].filter(x, x).size() == 1")
    .message("exactly one of secretRef, oidc, ecsRamRole and environment must be set: secretRef for an AccessKey in a Secret, oidc for a RAM role of the operator's ServiceAccount (RRSA), ecsRamRole for the RAM role of the operator's node, environment for the operator's own AccessKey; add assumeRole to any of them to go on as another role"))]
pub struct CredentialsSource {
    /// A Secret of the same namespace with the keys accessKeyId, accessKeySecret and, for temporary credentials of
    /// STS, securityToken. It is read again every few seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_ref: Option<LocalSecretRef>,
    /// A RAM role that the operator's ServiceAccount may assume by its OIDC token (RRSA). It is the operator's own
    /// identity: only for namespaces that the administrator names (operatorIdentity.allowedNamespaces of the chart).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oidc: Option<OidcSource>,
    /// The RAM role of the ECS instance that the operator runs on. It is the operator's own identity: only for
    /// namespaces that the administrator names (operatorIdentity.allowedNamespaces of the chart).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ecs_ram_role: Option<EcsRamRoleSource>,
    /// The AccessKey in the operator's environment: ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and
    /// ALIBABA_CLOUD_SECURITY_TOKEN. It is the operator's own identity: only for namespaces that the administrator names
    /// (operatorIdentity.allowedNamespaces of the chart).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<EnvironmentSource>,
    /// A RAM role that is assumed with the credentials of the source: calls are made as that role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assume_role: Option<AssumeRole>,
}

/// Names a Secret of the same namespace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LocalSecretRef {
    /// Name of the Secret.
    #[schemars(length(min = 1, max = 253))]
    pub name: String,
}

/// A RAM role that trusts the operator's ServiceAccount. The token is the one that ALIBABA_CLOUD_OIDC_TOKEN_FILE of the
/// operator names; no field does.
#[derive(KubeSchema, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OidcSource {
    /// ARN of the role. Default: ALIBABA_CLOUD_ROLE_ARN of the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 256))]
    #[x_kube(validation = Rule::new("self.matches('^acs:ram::[0-9]+:role/[A-Za-z0-9._-]+$')")
        .message("roleArn must be the ARN of a RAM role, such as acs:ram::1000000000000001:role/dataworks: copy it from the page of the role in the RAM console"))]
    pub role_arn: Option<String>,
    /// ARN of the OIDC provider. Default: ALIBABA_CLOUD_OIDC_PROVIDER_ARN of the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 256))]
    #[x_kube(validation = Rule::new("self.matches('^acs:ram::[0-9]+:oidc-provider/[A-Za-z0-9._-]+$')")
        .message("oidcProviderArn must be the ARN of an OIDC provider, such as acs:ram::1000000000000001:oidc-provider/ack-rrsa-c0ffee: copy it from the cluster's page in the ACK console"))]
    pub oidc_provider_arn: Option<String>,
    /// Name of the session, which ActionTrail shows: 2 to 64 letters, digits and .@-_ characters. Default:
    /// ALIBABA_CLOUD_ROLE_SESSION_NAME of the operator, or dataworks-operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 2, max = 64))]
    #[x_kube(validation = Rule::new("self.matches('^[A-Za-z0-9.@_-]+$')")
        .message("sessionName takes letters, digits and .@-_ only: write hyphens for other characters"))]
    pub session_name: Option<String>,
}

/// The RAM role of the operator's node.
#[derive(KubeSchema, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EcsRamRoleSource {
    /// Name of the role. Default: ALIBABA_CLOUD_ECS_METADATA of the operator, or what the metadata service names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 64))]
    #[x_kube(validation = Rule::new("self.matches('^[A-Za-z0-9][A-Za-z0-9._-]*$')")
        .message("roleName must be the name of a RAM role, without account and path: the part of its ARN after role/"))]
    pub role_name: Option<String>,
}

/// The AccessKey in the operator's environment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EnvironmentSource {}

/// A RAM role that is assumed with the credentials of a source.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssumeRole {
    /// ARN of the role.
    #[schemars(length(min = 1, max = 256))]
    #[x_kube(validation = Rule::new("self.matches('^acs:ram::[0-9]+:role/[A-Za-z0-9._-]+$')")
        .message("roleArn must be the ARN of a RAM role, such as acs:ram::1000000000000001:role/dataworks: copy it from the page of the role in the RAM console"))]
    pub role_arn: String,
    /// What the trust policy of the role asks for as sts:ExternalId.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 2, max = 1224))]
    pub external_id: Option<String>,
    /// Name of the session, which ActionTrail shows: 2 to 64 letters, digits and .@-_ characters. Default:
    /// dataworks-operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 2, max = 64))]
    #[x_kube(validation = Rule::new("self.matches('^[A-Za-z0-9.@_-]+$')")
        .message("sessionName takes letters, digits and .@-_ only: write hyphens for other characters"))]
    pub session_name: Option<String>,
    /// How long the credentials of one session live, in seconds. Default: 3600, which is also the most that a role
    /// allows unless its maximum session duration is raised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[x_kube(validation = Rule::new("self >= 900 && self <= 43200")
        .message("durationSeconds must be from 900 to 43200: remove it for an hour"))]
    pub duration_seconds: Option<i32>,
}
