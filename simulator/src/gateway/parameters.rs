//! The parameters of a request: query and form body merged, each with the place it came from.

use std::collections::BTreeMap;

use serde::Serialize;

/// Parameters that belong to the protocol, not to an operation.
///
/// `RegionId` is among them: the service derives the region from the endpoint and ignores the parameter.
const COMMON: [&str; 12] = [
    "Action",
    "Version",
    "Format",
    "AccessKeyId",
    "SecurityToken",
    "SignatureMethod",
    "SignatureVersion",
    "SignatureType",
    "SignatureNonce",
    "Timestamp",
    "Signature",
    "RegionId",
];

/// Where a parameter was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Origin {
    /// In the URL.
    Query,
    /// In the form body.
    Body,
    /// In both places; the value of the body counts.
    Both,
}

/// All parameters of one request, sorted by name as the signature needs them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters(BTreeMap<String, (String, Origin)>);

impl Parameters {
    /// Merges the two places.
    pub(crate) fn merge(query: Vec<(String, String)>, body: Vec<(String, String)>) -> Self {
        let mut merged: BTreeMap<_, _> = query
            .into_iter()
            .map(|(name, value)| (name, (value, Origin::Query)))
            .collect();
        for (name, value) in body {
            let origin = match merged.get(&name) {
                Some((_, Origin::Query | Origin::Both)) => Origin::Both,
                Some((_, Origin::Body)) | None => Origin::Body,
            };
            merged.insert(name, (value, origin));
        }
        Self(merged)
    }

    /// The value of a parameter; names are case-sensitive.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|(value, _)| value.as_str())
    }

    /// Every parameter in the order of the names.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, (value, _))| (name.as_str(), value.as_str()))
    }

    /// Names of the parameters of the protocol that are there.
    pub(crate) fn protocol(&self) -> impl Iterator<Item = &'static str> {
        COMMON.into_iter().filter(|name| self.0.contains_key(*name))
    }

    /// The parameters of the operation itself, without those of the protocol.
    pub(crate) fn business(&self) -> impl Iterator<Item = (&str, &str, Origin)> {
        self.0
            .iter()
            .filter(|(name, _)| !COMMON.contains(&name.as_str()))
            .map(|(name, (value, origin))| (name.as_str(), value.as_str(), *origin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn the_body_wins_and_the_origin_tells() {
        let merged = Parameters::merge(
            vec![pair("Action", "X"), pair("A", "1"), pair("B", "2")],
            vec![pair("B", "3"), pair("C", "4"), pair("C", "5")],
        );
        let business: Vec<_> = merged.business().collect();
        assert_eq!(
            business,
            [
                ("A", "1", Origin::Query),
                ("B", "3", Origin::Both),
                ("C", "5", Origin::Body)
            ]
        );
        assert_eq!(merged.get("Action"), Some("X"));
        assert_eq!(merged.get("action"), None);
    }
}
