//! What a Lease says, and how it is written anew. Each writing keeps the `resourceVersion`, so that a stale one loses.

use std::time::Duration;

use jiff::Timestamp;
use k8s_openapi::api::coordination::v1::{Lease, LeaseSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::MicroTime;
use kube::ResourceExt;
use kube::api::ObjectMeta;

use super::LEASE;

/// Who holds the lease; empty when it was given up.
pub fn holder(lease: &Lease) -> &str {
    let spec = lease.spec.as_ref();
    spec.and_then(|spec| spec.holder_identity.as_deref())
        .unwrap_or_default()
}

/// How long the record must stay as it is before the lease may be taken: as long as its holder asked for, which may be
/// another release of the operator, and no shorter than we do.
pub fn duration(lease: &Lease) -> Duration {
    let asked = lease.spec.as_ref().and_then(|spec| spec.lease_duration_seconds);
    let asked = asked.and_then(|seconds| u64::try_from(seconds).ok());
    LEASE.max(Duration::from_secs(asked.unwrap_or_default()))
}

/// The version of the record: any write changes it.
pub fn version(lease: &Lease) -> String {
    lease.resource_version().unwrap_or_default()
}

/// A lease that nobody had before.
pub fn new(name: &str, identity: &str, now: Timestamp) -> Lease {
    Lease {
        metadata: ObjectMeta {
            name: Some(name.to_owned()),
            ..ObjectMeta::default()
        },
        spec: Some(held(identity, now, now, 0)),
    }
}

/// The lease in the hands of `identity`.
pub fn taken(mut lease: Lease, identity: &str, now: Timestamp) -> Lease {
    let before = lease.spec.as_ref().and_then(|spec| spec.lease_transitions);
    lease.spec = Some(held(
        identity,
        now,
        now,
        before.unwrap_or_default().saturating_add(1),
    ));
    lease
}

/// The lease, renewed by its holder.
pub fn renewed(mut lease: Lease, now: Timestamp) -> Lease {
    let spec = lease.spec.get_or_insert_default();
    spec.renew_time = Some(MicroTime(now));
    lease
}

/// The lease, given up: the next may take it at once.
pub fn released(mut lease: Lease, now: Timestamp) -> Lease {
    let spec = lease.spec.get_or_insert_default();
    spec.holder_identity = Some(String::new());
    spec.renew_time = Some(MicroTime(now));
    lease
}

fn held(identity: &str, acquired: Timestamp, renewed: Timestamp, transitions: i32) -> LeaseSpec {
    LeaseSpec {
        holder_identity: Some(identity.to_owned()),
        lease_duration_seconds: i32::try_from(LEASE.as_secs()).ok(),
        acquire_time: Some(MicroTime(acquired)),
        renew_time: Some(MicroTime(renewed)),
        lease_transitions: Some(transitions),
        ..LeaseSpec::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn every_writing_but_the_first_carries_the_version_that_was_read() {
        let (then, now) = (at("2026-01-01T00:00:00Z"), at("2026-01-01T00:01:00Z"));
        let first = new("operator", "a", then);
        assert_eq!((version(&first).as_str(), holder(&first)), ("", "a"));
        let mut lease = first;
        lease.metadata.resource_version = Some("7".to_owned());
        let taken = taken(lease, "b", now);
        let spec = taken.spec.clone().unwrap();
        assert_eq!((version(&taken).as_str(), holder(&taken)), ("7", "b"));
        assert_eq!(
            (spec.lease_transitions, spec.lease_duration_seconds),
            (Some(1), Some(15))
        );
        let renewed = renewed(taken, then);
        let spec = renewed.spec.clone().unwrap();
        assert_eq!((version(&renewed).as_str(), holder(&renewed)), ("7", "b"));
        assert_eq!(
            (spec.acquire_time, spec.renew_time),
            (Some(MicroTime(now)), Some(MicroTime(then)))
        );
        let released = released(renewed, now);
        assert_eq!((version(&released).as_str(), holder(&released)), ("7", ""));
        assert_eq!(released.spec.unwrap().lease_transitions, Some(1));
    }

    #[test]
    fn a_holder_may_ask_for_more_time_and_not_for_less() {
        let mut lease = new("operator", "a", at("2026-01-01T00:00:00Z"));
        for (asked, given) in [(None, 15), (Some(-1), 15), (Some(1), 15), (Some(60), 60)] {
            lease.spec.as_mut().unwrap().lease_duration_seconds = asked;
            assert_eq!(duration(&lease).as_secs(), given);
        }
        lease.spec = None;
        assert_eq!(duration(&lease).as_secs(), 15);
    }
}
