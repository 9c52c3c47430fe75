//! The operator's own identity, and which namespaces may use it.

use kube::ResourceExt;

use crate::api::{CredentialsSource, DataWorksWorkspace, Reason};
use crate::dataworks::Endpoint;
use crate::dataworks::credentials::Environment;
use crate::domain::observed::Blocker;

/// The operator's own identity. Whoever may create a workspace could borrow it, so it is open to no namespace that the
/// administrator did not name.
#[derive(Clone, Debug)]
pub struct OperatorIdentity {
    /// Namespaces whose workspaces may use it.
    pub namespaces: Vec<String>,
    /// What the operator's environment says of it.
    pub environment: Environment,
    /// Where the metadata service of the node is.
    pub metadata: Endpoint,
}

impl OperatorIdentity {
    /// Refuses a workspace that asks for it and may not.
    pub fn permit(&self, workspace: &DataWorksWorkspace) -> Result<(), Blocker> {
        let namespace = workspace.namespace().unwrap_or_default();
        match own(&workspace.spec.credentials) {
            Some(field) if !self.namespaces.contains(&namespace) => Err(Blocker {
                reason: Reason::CredentialsForbidden,
                message: format!(
                    "spec.credentials.{field} of DataWorksWorkspace {}: it is the operator's own identity, which is not open to namespace {namespace}: name a Secret in secretRef, or ask the administrator to open it (operatorIdentity.allowedNamespaces of the chart)",
                    workspace.name_any()
                ),
            }),
            _ => Ok(()),
        }
    }
}

/// The field that asks for the operator's own identity.
fn own(credentials: &CredentialsSource) -> Option<&'static str> {
    let fields = [
        ("oidc", credentials.oidc.is_some()),
        ("ecsRamRole", credentials.ecs_ram_role.is_some()),
        ("environment", credentials.environment.is_some()),
    ];
    fields
        .into_iter()
        .find(|(_, given)| *given)
        .map(|(field, _)| field)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn refusal(namespaces: &[&str], credentials: Value) -> Option<String> {
        let workspace: DataWorksWorkspace = serde_json::from_value(json!({
            "apiVersion": "dataworks.alibabacloud.com/v1alpha1", "kind": "DataWorksWorkspace",
            "metadata": { "name": "shop", "namespace": "team-a" },
            "spec": { "projectId": 1, "regionId": "cn-shanghai", "credentials": credentials }
        }))
        .unwrap();
        let identity = OperatorIdentity {
            namespaces: namespaces.iter().map(ToString::to_string).collect(),
            environment: Environment::default(),
            metadata: "http://100.100.100.200".parse().unwrap(),
        };
        let refused = identity.permit(&workspace).err()?;
        assert_eq!(refused.reason, Reason::CredentialsForbidden);
        Some(refused.message)
    }

    #[test]
    fn only_named_namespaces_use_the_operators_identity() {
        for field in ["oidc", "ecsRamRole", "environment"] {
            for namespaces in [&[][..], &["team-b"], &["team"]] {
                let message = refusal(namespaces, json!({ field: {} })).unwrap();
                assert!(
                    message.contains(&format!("spec.credentials.{field}")),
                    "{message}"
                );
                assert!(
                    message.contains("operatorIdentity.allowedNamespaces"),
                    "{message}"
                );
            }
            assert_eq!(refusal(&["team-b", "team-a"], json!({ field: {} })), None);
        }
        assert_eq!(refusal(&[], json!({ "secretRef": { "name": "keys" } })), None);
    }

    #[test]
    fn a_role_on_top_of_it_opens_nothing() {
        let role = json!({ "oidc": {}, "assumeRole": { "roleArn": "acs:ram::1:role/a" } });
        assert!(refusal(&[], role).is_some());
    }
}
