//! Publishes events. One that cannot be published is logged and missed: it never fails the work it tells of.
//!
//! Not by the recorder of kube-runtime, which remembers each event for six minutes to count its repeats: with a
//! thousand tasks that is a fifth of the memory, and ours are published on transitions only.

use jiff::Timestamp;
use k8s_openapi::api::events::v1::Event;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{MicroTime, ObjectMeta};
use kube::api::PostParams;
use kube::{Api, Client, Resource, ResourceExt};
use tracing::warn;

use crate::api::FIELD_MANAGER;
use crate::domain::report::{Notice, shown};

/// The longest note, in bytes: the API server refuses an event with a longer one, and letters may take four each.
/// (`ValidateEvent` of `k8s.io/kubernetes/pkg/apis/core/validation`.)
const LONGEST_NOTE: usize = 1024;

/// The longest name of an instance, in bytes, by the same rules.
const LONGEST_INSTANCE: usize = 128;

/// Publishes events in the operator's name.
#[derive(Clone)]
pub struct Events {
    client: Client,
    instance: String,
}

impl Events {
    /// Events of this instance of the operator (the name of its Pod, where there is one).
    pub fn new(client: Client, instance: Option<String>) -> Self {
        let instance = instance.unwrap_or_else(|| FIELD_MANAGER.to_owned());
        let instance = cut(instance, LONGEST_INSTANCE);
        Self { client, instance }
    }

    /// Publishes one event about `object`.
    pub async fn publish(
        &self,
        object: &impl Resource<DynamicType = ()>,
        action: &str,
        notice: &Notice,
        now: Timestamp,
    ) {
        let namespace = object.namespace().unwrap_or_else(|| "default".to_owned());
        let event = self.event(object, action, notice, now);
        let api: Api<Event> = Api::namespaced(self.client.clone(), &namespace);
        if let Err(error) = api.create(&PostParams::default(), &event).await {
            warn!(reason = notice.reason.as_str(), %error, "an event could not be published");
        }
    }

    fn event(
        &self,
        object: &impl Resource<DynamicType = ()>,
        action: &str,
        notice: &Notice,
        now: Timestamp,
    ) -> Event {
        Event {
            metadata: ObjectMeta {
                generate_name: Some(format!("{}-", object.name_any())),
                namespace: object.namespace(),
                ..ObjectMeta::default()
            },
            type_: Some(notice.event_type().to_owned()),
            reason: Some(notice.reason.as_str().to_owned()),
            note: Some(cut(shown(&notice.note), LONGEST_NOTE)),
            action: Some(action.to_owned()),
            regarding: Some(object.object_ref(&())),
            event_time: Some(MicroTime(now)),
            reporting_controller: Some(FIELD_MANAGER.to_owned()),
            reporting_instance: Some(self.instance.clone()),
            ..Event::default()
        }
    }
}

/// The text, cut to this many bytes at the end of a letter.
fn cut(mut text: String, longest: usize) -> String {
    text.truncate(text.floor_char_boundary(longest));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_by_bytes_and_no_letter_is_halved() {
        let refused = format!("a{}", "任".repeat(400));
        let note = cut(shown(&refused), LONGEST_NOTE);
        assert_eq!(note, format!("a{}", "任".repeat(341)));
        assert_eq!(note.len(), LONGEST_NOTE);
        assert_eq!(cut("任".to_owned(), 2), "");
        assert_eq!(cut("short".to_owned(), LONGEST_INSTANCE), "short");
    }
}
