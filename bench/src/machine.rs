//! The machine that was measured on.

use serde::{Deserialize, Serialize};

/// What figures of time depend on.
#[derive(Debug, Serialize, Deserialize)]
pub struct Machine {
    /// Model of the processor.
    pub cpu: String,
    /// Cores that may be used.
    pub cores: usize,
    /// Memory, in bytes.
    pub memory: u64,
    /// Release of the kernel.
    pub kernel: String,
    /// Processes that wanted a core, on average over the minute before the run. They slow all times.
    pub load: f64,
}

impl Machine {
    /// This machine; what the kernel does not tell is "unknown" or 0.
    pub fn this() -> Self {
        let read = |path| std::fs::read_to_string(path).unwrap_or_default();
        let unknown = || "unknown".to_owned();
        let (kernel, load) = (read("/proc/sys/kernel/osrelease"), read("/proc/loadavg"));
        Self {
            cpu: field(&read("/proc/cpuinfo"), "model name").unwrap_or_else(unknown),
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            memory: field(&read("/proc/meminfo"), "MemTotal")
                .and_then(|text| kibibytes(&text))
                .unwrap_or(0),
            kernel: Some(kernel.trim().to_owned())
                .filter(|text| !text.is_empty())
                .unwrap_or_else(unknown),
            load: load
                .split(' ')
                .next()
                .and_then(|load| load.parse().ok())
                .unwrap_or(0.0),
        }
    }
}

/// The value of `name` in lines such as `name : value`.
pub fn field(text: &str, name: &str) -> Option<String> {
    let mut fields = text.lines().filter_map(|line| line.split_once(':'));
    fields
        .find(|(key, _)| key.trim() == name)
        .map(|(_, value)| value.trim().to_owned())
}

/// Bytes of a text such as `1024 kB`.
pub fn kibibytes(text: &str) -> Option<u64> {
    text.strip_suffix(" kB")?
        .parse::<u64>()
        .ok()
        .map(|number| number * 1024)
}
