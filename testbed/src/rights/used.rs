//! What the operator asked the API server for, out of the audit log.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use serde::Deserialize;

use super::{Place, Right};
use crate::chart::{NAMESPACE, RELEASE};
use crate::{Error, Result, audit};

/// A request, as far as rights go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Request {
    /// Empty for one that is about all namespaces.
    pub(crate) namespace: String,
    pub(crate) group: String,
    pub(crate) resource: String,
    pub(crate) verb: String,
}

/// The requests of the operator.
#[derive(Debug, Default)]
pub(crate) struct Used {
    /// Those that its rights covered.
    pub(crate) done: BTreeSet<Request>,
    /// Those that they did not.
    pub(crate) refused: BTreeSet<Request>,
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let group = if self.group.is_empty() {
            "core"
        } else {
            &self.group
        };
        write!(f, "{} {} ({group})", self.verb, self.resource)?;
        match self.namespace.as_str() {
            "" => write!(f, " in all namespaces"),
            namespace => write!(f, " in namespace {namespace}"),
        }
    }
}

impl Request {
    /// The right that covered it: that of the namespace of the release, if there is one.
    pub(super) fn right(&self, granted: &BTreeSet<Right>) -> Right {
        let right = |place| Right {
            place,
            group: self.group.clone(),
            resource: self.resource.clone(),
            verb: self.verb.clone(),
        };
        let own = right(Place::OwnNamespace);
        if self.namespace == NAMESPACE && granted.contains(&own) {
            own
        } else {
            right(Place::Everywhere)
        }
    }
}

impl Used {
    /// Reads an audit log, with the files that it was rotated into.
    pub(crate) fn read(log: &Path) -> Result<Self> {
        let mut used = Self::default();
        for path in audit::files(log)? {
            let file = File::open(&path).map_err(Error::path("opening", &path))?;
            for line in BufReader::new(file).lines() {
                used.take(&line.map_err(Error::path("reading", &path))?);
            }
        }
        Ok(used)
    }

    /// Takes in a line of the log. One that is no request of the operator for a resource says nothing.
    fn take(&mut self, line: &str) {
        let Ok(entry) = serde_json::from_str::<Entry>(line) else {
            return;
        };
        let Some(about) = entry.object_ref else { return };
        if entry.user.username != format!("system:serviceaccount:{NAMESPACE}:{RELEASE}") {
            return;
        }
        let resource = match about.subresource {
            Some(sub) => format!("{}/{sub}", about.resource),
            None => about.resource,
        };
        let request = Request {
            namespace: about.namespace.unwrap_or_default(),
            group: about.api_group.unwrap_or_default(),
            resource,
            verb: entry.verb,
        };
        match entry.annotations.decision.as_deref() {
            Some("allow") => self.done.insert(request),
            Some(_) => self.refused.insert(request),
            None => false,
        };
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    verb: String,
    user: User,
    object_ref: Option<About>,
    #[serde(default)]
    annotations: Annotations,
}

#[derive(Deserialize)]
struct User {
    username: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct About {
    resource: String,
    subresource: Option<String>,
    namespace: Option<String>,
    api_group: Option<String>,
}

#[derive(Default, Deserialize)]
struct Annotations {
    #[serde(rename = "authorization.k8s.io/decision")]
    decision: Option<String>,
}

#[cfg(test)]
#[path = "tests/used.rs"]
mod tests;
