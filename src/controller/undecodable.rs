//! An object that does not decode: it is told so, and the others go on. The first report after it is mended takes that
//! back.

use jiff::SignedDuration;
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
    let (generation, now) = (broken.metadata.generation, context.clock.now());
    warn!(
        namespace = broken.metadata.namespace,
        name = broken.metadata.name,
        error = broken.error,
        "does not decode"
    );
    let message = format!(
        "the object cannot be read ({}): mend the field, or install the CustomResourceDefinitions of this release",
        broken.error
    );
    let mut conditions: Vec<Condition> = Vec::new();
    for (kind, status) in [(ConditionType::Ready, "False"), (ConditionType::Stalled, "True")] {
        let value = (status, Reason::Undecodable, message.as_str());
        set_condition(&mut conditions, kind, value, generation, now);
    }
    cluster::tell_broken::<K>(&context.client, broken, &conditions).await?;
    Ok(context.rest(REST))
}
