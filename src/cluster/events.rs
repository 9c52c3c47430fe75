//! Publishes events. One that cannot be published is logged and missed: it never fails the work it tells of.

use kube::runtime::events::{Event, EventType, Recorder, Reporter};
use kube::{Client, Resource};
use tracing::warn;

use crate::api::FIELD_MANAGER;
use crate::domain::report::Notice;

/// Publishes events in the operator's name.
#[derive(Clone)]
pub struct Events(Recorder);

impl Events {
    /// Events of this instance of the operator (the name of its Pod, where there is one).
    pub fn new(client: Client, instance: Option<String>) -> Self {
        Self(Recorder::new(
            client,
            Reporter {
                controller: FIELD_MANAGER.to_owned(),
                instance,
            },
        ))
    }

    /// Publishes one event about `object`.
    pub async fn publish(&self, object: &impl Resource<DynamicType = ()>, action: &str, notice: &Notice) {
        let event = Event {
            type_: if notice.warning {
                EventType::Warning
            } else {
                EventType::Normal
            },
            reason: notice.reason.as_str().to_owned(),
            note: Some(notice.note.clone()),
            action: action.to_owned(),
            secondary: None,
        };
        if let Err(error) = self.0.publish(&event, &object.object_ref(&())).await {
            warn!(reason = notice.reason.as_str(), %error, "an event could not be published");
        }
    }
}
