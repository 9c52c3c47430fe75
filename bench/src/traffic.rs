//! What the operator asked of DataWorks and of Kubernetes in a span of time.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::audit::Requests;

/// Requests of the operator.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
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
        self.calls.values().sum()
    }

    /// Requests that change something in Kubernetes.
    pub fn writes(&self) -> impl Iterator<Item = (&str, u64)> {
        self.of_kind(true)
    }

    /// Requests that read from Kubernetes.
    pub fn reads(&self) -> impl Iterator<Item = (&str, u64)> {
        self.of_kind(false)
    }

    fn of_kind(&self, writing: bool) -> impl Iterator<Item = (&str, u64)> {
        let requests = self
            .requests
            .iter()
            .map(|(name, number)| (name.as_str(), *number));
        requests.filter(move |(name, _)| is_write(name) == writing)
    }

    /// Whether nothing was called or written.
    pub fn is_quiet(&self) -> bool {
        self.calls.is_empty() && self.writes().next().is_none()
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
    }
}
