//! What is aimed at on a machine of two cores that nobody else uses. One place, for the table and the plot.

/// Resident memory at rest, in bytes, by the number of tasks.
pub const RESIDENT: [(u32, u64); 3] = [(100, 15 << 20), (1_000, 20 << 20), (10_000, 45 << 20)];

/// From the start of the process until it rests, in seconds, with no more than so many tasks.
pub const RESTART: (u32, f64) = (10_000, 3.0);

/// Processor seconds of 1,000 created tasks.
pub const CPU_PER_THOUSAND: f64 = 2.0;

/// Passes without work in a second of one core.
pub const PASSES: f64 = 3_000.0;

/// From acceptance until Ready, for 99 of 100 of no more than so many tasks at once, in seconds.
pub const READY: (u32, f64) = (1_000, 1.0);

/// From the start of the process until its first write, in seconds.
pub const START: f64 = 0.5;

/// Size of the binary, in bytes.
pub const BINARY: u64 = 15_000_000;

/// Resident memory that is aimed at with so many tasks: that of the least number that holds them.
pub fn resident(tasks: u32) -> Option<u64> {
    let mut aims = RESIDENT.iter();
    aims.find(|(most, _)| tasks <= *most).map(|(_, bytes)| *bytes)
}

/// Whether a time is as aimed at, where the aim is for no more than so many tasks.
pub fn meets((most, seconds): (u32, f64), tasks: u32, time: f64) -> bool {
    tasks > most || time < seconds
}
