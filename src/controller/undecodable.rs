//! An object that does not decode: it is told so, and the others go on. The first report after it is mended takes that
//! back.

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::Resource;
use kube::runtime::controller::Action as Visit;
use tracing::warn;

use super::context::Context;
use super::error::Error;
use crate::api::{ConditionType, Reason};
use crate::cluster::{self, Broken};
use crate::domain::report::set_condition;

/// How long such an object rests, though nothing wakes it.
const REST: SignedDuration = SignedDuration::from_mins(10);

/// Tells an object that it does not decode.
pub async fn report<K>(broken: &Broken, context: &Context) -> Result<Visit, Error>
where
    K: Resource<DynamicType = ()>,
{
    warn!(
        namespace = broken.metadata.namespace,
        name = broken.metadata.name,
        error = broken.error,
        "does not decode"
    );
    let conditions = told(broken, context.clock.now());
    if conditions != broken.conditions {
        cluster::tell_broken::<K>(&context.client, broken, &conditions).await?;
    }
    Ok(context.rest(REST))
}

/// What such an object is told. Nothing else of what it was told before is known to hold still.
fn told(broken: &Broken, now: Timestamp) -> Vec<Condition> {
    let message = format!(
        "the object cannot be read ({}): mend the field, or install the CustomResourceDefinitions of this release",
        broken.error
    );
    let mut conditions = broken.conditions.clone();
    let ours = [(ConditionType::Ready, "False"), (ConditionType::Stalled, "True")];
    conditions.retain(|condition| ours.iter().any(|(kind, _)| condition.type_ == kind.as_str()));
    for (kind, status) in ours {
        let value = (status, Reason::Undecodable, message.as_str());
        set_condition(&mut conditions, kind, value, broken.metadata.generation, now);
    }
    conditions
}

#[cfg(test)]
mod tests {
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, Time};

    use super::*;

    #[test]
    fn one_that_was_told_is_not_told_again_and_keeps_its_time() {
        let first: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        let later: Timestamp = "2026-11-24T12:10:00Z".parse().unwrap();
        let mut broken = Broken {
            error: "status.failures: invalid value".to_owned(),
            metadata: ObjectMeta::default(),
            conditions: Vec::new(),
        };
        let value = ("True", Reason::Updating, "it is being changed");
        set_condition(
            &mut broken.conditions,
            ConditionType::Reconciling,
            value,
            None,
            first,
        );
        broken.conditions = told(&broken, first);
        let kinds: Vec<_> = broken.conditions.iter().map(|one| one.type_.as_str()).collect();
        assert_eq!(kinds, ["Ready", "Stalled"]);
        assert_eq!(told(&broken, later), broken.conditions);

        broken.error = "spec.cu: invalid value".to_owned();
        let changed = told(&broken, later);
        assert_ne!(changed, broken.conditions);
        assert!(changed.iter().all(|one| one.last_transition_time == Time(first)));
    }
}
