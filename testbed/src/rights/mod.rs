//! What the chart lets the operator do, against what the operator did.
//!
//! A right that is never used is one that whoever takes the operator over has for nothing; a request that was refused is
//! something that does not work where the chart is installed. Both are told by the API server's audit log.

mod granted;
mod used;

use std::collections::BTreeSet;
use std::fmt;

pub(crate) use granted::granted;
pub(crate) use used::Used;

/// Where a right holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// In the namespace of the release only.
    OwnNamespace,
    /// In all namespaces.
    Everywhere,
}

/// One verb on one resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Right {
    /// Where.
    pub(crate) place: Place,
    /// The API group; empty for the core.
    pub(crate) group: String,
    /// The resource, with its subresource after a slash.
    pub(crate) resource: String,
    /// The verb.
    pub(crate) verb: String,
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = match self.place {
            Place::OwnNamespace => "in the namespace of the release",
            Place::Everywhere => "in all namespaces",
        };
        let group = if self.group.is_empty() {
            "core"
        } else {
            &self.group
        };
        write!(f, "{} {} ({group}) {place}", self.verb, self.resource)
    }
}

/// What is wrong, a line each; nothing if each right was used and no request was refused.
pub(crate) fn complaints(granted: &BTreeSet<Right>, used: &Used) -> Vec<String> {
    let mut complaints = Vec::new();
    let done: BTreeSet<Right> = used.done.iter().map(|request| request.right(granted)).collect();
    complaints.extend(
        granted
            .difference(&done)
            .map(|right| format!("granted and never used: {right}")),
    );
    complaints.extend(
        done.difference(granted)
            .map(|right| format!("used and not granted: {right}")),
    );
    complaints.extend(used.refused.iter().map(|request| format!("refused: {request}")));
    complaints
}

#[cfg(test)]
mod tests {
    use super::used::Request;
    use super::*;

    fn right(place: Place, resource: &str, verb: &str) -> Right {
        let (group, resource, verb) = (String::new(), resource.to_owned(), verb.to_owned());
        Right {
            place,
            group,
            resource,
            verb,
        }
    }

    fn request(namespace: &str, resource: &str, verb: &str) -> Request {
        Request {
            namespace: namespace.to_owned(),
            group: String::new(),
            resource: resource.to_owned(),
            verb: verb.to_owned(),
        }
    }

    #[test]
    fn what_is_too_much_and_what_is_too_little_is_told() {
        let granted = BTreeSet::from([
            right(Place::Everywhere, "configmaps", "get"),
            right(Place::Everywhere, "secrets", "get"),
            right(Place::OwnNamespace, "configmaps", "get"),
            right(Place::OwnNamespace, "configmaps", "create"),
        ]);
        let used = Used {
            done: BTreeSet::from([
                request(crate::chart::NAMESPACE, "configmaps", "get"),
                request("team", "secrets", "get"),
                request("team", "secrets", "list"),
            ]),
            refused: BTreeSet::from([request("team", "pods", "get")]),
        };
        assert_eq!(
            complaints(&granted, &used),
            [
                "granted and never used: create configmaps (core) in the namespace of the release",
                "granted and never used: get configmaps (core) in all namespaces",
                "used and not granted: list secrets (core) in all namespaces",
                "refused: get pods (core) in namespace team",
            ]
        );
    }
}
