//! The registry, and its text in the format OpenMetrics.

use std::fmt::{Debug, Error, Formatter};
use std::sync::atomic::AtomicU64;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use super::{Metrics, PREFIX, Survey};

/// What the text is, for the header `Content-Type`.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Makes a survey at each scrape; none while this process does not act.
struct Surveyor(Box<dyn Fn() -> Option<Survey> + Send + Sync>);

impl Debug for Surveyor {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result<(), Error> {
        f.write_str("Surveyor")
    }
}

impl Collector for Surveyor {
    fn encode(&self, encoder: DescriptorEncoder) -> Result<(), Error> {
        match (self.0)() {
            Some(survey) => survey.encode(encoder),
            None => Ok(()),
        }
    }
}

/// All metrics, for whoever asks.
#[derive(Debug)]
pub struct Exposition(pub(super) Registry);

impl Exposition {
    /// What `metrics` counts, and what `survey` finds whenever somebody asks: nothing while this process does not act.
    /// `started` is when the process started, in seconds since 1970.
    #[must_use]
    pub fn new(
        metrics: &Metrics,
        started: f64,
        survey: impl Fn() -> Option<Survey> + Send + Sync + 'static,
    ) -> Self {
        let mut registry = Registry::default();
        let start = Gauge::<f64, AtomicU64>::default();
        start.set(started);
        // A name that all clients of Prometheus share.
        registry.register_with_unit(
            "process_start_time",
            "When the process started, since 1970",
            Unit::Seconds,
            start,
        );
        let ours = registry.sub_registry_with_prefix(PREFIX);
        let version = [("version", env!("CARGO_PKG_VERSION"))];
        ours.register("build", "The operator", Info::new(version));
        metrics.calls.register(ours);
        metrics.work.register(ours);
        metrics.upkeep.register(ours);
        ours.register_collector(Box::new(Surveyor(Box::new(survey))));
        Self(registry)
    }

    /// The text, as it is now.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing into a string does not fail, and no metric is of a kind that the text cannot hold.
        let _ = encode(&mut text, &self.0);
        text
    }
}
