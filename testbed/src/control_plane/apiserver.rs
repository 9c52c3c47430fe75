//! The API server: RBAC on, Pod Security on (both by default), every request in the audit log.

use std::path::PathBuf;

use super::Place;
use super::keys::Keys;
use crate::process::Program;
use crate::tools::Tools;
use crate::{Error, Result, kubeconfig};

pub(super) const NAME: &str = "kube-apiserver";

/// Where it puts the certificate that it makes for itself.
pub(super) const CERTIFICATES: &str = "pki";

/// The audit log beside the kubeconfig.
pub(crate) const AUDIT_LOG: &str = "audit.log";

/// Who asked for what, of every request, once it was answered.
const AUDIT_POLICY: &str = "\
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: Metadata
";

pub(super) fn program(
    place: &Place<'_>,
    tools: &Tools,
    keys: &Keys,
    etcd_port: u16,
    port: u16,
) -> Result<Program> {
    let policy = place.file("audit-policy.yaml");
    std::fs::write(&policy, AUDIT_POLICY).map_err(Error::path("writing", &policy))?;
    Ok(Program::new(NAME, &tools.apiserver)
        .flag("etcd-servers", format!("http://127.0.0.1:{etcd_port}"))
        .flag("bind-address", "127.0.0.1")
        .flag("advertise-address", "127.0.0.1")
        .flag("secure-port", port.to_string())
        .flag("cert-dir", place.file(CERTIFICATES))
        // The Service "kubernetes" may not point at a loopback address, and nobody here uses it.
        .flag("endpoint-reconciler-type", "none")
        .flag("service-cluster-ip-range", "10.96.0.0/16")
        .flag("authorization-mode", "RBAC")
        .flag("token-auth-file", &keys.tokens)
        .flag("service-account-issuer", "https://kubernetes.default.svc")
        .flag("service-account-signing-key-file", &keys.private)
        .flag("service-account-key-file", &keys.public)
        .flag("audit-policy-file", policy)
        .flag("audit-log-path", place.file(AUDIT_LOG)))
}

/// The certificate that the server made for itself; its issuer is in the same file, so clients can trust that.
pub(super) fn certificate(place: &Place<'_>) -> PathBuf {
    place.file(CERTIFICATES).join("apiserver.crt")
}

/// Writes the administrator's kubeconfig.
pub(super) fn kubeconfig(place: &Place<'_>, keys: &Keys, port: u16) -> Result<PathBuf> {
    let path = certificate(place);
    let ca = std::fs::read(&path).map_err(Error::path("reading", &path))?;
    let server = format!("https://127.0.0.1:{port}");
    let path = place.file("kubeconfig");
    kubeconfig::write(
        &path,
        &kubeconfig::Server::new(&server, &ca),
        "admin",
        &keys.admin_token,
        "default",
    )?;
    Ok(path)
}
