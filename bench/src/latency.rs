//! Times in short: percentiles of many of them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Percentiles by nearest rank, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// The least.
    pub min: f64,
    /// Half took at most so long.
    pub p50: f64,
    /// Of a hundred, 99 took at most so long.
    pub p99: f64,
    /// The most.
    pub max: f64,
}

impl Latency {
    /// The percentiles of at least one time.
    pub fn of(mut times: Vec<Duration>) -> Option<Self> {
        times.sort_unstable();
        let (min, max) = (times.first()?.as_secs_f64(), times.last()?.as_secs_f64());
        let rank = |percent: usize| {
            let index = (times.len() * percent).div_ceil(100).saturating_sub(1);
            times.get(index).map(Duration::as_secs_f64)
        };
        Some(Self {
            min,
            p50: rank(50)?,
            p99: rank(99)?,
            max,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_those_of_times_that_were_measured() {
        let times = |n: u64| (1..=n).rev().map(Duration::from_secs).collect();
        assert_eq!(Latency::of(times(0)), None);
        assert_eq!(
            Latency::of(times(1)),
            Some(Latency {
                min: 1.0,
                p50: 1.0,
                p99: 1.0,
                max: 1.0
            })
        );
        assert_eq!(
            Latency::of(times(5)),
            Some(Latency {
                min: 1.0,
                p50: 3.0,
                p99: 5.0,
                max: 5.0
            })
        );
        assert_eq!(
            Latency::of(times(200)),
            Some(Latency {
                min: 1.0,
                p50: 100.0,
                p99: 198.0,
                max: 200.0
            })
        );
    }
}
