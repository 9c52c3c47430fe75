//! What came back over HTTP, before anyone has looked at what it means.

use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::hidden::Hidden;
use super::places::Place;

/// The longest pause that the service may ask for. No page documents the header, so a wild value is not
/// obeyed.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_secs(60);

/// An answer: status, the few headers that matter, and the body. `Debug` does not show what the host says.
pub struct Reply {
    status: u16,
    body: Vec<u8>,
    request_id: Option<String>,
    pause: Option<SignedDuration>,
    date: Option<Timestamp>,
    place: Option<Place>,
    hidden: Arc<Hidden>,
}

impl Reply {
    /// An answer without any of the headers.
    #[must_use]
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            body: body.into(),
            request_id: None,
            pause: None,
            date: None,
            place: None,
            hidden: Arc::default(),
        }
    }

    /// An answer whose body is a JSON document: what a fake gives.
    #[must_use]
    pub fn json(status: u16, document: &Value) -> Self {
        Self::new(status, document.to_string())
    }

    /// With the header `x-acs-request-id`, which repeats the request ID of the body.
    #[must_use]
    pub fn with_request_id(mut self, header: Option<&str>) -> Self {
        self.request_id = header.map(str::to_owned);
        self
    }

    /// With the header `x-acs-retry-after`: milliseconds, as the official SDKs read it; at most a minute.
    #[must_use]
    pub fn with_retry_after(mut self, header: Option<&str>) -> Self {
        let millis = header
            .and_then(|text| text.trim().parse().ok())
            .filter(|millis: &i64| *millis > 0);
        self.pause = millis.map(|millis| SignedDuration::from_millis(millis).min(LONGEST_PAUSE));
        self
    }

    /// With the time of the header `Date`.
    #[must_use]
    pub fn with_date(mut self, date: Option<Timestamp>) -> Self {
        self.date = date;
        self
    }

    /// With the body, which arrives after the headers.
    pub(super) fn with_body(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }

    /// Holds a place in memory, for as long as it is there.
    pub(super) fn in_place(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// With what its request held, which texts of it do not show.
    pub(super) fn hiding(mut self, hidden: Arc<Hidden>) -> Self {
        self.hidden = hidden;
        self
    }

    pub(super) fn hidden(&self) -> &Arc<Hidden> {
        &self.hidden
    }

    pub(super) fn status(&self) -> u16 {
        self.status
    }

    pub(super) fn body(&self) -> &[u8] {
        &self.body
    }

    pub(super) fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    pub(super) fn pause(&self) -> Option<SignedDuration> {
        self.pause
    }

    pub(super) fn date(&self) -> Option<Timestamp> {
        self.date
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .field("long", &self.place.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_is_positive_milliseconds_of_at_most_a_minute() {
        let pause = |header| Reply::new(429, "").with_retry_after(Some(header)).pause();
        assert_eq!(pause("1500"), Some(SignedDuration::from_millis(1_500)));
        assert_eq!(pause("999999999"), Some(LONGEST_PAUSE));
        for nonsense in ["0", "-5", "soon", ""] {
            assert_eq!(pause(nonsense), None, "{nonsense}");
        }
    }
}
