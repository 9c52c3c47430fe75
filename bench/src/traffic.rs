//! What the operator asked of DataWorks and of Kubernetes in a span of time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::audit::Requests;

/// The question to STS, which is no call of DataWorks and counts against none of its limits.
const IDENTITY: &str = "GetCallerIdentity";

/// What a leader does to stay one, at rest as well as at work.
const LEASE: &str = " leases";

/// Requests of the operator.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Traffic {
    /// Calls of DataWorks by operation.
    pub calls: BTreeMap<String, u64>,
    /// Those of them that were polls which DataWorks answered with "in progress", so that another was needed.
    pub polls_demanded: u64,
    /// Requests to the API server by verb and resource.
    pub requests: Requests,
}

impl Traffic {
    /// All calls of DataWorks.
    pub fn all_calls(&self) -> u64 {
        let of_dataworks = self.calls.iter().filter(|(name, _)| *name != IDENTITY);
        of_dataworks.map(|(_, number)| number).sum()
    }

    /// Requests that change something in Kubernetes.
    pub fn writes(&self) -> impl Iterator<Item = (&str, u64)> {
        self.requests()
            .filter(|(name, _)| is_write(name) && !name.contains(LEASE))
    }

    /// Requests that read from Kubernetes.
    pub fn reads(&self) -> impl Iterator<Item = (&str, u64)> {
        self.requests()
            .filter(|(name, _)| !is_write(name) && !name.contains(LEASE))
    }

    /// Requests by which a leader stays one.
    pub fn of_leases(&self) -> u64 {
        let requests = self.requests().filter(|(name, _)| name.contains(LEASE));
        requests.map(|(_, number)| number).sum()
    }

    fn requests(&self) -> impl Iterator<Item = (&str, u64)> {
        self.requests
            .iter()
            .map(|(name, number)| (name.as_str(), *number))
    }

    /// Whether nothing was called or written.
    pub fn is_quiet(&self) -> bool {
        self.all_calls() == 0 && self.writes().next().is_none()
    }

    /// Adds further traffic.
    pub fn add(&mut self, more: Self) {
        self.polls_demanded += more.polls_demanded;
        for (into, from) in [(&mut self.calls, more.calls), (&mut self.requests, more.requests)] {
            for (name, number) in from {
                *into.entry(name).or_default() += number;
            }
        }
    }
}

fn is_write(request: &str) -> bool {
    !["get ", "list ", "watch "]
        .iter()
        .any(|verb| request.starts_with(verb))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_read_is_a_write() {
        let requests = Requests::from([
            ("get secrets".to_owned(), 1),
            ("patch disynctasks 409".to_owned(), 2),
            ("patch leases".to_owned(), 3),
        ]);
        let traffic = Traffic {
            requests,
            ..Traffic::default()
        };
        assert_eq!(
            traffic.writes().collect::<Vec<_>>(),
            [("patch disynctasks 409", 2)]
        );
        assert_eq!(traffic.reads().collect::<Vec<_>>(), [("get secrets", 1)]);
        assert_eq!(traffic.of_leases(), 3);
    }

    #[test]
    fn what_is_no_call_of_dataworks_is_quiet() {
        let traffic = Traffic {
            calls: BTreeMap::from([(IDENTITY.to_owned(), 1)]),
            requests: Requests::from([("patch leases".to_owned(), 3)]),
            ..Traffic::default()
        };
        assert!(traffic.is_quiet());
    }
}
